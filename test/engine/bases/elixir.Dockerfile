# Debian's Erlang and Elixir where the images of hexpm/elixir have them.
ARG DEBIAN
FROM buildpack-deps:${DEBIAN}
RUN apt-get update && apt-get install -y --no-install-recommends elixir erlang-asn1 erlang-crypto erlang-dev erlang-eunit erlang-inets erlang-mnesia erlang-os-mon \
      erlang-parsetools erlang-public-key erlang-runtime-tools erlang-ssl erlang-syntax-tools erlang-tools erlang-xmerl \
 && rm -rf /var/lib/apt/lists/* && for name in elixir elixirc erl erlc escript iex mix; do ln -s /usr/bin/$name /usr/local/bin/$name; done
ENV LANG=C.UTF-8
CMD ["iex"]
