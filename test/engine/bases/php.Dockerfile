# Debian's PHP where the official image has it. Like there, the tools that build extensions stay in the image. Composer finds
# packages in archives made of Debian's sources.
ARG DEBIAN
FROM debian:${DEBIAN}-slim AS packages
RUN apt-get update && apt-get install -y --no-install-recommends composer php-cli php-mbstring zip dpkg-dev xz-utils && rm -rf /var/lib/apt/lists/*
COPY makePackages.sh makePhar.php /
RUN sh /makePackages.sh /packages
RUN php -d phar.readonly=0 /makePhar.php && chmod 755 /tmp/composer.phar

FROM debian:${DEBIAN}-slim AS php
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl xz-utils \
      autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c \
      php8.4-cli php8.4-curl php8.4-mbstring php8.4-xml php8.4-sqlite3 php8.4-zip php8.4-intl php8.4-dev \
 && rm -rf /var/lib/apt/lists/* && ln -s /usr/bin/php /usr/local/bin/php && mkdir -p /var/www/html /usr/local/etc/php/conf.d /root/.composer \
 && echo '{"repositories":{"machine":{"type":"artifact","url":"/usr/local/share/composer-packages"},"packagist.org":false}}' > /root/.composer/config.json
COPY --chmod=755 docker-php-entrypoint /usr/local/bin/docker-php-entrypoint
COPY --from=packages /packages /usr/local/share/composer-packages
ENV PHP_INI_DIR=/usr/local/etc/php
WORKDIR /var/www/html
ENTRYPOINT ["docker-php-entrypoint"]
CMD ["php", "-a"]

FROM php AS composer
RUN apt-get update && apt-get install -y --no-install-recommends git unzip zip && rm -rf /var/lib/apt/lists/*
COPY --from=packages /tmp/composer.phar /usr/bin/composer
WORKDIR /app
ENTRYPOINT ["docker-php-entrypoint"]
CMD ["composer"]
