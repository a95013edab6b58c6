# Debian's Ruby with the folders and variables of the official image.
ARG DEBIAN
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
 && mkdir -p /usr/local/bundle && chmod 1777 /usr/local/bundle
ENV LANG=C.UTF-8 GEM_HOME=/usr/local/bundle BUNDLE_SILENCE_ROOT_WARNING=1 BUNDLE_APP_CONFIG=/usr/local/bundle \
    PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["irb"]
