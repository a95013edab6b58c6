# Python compiled into /usr/local as the official image has it, from Debian's source package.
ARG DEBIAN
FROM buildpack-deps:${DEBIAN} AS compile
ARG PYTHON
WORKDIR /usr/src
RUN . /etc/os-release && sed "s/^deb /deb-src /" /etc/apt/sources.list > /etc/apt/sources.list.d/src.list && apt-get update \
 && apt-get source --download-only python${PYTHON} && mkdir python && tar -xJf python*.orig.tar.xz -C python --strip-components=1 \
 && apt-get install -y --no-install-recommends uuid-dev && rm -rf /var/lib/apt/lists/*
RUN cd python && ./configure -q --prefix=/usr/local --enable-shared --with-ensurepip --enable-loadable-sqlite-extensions \
      LDFLAGS='-Wl,--strip-all -Wl,-rpath,/usr/local/lib' \
 && make -s -j2 && make -s install && rm -rf /usr/local/lib/python*/test /usr/local/lib/python*/config-*/*.a \
 && find /usr/local/lib -name __pycache__ -prune -exec rm -rf {} + \
 && cd /usr/local/bin && ln -s python3 python && ln -s pip3 pip && ln -s python3-config python-config && ln -s pydoc3 pydoc

FROM debian:${DEBIAN}-slim AS slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates netbase tzdata \
      libbz2-1.0 libffi8 libgdbm6t64 liblzma5 libncursesw6 libreadline8t64 libsqlite3-0 libssl3t64 libuuid1 zlib1g \
 && rm -rf /var/lib/apt/lists/*
COPY --from=compile /usr/local /usr/local
RUN printf '[global]\ncert = /usr/local/share/machine-ca.crt\n' > /etc/pip.conf \
 && mkdir -p /etc/uv && echo 'native-tls = true' > /etc/uv/uv.toml
ENV LANG=C.UTF-8
CMD ["python3"]

FROM buildpack-deps:${DEBIAN} AS full
RUN apt-get update && apt-get install -y --no-install-recommends libbluetooth-dev tk-dev uuid-dev && rm -rf /var/lib/apt/lists/*
COPY --from=slim /usr/local /usr/local
COPY --from=slim /etc/pip.conf /etc/pip.conf
COPY --from=slim /etc/uv /etc/uv
ENV LANG=C.UTF-8
CMD ["python3"]
