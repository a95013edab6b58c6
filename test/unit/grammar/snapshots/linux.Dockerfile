# syntax=docker/dockerfile:1
# a comment
ARG VERSION=1.2 NAME
FROM --platform=$BUILDPLATFORM docker.io/library/node:22-${VARIANT:-alpine}@sha256:abcdef AS build
RUN --mount=type=cache,target=/root/.cache,sharing=locked --network=none apt-get update && \
    # comment inside "
    apt-get install -y --no-install-recommends \
      curl it's \
    && FOO=bar make -j"$(nproc)" > /dev/null 2>&1 # tail

RUN ["npm", "run", "it\n"]
RUN [ "$a" = b ] || exit 1
COPY --from=build --chown=app:app /a/*.txt ["x"] ./
COPY <<EOF /etc/app.json
{"a": "open
EOF
COPY <<A <<B /x/
one $X
A
two
B
RUN <<EOF
#!/usr/bin/env python3
print("open
EOF
RUN python3 - <<'PY'
import "x
PY
RUN cat <<EOF > /x.conf && echo done
data ${A}
EOF
ENV A=1 B="two $A" C=d\ e
ENV legacy some value
EXPOSE 80/tcp 8000-8010 $P
HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
USER app:root
CMD node server.js
onbuild run echo "hi"
STOPSIGNAL SIGTERM
LABEL "a.b"="c" d=e
SHELL ["/bin/bash", "-c"]
RUN if [ -f x ]; then for f in a b; do echo $f; done; fi
RUN foo() { :; } && case $x in a) b;; esac && $CMD x
