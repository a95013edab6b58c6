# Debian's PHP where the official image has it. Like there, the tools that build extensions stay in the image.
ARG DEBIAN
FROM debian:${DEBIAN}-slim AS composer-phar
RUN apt-get update && apt-get install -y --no-install-recommends composer php-cli && rm -rf /var/lib/apt/lists/*

FROM debian:${DEBIAN}-slim AS php
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl xz-utils \
      autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c \
      php8.4-cli php8.4-curl php8.4-mbstring php8.4-xml php8.4-sqlite3 php8.4-dev \
 && rm -rf /var/lib/apt/lists/* && ln -s /usr/bin/php /usr/local/bin/php && mkdir -p /var/www/html /usr/local/etc/php/conf.d
COPY --chmod=755 docker-php-entrypoint /usr/local/bin/docker-php-entrypoint
ENV PHP_INI_DIR=/usr/local/etc/php
WORKDIR /var/www/html
ENTRYPOINT ["docker-php-entrypoint"]
CMD ["php", "-a"]
