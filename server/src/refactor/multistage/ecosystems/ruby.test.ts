import { lines, testConversions } from '../harness.ts';

testConversions('Ruby', [
  {
    name: 'ruby: slim, the gems, the libraries of pg',
    dockerfile: lines(
      'FROM ruby:3.3-bookworm',
      'WORKDIR /app',
      'COPY Gemfile .',
      'RUN bundle install',
      'COPY . .',
      'CMD ["bundle", "exec", "rackup"]',
    ),
    files: { Gemfile: "gem 'rack'\ngem 'pg'\n", 'config.ru': '' },
    verdict: 'safe',
    final: lines(
      'FROM ruby:3.3-slim-bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local/bundle /usr/local/bundle',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["bundle", "exec", "rackup"]',
    ),
  },
  {
    name: 'ruby: an entry script by its bare name is found where a COPY puts it',
    dockerfile: lines(
      'FROM ruby:3.2',
      'WORKDIR /app',
      'COPY . .',
      'RUN bundle install',
      'COPY entrypoint.sh /usr/bin/',
      'RUN chmod +x /usr/bin/entrypoint.sh',
      'ENTRYPOINT ["entrypoint.sh"]',
      'CMD ["rackup"]',
    ),
    files: { Gemfile: "gem 'sinatra'\n", 'entrypoint.sh': '#!/bin/bash\nset -e\nexec "$@"\n', 'app.rb': 'x' },
    verdict: 'safe',
  },
]);
