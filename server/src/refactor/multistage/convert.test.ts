import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { createDocument } from '../../model/document.ts';
import { applyEdits } from '../../syntax/edit.ts';
import { configDifferences, runtimeConfig } from './config.ts';
import { newFindings } from './convert.ts';
import { convertTest, finalStage, type TestFiles, verdictOf } from './testSupport.ts';

before(() => loadShellForTests());

const lines = (...list: readonly string[]) => list.join('\n') + '\n';

const goMain = 'package main\nimport "fmt"\nfunc main() { fmt.Println("x") }\n';
const goServer = 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":8080", nil) }\n';

interface Example {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: TestFiles;
  readonly answers?: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly final?: string;
}

const examples: readonly Example[] = [
  {
    name: 'go: nothing but sources, so only the program is copied',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: { 'go.mod': 'module x\n', 'main.go': goMain, 'README.md': 'x' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/server /app/server',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: a server gets the certificates of the builder',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: { 'go.mod': 'module x\n', 'main.go': goServer },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/server /app/server',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: papers that the program reads come along',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: {
      'go.mod': 'module x\n',
      'main.go':
        'package main\nimport "os"\nfunc main() { os.ReadDir("articles"); os.ReadFile("./docs/swagger.json"); os.ReadFile("CHANGELOG.md") }\n',
      'articles/first.md': 'x',
      'docs/swagger.json': '{}',
      'CHANGELOG.md': 'x',
      'README.md': 'x',
      'tests/cases.json': '{}',
    },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/server /app/server',
      'COPY --from=build /app/CHANGELOG.md /app/CHANGELOG.md',
      'COPY --from=build /app/articles /app/articles',
      'COPY --from=build /app/docs /app/docs',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'rust: a settings file and posts by their ending come along',
    dockerfile: lines(
      'FROM rust:1-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/x"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\n',
      'Cargo.lock': '[[package]]\nname = "x"\nversion = "0.1.0"\n',
      'src/main.rs':
        'fn main() { let s = std::fs::read_to_string("settings.toml"); let p = format!("{}/{}.md", dir, slug); }\n',
      'settings.toml': 'x = 1',
      'posts/first.md': 'x',
      'README.md': 'x',
    },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/target/release/x /app/target/release/x',
      'COPY --from=build /app/posts /app/posts',
      'COPY --from=build /app/settings.toml /app/settings.toml',
      'WORKDIR /app',
      'CMD ["./target/release/x"]',
    ),
  },
  {
    name: 'go: files that the program may open come along',
    dockerfile: lines(
      'FROM golang:1.22-alpine3.20',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o server .',
      'CMD ["./server"]',
    ),
    files: {
      'go.mod': '',
      'main.go': 'package main\nfunc main() { os.ReadFile("config.yaml") }',
      'config.yaml': '',
      'templates/a.html': '',
      'main_test.go': '',
    },
    verdict: 'safe',
    final: lines(
      'FROM alpine:3.20',
      'COPY --from=build /app/server /app/server',
      'COPY --from=build /app/config.yaml /app/config.yaml',
      'COPY --from=build /app/templates /app/templates',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: without the context the whole folder is copied',
    dockerfile: lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o server .',
      'CMD ["./server"]',
    ),
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app /app',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go install: a bare name is still found where it was',
    dockerfile: lines(
      'FROM golang:1.22',
      'WORKDIR /src',
      'COPY . .',
      'RUN go install ./cmd/hi',
      'USER nobody',
      'ENTRYPOINT ["hi"]',
    ),
    files: { 'go.mod': '', 'cmd/hi/main.go': goMain },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'ENV PATH=/go/bin:$PATH',
      'COPY --from=build /go/bin/hi /go/bin/hi',
      'WORKDIR /src',
      'USER nobody',
      'ENTRYPOINT ["hi"]',
    ),
  },
  {
    name: 'go: a tag that says no version is a question',
    dockerfile: lines('FROM golang', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: { 'main.go': goMain },
    verdict: 'ask pin',
  },
  {
    name: 'go: what is built is not what is started',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o /bin/a .', 'CMD ["/app/b"]'),
    files: { 'main.go': goMain },
    verdict: 'ask unproven',
  },
  {
    name: 'node: the slim twin, users and folders as they were',
    dockerfile: lines(
      'FROM node:20',
      'RUN mkdir -p /home/node/app && chown -R node:node /home/node/app',
      'WORKDIR /home/node/app',
      'USER node',
      'COPY --chown=node:node package.json ./',
      'RUN npm install',
      'COPY --chown=node:node . .',
      'EXPOSE 3000',
      'HEALTHCHECK CMD curl -f http://localhost:3000/',
      'CMD ["node", "server.js"]',
    ),
    files: { 'package.json': '{"dependencies":{"ms":"1"}}', 'server.js': '' },
    verdict: 'safe',
    final: lines(
      'FROM node:20-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build --chown=node:node /home/node/app /home/node/app',
      'WORKDIR /home/node/app',
      'USER node',
      'EXPOSE 3000',
      'HEALTHCHECK CMD curl -f http://localhost:3000/',
      'CMD ["node", "server.js"]',
    ),
  },
  {
    name: 'node: a folder made by WORKDIR under a user is his',
    dockerfile: lines('FROM node:20', 'USER node', 'WORKDIR /srv/app', 'COPY . .', 'RUN npm ci', 'CMD node a.js'),
    files: { 'package.json': '{}', 'a.js': '' },
    verdict: 'safe',
    final: lines(
      'FROM node:20-slim',
      'COPY --from=build /srv/app /srv/app',
      'RUN chown node: /srv/app',
      'WORKDIR /srv/app',
      'USER node',
      'CMD node a.js',
    ),
  },
  {
    name: 'node: global tools that run are installed again, others stay behind',
    dockerfile: lines(
      'FROM node:20',
      'RUN npm install -g typescript && npm install -g pm2@5',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && tsc',
      'CMD ["pm2-runtime", "a.js"]',
    ),
    files: { 'package.json': '{}', 'a.js': '' },
    verdict: 'safe',
    final: lines(
      'FROM node:20-slim',
      'COPY --from=build /app /app',
      'RUN npm install -g pm2@5',
      'WORKDIR /app',
      'CMD ["pm2-runtime", "a.js"]',
    ),
  },
  {
    name: 'node: packages of the system that packages need',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["node", "a.js"]'),
    files: {
      'package.json': '{"dependencies":{"@prisma/client":"5"}}',
      'a.js': "require('child_process').execSync('git status')",
    },
    verdict: 'safe',
    final: lines(
      'FROM node:20-slim',
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends \\',
      '    ca-certificates \\',
      '    git \\',
      '    openssl \\',
      '    && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["node", "a.js"]',
    ),
  },
  {
    name: 'node: alpine with a build asks whether to prune',
    dockerfile: lines(
      'FROM node:20-alpine',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build',
      'CMD ["node", "dist/a.js"]',
    ),
    files: { 'package.json': '{"scripts":{"build":"tsc"},"devDependencies":{"typescript":"5"}}', 'tsconfig.json': '' },
    verdict: 'ask dependencies',
  },
  {
    name: 'node: a build in / is a question',
    dockerfile: lines('FROM node:20', 'COPY . .', 'RUN npm ci && npm run build', 'CMD ["node", "dist/a.js"]'),
    files: { 'package.json': '{"scripts":{"build":"tsc"}}', 'src/a.ts': '' },
    verdict: 'ask unproven',
    final: lines(
      'FROM node:20-slim',
      'COPY . /',
      'COPY --from=build /node_modules /node_modules',
      'COPY --from=build /dist /dist',
      'CMD ["node", "dist/a.js"]',
    ),
  },
  {
    name: 'node: a development server is refused',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["npm", "start"]'),
    files: { 'package.json': '{"scripts":{"start":"nodemon a.js"}}' },
    verdict: 'refuse development-server',
  },
  {
    name: 'static site: nginx on the port of the static server',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build',
      'EXPOSE 3000',
      'CMD ["npx", "serve", "-s", "dist"]',
    ),
    files: { 'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"5"}}', 'index.html': '' },
    verdict: 'safe',
    final: lines(
      'FROM nginx:stable',
      'COPY --from=build /app/dist /usr/share/nginx/html',
      "RUN printf 'server {\\n    listen 3000;\\n    root /usr/share/nginx/html;\\n    location / { try_files $uri $uri/ /index.html; }\\n}\\n' > /etc/nginx/conf.d/default.conf",
      'WORKDIR /app',
      'EXPOSE 3000',
    ),
  },
  {
    name: 'static site: replacing a development server is a question',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["npm", "start"]'),
    files: {
      'package.json':
        '{"scripts":{"start":"react-scripts start","build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}',
    },
    verdict: 'ask serve',
  },
  {
    name: 'static site: the answer can be to keep it',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["npm", "start"]'),
    files: {
      'package.json':
        '{"scripts":{"start":"react-scripts start","build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}',
    },
    answers: { serve: 'keep' },
    verdict: 'refuse development-server',
  },
  {
    name: 'python: slim, what pip installed, and the libraries of psycopg2',
    dockerfile: lines(
      'FROM python:3.12-bookworm',
      'WORKDIR /app',
      'COPY requirements.txt .',
      'RUN pip install -r requirements.txt',
      'COPY . .',
      'CMD ["gunicorn", "main:app"]',
    ),
    files: { 'requirements.txt': 'gunicorn\npsycopg2==2.9\n', 'main.py': '' },
    verdict: 'safe',
    final: lines(
      'FROM python:3.12-slim-bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends libpq5 libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local /usr/local',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["gunicorn", "main:app"]',
    ),
  },
  {
    name: 'python: unknown requirements are a question',
    dockerfile: lines(
      'FROM python:3.12',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'CMD ["python", "main.py"]',
    ),
    verdict: 'ask unproven',
  },
  {
    name: 'python: slim with compilers loses them',
    dockerfile: lines(
      'FROM python:3.12-slim-bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev curl && rm -rf /var/lib/apt/lists/*',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'HEALTHCHECK CMD curl -f http://localhost/',
      'CMD ["python", "main.py"]',
    ),
    files: { 'requirements.txt': 'psycopg2\n', 'main.py': '' },
    verdict: 'safe',
    final: lines(
      'FROM python:3.12-slim-bookworm',
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends \\',
      '    curl \\',
      '    libpq5 \\',
      '    libssl3 \\',
      '    && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local /usr/local',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'HEALTHCHECK CMD curl -f http://localhost/',
      'CMD ["python", "main.py"]',
    ),
  },
  {
    name: 'python: alpine with nothing but pip has no benefit',
    dockerfile: lines(
      'FROM python:3.12-alpine',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'CMD ["python", "main.py"]',
    ),
    files: { 'requirements.txt': 'six\n', 'main.py': '' },
    verdict: 'refuse no-benefit',
  },
  {
    name: 'java: the jar on the runtime environment of the same version',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY pom.xml .',
      'COPY src src',
      'RUN mvn package',
      'EXPOSE 8080',
      'CMD ["java", "-jar", "target/app.jar"]',
    ),
    files: {
      'pom.xml':
        '<project><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>',
      'src/main/java/A.java': '',
    },
    verdict: 'safe',
    final: lines(
      'FROM eclipse-temurin:21-jre',
      'COPY --from=build /app/target/app.jar /app/target/app.jar',
      'WORKDIR /app',
      'EXPOSE 8080',
      'CMD ["java", "-jar", "target/app.jar"]',
    ),
  },
  {
    name: 'java: a tag without the version is a question, with what the manifest asks for',
    dockerfile: lines(
      'FROM maven:3',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/app.jar"]',
    ),
    files: { 'pom.xml': '<project><properties><java.version>17</java.version></properties></project>' },
    verdict: 'ask java-version',
  },
  {
    name: 'java: the start script of Gradle takes its folder along',
    dockerfile: lines(
      'FROM gradle:8-jdk17',
      'WORKDIR /app',
      'COPY . .',
      'RUN gradle installDist',
      'ENTRYPOINT ["build/install/demo/bin/demo"]',
    ),
    files: { 'build.gradle': '', 'src/main/java/A.java': '', 'config/a.yml': '' },
    verdict: 'safe',
    final: lines(
      'FROM eclipse-temurin:17-jre',
      'COPY --from=build /app/build/install/demo /app/build/install/demo',
      'COPY --from=build /app/config /app/config',
      'WORKDIR /app',
      'ENTRYPOINT ["build/install/demo/bin/demo"]',
    ),
  },
  {
    name: 'rust: a crate that links OpenSSL brings its library',
    dockerfile: lines(
      'FROM rust:1.80-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/demo"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "demo"\n[dependencies]\nreqwest = "0.12"\n',
      'Cargo.lock': '[[package]]\nname = "openssl-sys"\n',
      'src/main.rs': 'fn main() {}',
    },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /app/target/release/demo /app/target/release/demo',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./target/release/demo"]',
    ),
  },
  {
    name: 'rust: without the context its files are copied again, not the folder of intermediate files',
    dockerfile: lines(
      'FROM rust:1.80-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/demo"]',
    ),
    // The crates are not known: the full image has libraries that the bare one lacks.
    verdict: 'ask unproven',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY . /app/',
      'COPY --from=build /app/target/release/demo /app/target/release/demo',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./target/release/demo"]',
    ),
  },
  {
    name: 'rust: cargo run can become its binary, when the user wants',
    dockerfile: lines(
      'FROM rust:1.80-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["cargo", "run", "--release", "--", "-v"]',
    ),
    files: { 'Cargo.toml': '[package]\nname = "demo"\n', 'src/main.rs': 'fn main() {}' },
    answers: { start: 'binary' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/target/release/demo /app/target/release/demo',
      'WORKDIR /app',
      'CMD ["/app/target/release/demo","-v"]',
    ),
  },
  {
    name: 'c: libraries that were linked, and what make installed',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y build-essential zlib1g-dev libcurl4-openssl-dev',
      'COPY . /src',
      'RUN cd /src && make && make install',
      'CMD ["prog"]',
    ),
    files: { Makefile: '', 'main.c': 'int main(){}' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libcurl4 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local /usr/local',
      'RUN ldconfig',
      'CMD ["prog"]',
    ),
  },
  {
    name: 'c: a prefix that a configure step named is where make install writes',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y build-essential',
      'COPY . /src',
      'RUN cd /src && ./configure --prefix=/usr && make install',
      'CMD ["/usr/bin/prog"]',
    ),
    files: { configure: '', 'main.c': '' },
    verdict: 'ask unproven',
  },
  {
    name: 'dotnet: the runtime of the same tag, and the port as it was',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /src',
      'COPY . .',
      'RUN dotnet publish -c Release -o /app',
      'WORKDIR /app',
      'ENTRYPOINT ["dotnet", "Web.dll"]',
    ),
    files: { 'Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>' },
    verdict: 'safe',
    final: lines(
      'FROM mcr.microsoft.com/dotnet/aspnet:8.0',
      'ENV ASPNETCORE_HTTP_PORTS=',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'ENTRYPOINT ["dotnet", "Web.dll"]',
    ),
  },
  {
    name: 'ruby: slim, the gems, the libraries of pg',
    dockerfile: lines(
      'FROM ruby:3.3-bookworm',
      'WORKDIR /app',
      'COPY Gemfile .',
      'RUN bundle install',
      'COPY . .',
      'CMD ["bundle", "exec", "rackup"]',
    ),
    files: { Gemfile: "gem 'rack'\ngem 'pg'\n", 'config.ru': '' },
    verdict: 'safe',
    final: lines(
      'FROM ruby:3.3-slim-bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends libpq5 libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local/bundle /usr/local/bundle',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["bundle", "exec", "rackup"]',
    ),
  },
  {
    name: 'php: the same image without composer, git and headers',
    dockerfile: lines(
      'FROM php:8.4-cli-bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends git unzip libzip-dev && docker-php-ext-install zip',
      'COPY --from=composer:2.7 /usr/bin/composer /usr/bin/composer',
      'WORKDIR /app',
      'COPY . .',
      'RUN composer install --no-dev',
      'CMD ["php", "-S", "0.0.0.0:80"]',
    ),
    files: { 'composer.json': '{}', 'index.php': '' },
    verdict: 'safe',
    final: lines(
      'FROM php:8.4-cli-bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends libzip4 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local/lib/php/extensions /usr/local/lib/php/extensions',
      'COPY --from=build /usr/local/etc/php/conf.d /usr/local/etc/php/conf.d',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["php", "-S", "0.0.0.0:80"]',
    ),
  },
  {
    name: 'elixir: a release on the system of the builder',
    dockerfile: lines(
      'FROM hexpm/elixir:1.16.0-erlang-26.2-debian-bookworm-20240101',
      'WORKDIR /app',
      'COPY . .',
      'ENV MIX_ENV=prod',
      'RUN mix do deps.get, release',
      'CMD ["_build/prod/rel/demo/bin/demo", "start"]',
    ),
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'ENV LANG=C.UTF-8',
      'ENV MIX_ENV=prod',
      'RUN apt-get update && apt-get install -y --no-install-recommends libncurses6 libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["_build/prod/rel/demo/bin/demo", "start"]',
    ),
  },
  {
    name: 'swift: the slim image of the same version',
    dockerfile: lines(
      'FROM swift:5.10',
      'WORKDIR /app',
      'COPY . .',
      'RUN swift build -c release',
      'CMD [".build/release/App"]',
    ),
    files: { 'Package.swift': '', 'Sources/App/main.swift': '', 'Public/a.css': '' },
    verdict: 'safe',
  },
  {
    name: 'haskell: the executable and gmp',
    dockerfile: lines(
      'FROM haskell:9.8',
      'WORKDIR /app',
      'COPY . .',
      'RUN cabal install --install-method=copy --installdir=/opt/out',
      'CMD ["/opt/out/demo"]',
    ),
    files: { 'demo.cabal': '', 'Main.hs': 'main = print 1' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bullseye-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libgmp10 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /opt/out/demo /opt/out/demo',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["/opt/out/demo"]',
    ),
  },
  {
    name: 'bun: the slim image of the same version',
    dockerfile: lines(
      'FROM oven/bun:1.2',
      'WORKDIR /app',
      'COPY . .',
      'RUN bun install',
      'CMD ["bun", "run", "index.ts"]',
    ),
    files: { 'package.json': '{}', 'index.ts': '' },
    verdict: 'safe',
    final: lines(
      'FROM oven/bun:1.2-slim',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["bun", "run", "index.ts"]',
    ),
  },
  {
    name: 'deno runs the sources: no benefit',
    dockerfile: lines(
      'FROM denoland/deno:2.0.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN deno cache main.ts',
      'CMD ["deno", "run", "main.ts"]',
    ),
    verdict: 'refuse no-benefit',
  },
];

describe('convertToMultiStage', () => {
  for (const example of examples) {
    test(example.name, () => {
      const conversion = convertTest(example.dockerfile, example.files, example.answers);
      assert.equal(verdictOf(conversion), example.verdict, JSON.stringify(conversion.reasons));
      if (example.final !== undefined) assert.equal(finalStage(conversion), example.final);
    });
  }

  test('every result keeps its promises, with either kind of line end', () => {
    for (const example of examples) {
      for (const dockerfile of [example.dockerfile, example.dockerfile.replaceAll('\n', '\r\n')]) {
        const conversion = convertTest(dockerfile, example.files, example.answers);
        if (conversion.text === undefined || conversion.edits === undefined) continue;
        assert.equal(applyEdits(dockerfile, conversion.edits), conversion.text);
        const old = createDocument(dockerfile);
        const now = createDocument(conversion.text);
        assert.equal(now.tree.problems.length, 0, example.name);
        assert.equal(
          /\r\n/.test(conversion.text) && /[^\r]\n/.test(conversion.text),
          false,
          `${example.name}: mixed line ends`,
        );
        assert.deepEqual(newFindings(old, now), [], example.name);
        if (!conversion.questions.some(question => question.id === 'serve' || question.id === 'start')) {
          const added = conversion.moves.flatMap(move => /^ENV (\S+) is added/.exec(move.what)?.[1] ?? []);
          assert.deepEqual(
            configDifferences(runtimeConfig(old), runtimeConfig(now), [...conversion.builderOnly, ...added]),
            [],
            example.name,
          );
        }
        // The build stage is the old text, less what moved.
        const build = conversion.text.slice(0, conversion.text.indexOf('# What runs'));
        for (const instruction of old.stages[0]!.instructions) {
          if (instruction.name !== 'RUN') continue;
          assert.ok(build.includes(dockerfile.slice(instruction.span.start, instruction.span.end)), example.name);
        }
        assert.equal(conversion.obligations.length, 10);
      }
    }
  });

  test('a conversion is not converted again', () => {
    const first = convertTest(examples[0]!.dockerfile, examples[0]!.files);
    assert.equal(verdictOf(convertTest(first.text!, examples[0]!.files)), 'refuse already-multi-stage');
  });

  test('a text of any kind gives an answer', () => {
    for (const text of [
      '',
      '\ufeff',
      'FROM',
      'RUN x',
      'FROM a\nRUN <<E\n',
      'FROM $X\nCMD a',
      'FROM golang:1.22\nCMD [""]',
      'FROM node:20\nCOPY\nCMD ["node"]',
    ]) {
      assert.equal(convertTest(text).outcome, 'refuse', JSON.stringify(text));
    }
  });
});

describe('what moves and what stays', () => {
  const files = { 'go.mod': '', 'main.go': goMain };

  test('comments go with their instruction, the blank lines between are not doubled', () => {
    const text = lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      '',
      '# what it is',
      'LABEL a=b',
      '',
      'COPY . .',
      'RUN go build -o app',
      '',
      '# the port',
      'EXPOSE 80',
      '# run it',
      'CMD ["./app"]',
    );
    assert.equal(
      convertTest(text, files).text,
      lines(
        'FROM golang:1.22 AS build',
        'WORKDIR /app',
        '',
        'COPY . .',
        'RUN go build -o app',
        '',
        '# What runs: the tools and files that only the build needs stay in the stage above.',
        'FROM debian:bookworm-slim',
        'COPY --from=build /app/app /app/app',
        'WORKDIR /app',
        '',
        '# what it is',
        'LABEL a=b',
        '',
        '# the port',
        'EXPOSE 80',
        '',
        '# run it',
        'CMD ["./app"]',
      ),
    );
  });

  test('arguments are declared again where the final stage reads them, builder-only variables are left out', () => {
    const text = lines(
      'ARG V=1.22',
      'FROM golang:${V}',
      'ARG VERSION=dev',
      'ARG OTHER',
      'ENV GOFLAGS=-v APP_VERSION=$VERSION CGO_ENABLED=0',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'LABEL v=$VERSION',
      'CMD ["./app"]',
    );
    const conversion = convertTest(text, files);
    assert.deepEqual(conversion.builderOnly, ['GOFLAGS', 'CGO_ENABLED']);
    assert.equal(
      finalStage(conversion),
      lines(
        'FROM debian:bookworm-slim',
        'ARG VERSION=dev',
        'ENV APP_VERSION=$VERSION',
        'COPY --from=build /app/app /app/app',
        'WORKDIR /app',
        'LABEL v=$VERSION',
        'CMD ["./app"]',
      ),
    );
  });

  test('a version argument is kept in the twin', () => {
    const text = lines(
      'ARG NODE=20',
      'FROM node:${NODE}',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci',
      'CMD ["node", "a.js"]',
    );
    assert.match(convertTest(text, { 'package.json': '{}', 'a.js': '' }).text!, /^FROM node:\$\{NODE\}-slim$/m);
  });

  test('lower-case keywords and the name of the stage are kept', () => {
    const text = lines(
      'from golang:1.22 as compile',
      'workdir /app',
      'copy . .',
      'run go build -o app',
      'cmd ["./app"]',
    );
    assert.equal(
      finalStage(convertTest(text, files)),
      lines('from debian:bookworm-slim', 'copy --from=compile /app/app /app/app', 'workdir /app', 'cmd ["./app"]'),
    );
  });

  test('users are made again, a trailing one moves', () => {
    const text = lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'RUN groupadd -r a && useradd -r -g a a',
      'USER a',
      'VOLUME /data',
      'CMD ["./app"]',
    );
    assert.equal(
      finalStage(convertTest(text, files)),
      lines(
        'FROM debian:bookworm-slim',
        'COPY --from=build /app/app /app/app',
        'WORKDIR /app',
        'RUN groupadd -r a && useradd -r -g a a',
        'USER a',
        'VOLUME /data',
        'CMD ["./app"]',
      ),
    );
  });

  test('the platform is that of the build', () => {
    const text = lines(
      'FROM --platform=linux/amd64 golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'CMD ["./app"]',
    );
    assert.match(finalStage(convertTest(text, files)), /^FROM --platform=linux\/amd64 debian:bookworm-slim$/m);
  });

  test('variables of the base image that the command reads are set again', () => {
    const text = lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go install .', 'CMD $GOPATH/bin/app');
    assert.match(finalStage(convertTest(text, files)), /^ENV GOPATH=\/go$/m);
  });

  test('SHELL is repeated for commands in shell form', () => {
    const text = lines(
      'FROM golang:1.22',
      'SHELL ["/bin/bash", "-c"]',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'CMD ./app',
    );
    assert.match(finalStage(convertTest(text, files)), /^SHELL \["\/bin\/bash", "-c"\]$/m);
  });

  test('an entry script is read: its interpreter and its programs come along', () => {
    const text = lines(
      'FROM golang:1.22-alpine3.20',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'COPY run.sh /usr/local/bin/',
      'RUN chmod +x /usr/local/bin/run.sh',
      'ENTRYPOINT ["run.sh"]',
      'CMD ["./app"]',
    );
    assert.equal(
      finalStage(convertTest(text, { ...files, 'run.sh': '#!/bin/bash\ncurl -s x\nexec "$@"\n' })),
      lines(
        'FROM alpine:3.20',
        'RUN apk add --no-cache bash curl',
        'COPY --from=build /app/app /app/app',
        'COPY --from=build /app/run.sh /app/run.sh',
        'WORKDIR /app',
        'COPY run.sh /usr/local/bin/',
        'RUN chmod +x /usr/local/bin/run.sh',
        'ENTRYPOINT ["run.sh"]',
        'CMD ["./app"]',
      ),
    );
  });

  test('what a RUN writes elsewhere is copied, unless it is thrown away again', () => {
    const text = lines(
      'FROM node:20',
      'RUN mkdir -p /opt/data && echo 1 > /opt/data/seed && curl -o /opt/x.tgz http://a/x.tgz && rm /opt/x.tgz',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci',
      'CMD ["node", "a.js"]',
    );
    const final = finalStage(convertTest(text, { 'package.json': '{}', 'a.js': '' }));
    assert.match(final, /^COPY --from=build \/opt\/data \/opt\/data$/m);
    assert.doesNotMatch(final, /x\.tgz/);
  });

  test('a path in ENV that a RUN filled is copied', () => {
    const text = lines(
      'FROM debian:bookworm',
      'ENV TOOL_HOME=/opt/tool',
      'RUN apt-get update && apt-get install -y gcc git',
      'RUN git clone https://a/tool /opt/tool && cd /opt/tool && make',
      'COPY main.c /src/',
      'RUN gcc -o /src/app /src/main.c',
      'CMD ["/src/app"]',
    );
    assert.match(
      finalStage(convertTest(text, { 'main.c': 'int main(){}' })),
      /^COPY --from=build \/opt\/tool \/opt\/tool$/m,
    );
  });

  test('a static server that runs as a user of its own is not replaced by nginx without a word', () => {
    const site = (...user: string[]) =>
      lines(
        'FROM node:20',
        'WORKDIR /app',
        'COPY . .',
        'RUN npm ci && npm run build',
        ...user,
        'CMD ["serve", "-s", "dist"]',
      );
    const files = { 'package.json': '{"scripts":{"build":"vite build"}}' };
    assert.equal(convertTest(site('USER root'), files).outcome, 'safe');
    assert.equal(convertTest(site('USER 1000:1000'), files).outcome, 'ask');
  });
});
