# What the full language images carry besides the language (the slim ones do not): compilers, curl, git, -dev packages.
ARG DEBIAN
FROM debian:${DEBIAN}-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates curl wget git gnupg netbase openssh-client procps tzdata \
      autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc libbz2-dev libc6-dev libcurl4-openssl-dev \
      libevent-dev libffi-dev libgdbm-dev libgmp-dev libjpeg-dev liblzma-dev libncurses-dev libpng-dev libpq-dev \
      libreadline-dev libsqlite3-dev libssl-dev libtool libwebp-dev libxml2-dev libxslt-dev libyaml-dev make patch \
      pkg-config python3 unzip xz-utils zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
