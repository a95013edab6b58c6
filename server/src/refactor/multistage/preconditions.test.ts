import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { convertTest, verdictOf } from './testSupport.ts';

before(() => loadShellForTests());

const cases: readonly (readonly [name: string, dockerfile: string, verdict: string])[] = [
  ['an error in the file', 'FROM golang:1.22\nRUNN x\n', 'refuse syntax-error'],
  ['no FROM', 'ARG A\n', 'refuse no-from'],
  ['stages already', 'FROM a AS b\nFROM c\nCMD x\n', 'refuse already-multi-stage'],
  ['ONBUILD', 'FROM node:20\nONBUILD RUN npm ci\nCMD ["node"]\n', 'refuse onbuild'],
  ['a base with ONBUILD', 'FROM node:8-onbuild\nCMD ["node"]\n', 'refuse onbuild-base'],
  ['Windows', 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN x\nCMD ["a"]\n', 'refuse windows'],
  ['scratch', 'FROM scratch\nCOPY a /a\nCMD ["/a"]\n', 'refuse scratch-base'],
  ['an argument without default', 'ARG BASE\nFROM ${BASE}\nCMD ["a"]\n', 'refuse unknown-base'],
  ['no command', 'FROM golang:1.22\nRUN go install x\n', 'refuse no-command'],
  ['a runtime image', 'FROM nginx:1.27\nCOPY a /usr/share/nginx/html\n', 'refuse no-build'],
  [
    'nothing is built on a JRE',
    'FROM eclipse-temurin:21-jre\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n',
    'refuse no-build',
  ],
  [
    'a jar is copied into a JDK',
    'FROM eclipse-temurin:21\nCOPY app.jar /\nCMD ["java", "-jar", "/app.jar"]\n',
    'refuse no-build',
  ],
  ['an interactive shell', 'FROM golang:1.22\nRUN go install x\nCMD ["bash"]\n', 'refuse tools-image'],
  ['sleep', 'FROM golang:1.22\nRUN go install x\nCMD sleep infinity\n', 'refuse tools-image'],
  ['go run', 'FROM golang:1.22\nCOPY . .\nRUN go mod download\nCMD ["go", "run", "."]\n', 'refuse development-server'],
  ['a rebuilding tool', 'FROM golang:1.22\nRUN go build -o a\nCMD ["air"]\n', 'refuse development-server'],
  [
    'mvn',
    'FROM maven:3-eclipse-temurin-21\nRUN mvn package\nCMD ["mvn", "spring-boot:run"]\n',
    'refuse development-server',
  ],
  [
    'dotnet run',
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet build\nCMD ["dotnet", "run"]\n',
    'refuse development-server',
  ],
  ['mix', 'FROM elixir:1.16\nRUN mix compile\nCMD ["mix", "phx.server"]\n', 'refuse development-server'],
  ['a command that only the run knows', 'FROM golang:1.22\nRUN go build -o a\nCMD $APP\n', 'refuse unknown-start'],
  [
    'the program lies in a cache mount',
    'FROM rust:1.80-bookworm\nWORKDIR /a\nCOPY . .\nRUN --mount=type=cache,target=/a/target cargo build --release\nCMD ["/a/target/release/x"]\n',
    'refuse artifact-in-cache-mount',
  ],
  [
    'a volume over the build',
    'FROM node:20\nWORKDIR /a\nVOLUME /a\nCOPY . .\nRUN npm ci\nCMD ["node", "x.js"]\n',
    'refuse volume-over-build',
  ],
  [
    'a user of the build image',
    'FROM gradle:8-jdk17\nUSER gradle\nWORKDIR /a\nCOPY . .\nRUN gradle bootJar\nCMD ["java", "-jar", "build/libs/a.jar"]\n',
    'refuse missing-user',
  ],
  ['an unknown image', 'FROM acme/tools:1\nRUN make\nCMD ["./a"]\n', 'refuse unknown-image'],
  [
    'nothing is built on a plain system',
    'FROM debian:12\nRUN apt-get update && apt-get install -y nginx\nCMD ["nginx"]\n',
    'refuse no-build',
  ],
  ['conda', 'FROM python:3.12\nRUN conda install x\nCMD ["python", "a.py"]\n', 'refuse conda'],
  ['php that only copies', 'FROM php:8.4-cli\nCOPY . /a\nCMD ["php", "/a/x.php"]\n', 'refuse no-build'],
  ['elixir without a release', 'FROM elixir:1.16\nRUN mix compile\nCMD ["bin/app", "start"]\n', 'refuse no-release'],
  [
    'no known release of the system',
    'FROM golang@sha256:' + 'a'.repeat(64) + '\nWORKDIR /a\nCOPY . .\nRUN go build -o x\nCMD ["./x"]\n',
    'refuse unknown-distribution',
  ],
];

describe('refusals', () => {
  for (const [name, dockerfile, verdict] of cases) {
    test(name, () => {
      const conversion = convertTest(dockerfile);
      assert.equal(verdictOf(conversion), verdict, JSON.stringify(conversion.reasons));
      assert.match(conversion.reasons[0]!.message, /\.$/);
      assert.equal(conversion.text, undefined);
    });
  }
});
