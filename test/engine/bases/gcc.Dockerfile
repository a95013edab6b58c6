ARG DEBIAN
FROM buildpack-deps:${DEBIAN}
RUN set -e; apt-get update; apt-get install -y --no-install-recommends gfortran; rm -rf /var/lib/apt/lists/*; \
    for name in gcc g++ gfortran cpp; do ln -s "/usr/bin/$name" "/usr/local/bin/$name"; done; ln -s gcc /usr/local/bin/cc
CMD ["bash"]
