# Debian's Ruby with the folders and variables of the official image. Bundler finds gems in a mirror made of Debian's own.
ARG DEBIAN
FROM debian:${DEBIAN}-slim AS gems
RUN apt-get update && apt-get install -y --no-install-recommends ruby ruby-sinatra ruby-rackup ruby-webrick ruby-kramdown ruby-rouge ruby-slop \
 && rm -rf /var/lib/apt/lists/*
COPY makeGems.rb /makeGems.rb
RUN ruby /makeGems.rb /gems

FROM debian:${DEBIAN}-slim AS slim
RUN apt-get update && apt-get install -y --no-install-recommends bzip2 ca-certificates libffi8 libgmp10 libyaml-0-2 procps zlib1g ruby ruby-bundler \
 && rm -rf /var/lib/apt/lists/* && ln -s /usr/bin/ruby /usr/bin/gem /usr/bin/bundle /usr/bin/bundler /usr/bin/irb /usr/local/bin/ \
 && mkdir -p /usr/local/bundle && chmod 1777 /usr/local/bundle
ENV LANG=C.UTF-8 GEM_HOME=/usr/local/bundle BUNDLE_SILENCE_ROOT_WARNING=1 BUNDLE_APP_CONFIG=/usr/local/bundle \
    PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["irb"]

FROM buildpack-deps:${DEBIAN} AS full
RUN apt-get update && apt-get install -y --no-install-recommends ruby ruby-dev ruby-bundler \
 && rm -rf /var/lib/apt/lists/* && ln -s /usr/bin/ruby /usr/bin/gem /usr/bin/bundle /usr/bin/bundler /usr/bin/irb /usr/local/bin/ \
 && mkdir -p /usr/local/bundle /root/.bundle && chmod 1777 /usr/local/bundle \
 && printf -- '---\nBUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/: "file:///usr/local/share/gem-mirror/"\n' > /root/.bundle/config
COPY --from=gems /gems /usr/local/share/gem-mirror
ENV LANG=C.UTF-8 GEM_HOME=/usr/local/bundle BUNDLE_SILENCE_ROOT_WARNING=1 BUNDLE_APP_CONFIG=/usr/local/bundle \
    PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["irb"]
