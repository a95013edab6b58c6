# Debian's Go where the official image has it; like there, gcc and git belong to it and nothing slim exists.
ARG DEBIAN
FROM debian:${DEBIAN}-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates curl wget gnupg git openssh-client procps g++ gcc libc6-dev make pkg-config golang-go \
 && rm -rf /var/lib/apt/lists/* && ln -s /usr/lib/go-* /usr/local/go
ENV GOTOOLCHAIN=local GOPATH=/go PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go
WORKDIR /go
CMD ["bash"]
