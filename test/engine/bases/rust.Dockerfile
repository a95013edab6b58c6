# Debian's Rust with the folders and variables of the official image.
ARG DEBIAN
FROM debian:${DEBIAN}-slim AS slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev rustc cargo && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /usr/local/cargo/bin /usr/local/rustup && ln -s /usr/bin/rustc /usr/bin/cargo /usr/local/cargo/bin/ && chmod -R a+w /usr/local/cargo
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["bash"]

FROM buildpack-deps:${DEBIAN} AS full
RUN apt-get update && apt-get install -y --no-install-recommends rustc cargo && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /usr/local/cargo/bin /usr/local/rustup && ln -s /usr/bin/rustc /usr/bin/cargo /usr/local/cargo/bin/ && chmod -R a+w /usr/local/cargo
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["bash"]
