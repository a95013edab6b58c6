import { lines, testConversions } from '../harness.ts';

testConversions('compilers of a plain system', [
  {
    name: 'a program of Crystal finds what all of them load',
    dockerfile: lines(
      'FROM debian:trixie',
      'RUN apt-get update && apt-get install -y crystal libssl-dev',
      'WORKDIR /src',
      'COPY . .',
      'RUN crystal build src/pilot.cr -o /usr/local/bin/pilot',
      'CMD ["pilot"]',
    ),
    files: { 'src/pilot.cr': 'puts 1' },
    verdict: 'ask unproven',
    has: [/libevent-2\.1-7t64/, /libgc1/, /libpcre2-8-0/],
  },
  {
    name: 'the modules of Nim that open libraries when they are used',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y nim gcc libc6-dev',
      'WORKDIR /src',
      'COPY . .',
      'RUN nim c -d:ssl -o:/usr/local/bin/tide src/tide.nim',
      'CMD ["/usr/local/bin/tide"]',
    ),
    files: { 'src/tide.nim': 'import std/[json, re]\necho 1' },
    verdict: 'ask unproven',
    has: [/libpcre3/, /libssl3/],
  },
  {
    name: 'a program of Nim that opens none',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y nim gcc libc6-dev',
      'WORKDIR /src',
      'COPY . .',
      'RUN nim c -o:/usr/local/bin/tide src/tide.nim',
      'CMD ["/usr/local/bin/tide"]',
    ),
    files: { 'src/tide.nim': 'import std/json\necho 1' },
    verdict: 'ask unproven',
    lacks: ['libpcre3', 'libssl3'],
  },
  {
    name: 'a wrapper of the compiler stays in the build stage',
    dockerfile: lines(
      'FROM debian:trixie',
      `RUN apt-get update && apt-get install -y python3-pip && pip install --break-system-packages ziglang && printf 'exec python3 -m ziglang "$@"' > /usr/local/bin/zig`,
      'WORKDIR /app',
      'COPY . .',
      'RUN zig build',
      'CMD ["/app/zig-out/bin/tally"]',
    ),
    files: { 'build.zig': '', 'src/main.zig': 'const std = @import("std");' },
    verdict: 'safe',
    lacks: ['/usr/local/bin/zig'],
  },
]);
