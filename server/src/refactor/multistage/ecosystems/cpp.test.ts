import { lines, testConversions } from '../harness.ts';

testConversions('C and C++', [
  {
    name: 'c: libraries that were linked, and what make installed',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y build-essential zlib1g-dev libcurl4-openssl-dev',
      'COPY . /src',
      'RUN cd /src && make && make install',
      'CMD ["prog"]',
    ),
    files: { Makefile: '', 'main.c': 'int main(){}' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libcurl4 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local /usr/local',
      'RUN ldconfig',
      'CMD ["prog"]',
    ),
  },
  {
    name: 'c: a prefix that a configure step named is where make install writes',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y build-essential',
      'COPY . /src',
      'RUN cd /src && ./configure --prefix=/usr && make install',
      'CMD ["/usr/bin/prog"]',
    ),
    files: { configure: '', 'main.c': '' },
    verdict: 'ask unproven',
  },
]);
