#!/bin/sh
# Makes zip archives that Composer installs from ("artifact" repository) out of Debian's source packages: the authors' own
# files and composer.json, with the version written into it.
set -e
target=$1
mkdir -p "$target" /tmp/sources
cd /tmp/sources
sed 's/^deb /deb-src /' /etc/apt/sources.list > /etc/apt/sources.list.d/src.list
apt-get update
for package in php-psr-log php-monolog php-parsedown; do
  mkdir "$package"
  (
    cd "$package"
    apt-get source --download-only "$package" || ls ./*.orig.tar.* # only the authors' archive matters
    version=$(ls ./*.orig.tar.* | head -n 1 | sed 's/.*_\(.*\)\.orig.*/\1/; s/+ds.*//; s/+dfsg.*//')
    mkdir source
    tar -xf ./*.orig.tar.* -C source --strip-components=1
    cd source
    php -r '$file = json_decode(file_get_contents("composer.json"), true); $file["version"] = $argv[1]; unset($file["require-dev"]);
      file_put_contents("composer.json", json_encode($file, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES));' "$version"
    zip -q -r "$target/$package.zip" .
  )
done
