/** What the reviews of real conversions found wrong, each as the smallest file that shows it (docs/conversion-review.md). */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { convertTest, finalStage, type TestFiles, verdictOf } from './testSupport.ts';

before(() => loadShellForTests());

const lines = (...list: readonly string[]) => list.join('\n') + '\n';

interface Finding {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: TestFiles;
  readonly answers?: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly has?: readonly (string | RegExp)[];
  readonly lacks?: readonly (string | RegExp)[];
}

const findings: readonly Finding[] = [
  {
    name: 'java: options may stand between -jar and the jar',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "-Dlog=/x", "target/a.jar"]',
    ),
    files: { 'pom.xml': '<project><packaging>jar</packaging></project>', 'src/main/java/A.java': 'class A {}' },
    verdict: 'safe',
    has: ['COPY --from=build /app/target /app/target'],
    lacks: ['-Dlog=/x /'],
  },
  {
    name: 'java: of an unknown image more than Java is not known',
    dockerfile: lines(
      'FROM someone/jdk8',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/a.jar"]',
    ),
    verdict: 'ask unproven',
  },
  {
    name: 'java: sources that use the compiler need the JDK',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/a.jar"]',
    ),
    files: {
      'pom.xml': '<project></project>',
      'src/main/java/A.java': 'class A { Object c = javax.tools.ToolProvider.getSystemJavaCompiler(); }',
    },
    verdict: 'ask unproven',
  },
  {
    name: 'java: files below src that are read by their path come along',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/a.jar"]',
    ),
    files: {
      'pom.xml': '<project></project>',
      'src/main/java/A.java': 'class A { Object f = new java.io.File("src/main/resources/model.bin"); }',
      'src/main/resources/model.bin': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/src /app/src'],
  },
  {
    name: '.NET: settings of the working folder come along when the published folder is another one',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet publish -c Release -o out',
      'ENTRYPOINT ["dotnet", "out/Web.dll"]',
    ),
    files: {
      'Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      'Program.cs': 'x',
      'appsettings.json': '{}',
      'wwwroot/index.html': 'x',
    },
    verdict: 'safe',
    has: [
      'FROM mcr.microsoft.com/dotnet/aspnet:8.0',
      'COPY --from=build /app/appsettings.json /app/appsettings.json',
      'COPY --from=build /app/wwwroot /app/wwwroot',
    ],
    lacks: ['Program.cs'],
  },
  {
    name: '.NET: without the context the whole working folder comes along',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet publish -c Release -o out',
      'ENTRYPOINT ["dotnet", "out/Web.dll"]',
    ),
    verdict: 'safe',
    has: ['COPY --from=build /app /app'],
  },
  {
    name: '.NET: cultures and time zones on Alpine',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0-alpine',
      'WORKDIR /src',
      'COPY . .',
      'RUN dotnet publish -c Release -o /app',
      'WORKDIR /app',
      'ENTRYPOINT ["dotnet", "Tool.dll"]',
    ),
    files: { 'Tool.csproj': '<Project Sdk="Microsoft.NET.Sdk"></Project>', 'Program.cs': 'x' },
    verdict: 'safe',
    has: [
      'FROM mcr.microsoft.com/dotnet/runtime:8.0-alpine',
      'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false',
      /icu-data-full/,
      /tzdata/,
    ],
  },
  {
    name: '.NET: a package may bring ASP.NET along',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet publish -c Release -o out',
      'WORKDIR /app/out',
      'ENTRYPOINT ["dotnet", "Worker.dll"]',
    ),
    files: {
      'Worker.csproj':
        '<Project Sdk="Microsoft.NET.Sdk.Worker"><ItemGroup><PackageReference Include="Serilog.AspNetCore" Version="8" /></ItemGroup></Project>',
    },
    verdict: 'safe',
    has: ['FROM mcr.microsoft.com/dotnet/aspnet:8.0'],
  },
  {
    name: '.NET: dotnet run can become the published project, with what its launch profile sets',
    dockerfile: lines(
      'FROM mcr.microsoft.com/dotnet/sdk:8.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN dotnet restore',
      'CMD ["dotnet", "run"]',
    ),
    files: {
      'Web.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      'appsettings.json': '{}',
      'Properties/launchSettings.json':
        '{ // profiles\n "profiles": { "IIS": { "commandName": "IISExpress" }, "web": { "commandName": "Project", "applicationUrl": "http://+:5005", "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" } } } }',
    },
    verdict: 'ask start',
    has: ['ENV ASPNETCORE_URLS=http://+:5005', 'CMD ["dotnet","publish/Web.dll"]'],
    lacks: ['ASPNETCORE_HTTP_PORTS', 'Development'],
  },
  {
    name: '.NET: dotnet run of one of several projects is not guessed',
    dockerfile: lines('FROM mcr.microsoft.com/dotnet/sdk:8.0', 'WORKDIR /app', 'COPY . .', 'CMD ["dotnet", "run"]'),
    files: { 'A/A.csproj': '<Project />', 'B/B.csproj': '<Project />' },
    verdict: 'refuse development-server',
  },
  {
    name: 'a folder that a variable names comes along, wherever it is',
    dockerfile: lines(
      'FROM ubuntu:22.04',
      'RUN apt-get update && apt-get install -y build-essential git',
      'ENV ENGINE_ROOT /root/engine',
      'RUN git clone https://example.com/engine.git $ENGINE_ROOT && cd $ENGINE_ROOT && make',
      'WORKDIR /srv/app',
      'COPY . .',
      'RUN make',
      'CMD ["./app"]',
    ),
    files: { Makefile: 'app: main.c\n\tcc main.c -o app\n', 'main.c': 'int main() { return 0; }' },
    verdict: 'safe',
    has: ['COPY --from=build /root/engine /root/engine'],
  },
  {
    name: 'files of the base that are changed by a pattern come along',
    dockerfile: lines(
      'FROM php:8.3-apache',
      'RUN apt-get update && apt-get install -y libzip-dev git && docker-php-ext-install zip',
      'RUN sed -i "s!/var/www/html!/var/www/html/web!g" /etc/apache2/sites-available/*.conf',
      'COPY . /var/www/html',
      'RUN curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer && composer install',
    ),
    verdict: 'safe',
    has: ['COPY --from=build /etc/apache2/sites-available /etc/apache2/sites-available'],
  },
  {
    name: 'files of the base that are removed are removed again',
    dockerfile: lines(
      'FROM php:8.3-apache',
      'RUN rm /etc/apache2/sites-enabled/000-default.conf',
      'RUN apt-get update && apt-get install -y libzip-dev git && docker-php-ext-install zip',
      'COPY . /var/www/html',
      'RUN curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer && composer install',
    ),
    verdict: 'safe',
    has: ['RUN rm /etc/apache2/sites-enabled/000-default.conf'],
  },
  {
    name: 'clients of TLS come with the certificates that they had',
    dockerfile: lines(
      'FROM ubuntu:22.04',
      'RUN apt-get update && apt-get install -y build-essential git libcurl4-openssl-dev',
      'WORKDIR /app',
      'COPY . .',
      'RUN make',
      'CMD ["./app"]',
    ),
    files: {
      Makefile: 'app: main.c\n\tcc main.c -o app -lcurl\n',
      'main.c': '#include <curl/curl.h>\nint main() { return 0; }',
    },
    verdict: 'safe',
    has: [/ca-certificates/],
  },
  {
    name: 'a bundle of -dev packages is not nothing: Boost',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends g++ make libboost-all-dev',
      'WORKDIR /app',
      'COPY . .',
      'RUN make',
      'CMD ["./app"]',
    ),
    files: {
      Makefile: 'app: main.cpp\n\tg++ main.cpp -o app -lboost_filesystem\n',
      'main.cpp': '#include <boost/filesystem.hpp>\nint main() { return 0; }',
    },
    verdict: 'safe',
    has: [/libboost-filesystem1\.74\.0/],
    lacks: [/libboost-all-dev/],
  },
  {
    name: 'a bundle of -dev packages whose parts are not known stays as it is',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends g++ make libmosquitto-dev',
      'WORKDIR /app',
      'COPY . .',
      'RUN make',
      'CMD ["./app"]',
    ),
    files: { Makefile: 'app: main.cpp\n\tg++ main.cpp -o app -lmosquitto\n', 'main.cpp': 'int main() { return 0; }' },
    verdict: 'safe',
    has: [/libmosquitto-dev/],
  },
  {
    name: 'fmt: the library behind libfmt-dev',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y --no-install-recommends g++ make libfmt-dev',
      'WORKDIR /app',
      'COPY . .',
      'RUN make',
      'CMD ["./app"]',
    ),
    files: { Makefile: 'app: main.cpp\n\tg++ main.cpp -o app -lfmt\n', 'main.cpp': 'int main() { return 0; }' },
    verdict: 'safe',
    has: [/libfmt9/],
  },
  {
    name: 'make install of a Makefile that names another folder is asked about',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y gcc make',
      'WORKDIR /app',
      'COPY . .',
      'RUN make && make install',
      'CMD ["tool"]',
    ),
    files: {
      Makefile: 'PREFIX ?= /usr\ninstall:\n\tinstall tool $(PREFIX)/bin/tool\n',
      'main.c': 'int main() { return 0; }',
    },
    verdict: 'ask unproven',
  },
  {
    name: 'a RUN that cleans up after itself leaves nothing behind',
    dockerfile: lines(
      'FROM debian:trixie-slim',
      'RUN savedAptMark="$(apt-mark showmanual)"; apt-get update; apt-get install -y gcc make wget; cd /tmp; wget https://example.com/a.tar.gz; tar xf a.tar.gz; cd a; ./configure; make; make install; apt-mark auto ".*" > /dev/null; apt-mark manual $savedAptMark; apt-get purge -y --auto-remove',
      'CMD ["tool"]',
    ),
    verdict: 'refuse no-benefit',
  },
  {
    name: 'rust: diesel links what its features say',
    dockerfile: lines(
      'FROM rust:1.83',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/a"]',
    ),
    files: {
      'Cargo.toml':
        '[package]\nname = "a"\n[dependencies]\ndiesel = { version = "2", features = ["mysql", "chrono"] }\n',
      'src/main.rs': 'fn main() {}',
    },
    verdict: 'safe',
    has: [/libmariadb3/],
    lacks: [/libpq5/],
  },
  {
    name: 'rust: a build script that makes assets is asked about',
    dockerfile: lines(
      'FROM rust:1.83',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/a"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "a"\n',
      'src/main.rs': 'fn main() { serve("static/dist") }',
      'build.rs': 'fn main() { std::process::Command::new("npm").arg("run").arg("build").status().unwrap(); }',
    },
    verdict: 'ask unproven',
  },
  {
    name: 'go: time zones by name are found in the folder of the Go that built the program',
    dockerfile: lines('FROM golang:1.22-alpine', 'WORKDIR /app', 'COPY . .', 'RUN go build -o a .', 'CMD ["./a"]'),
    files: {
      'go.mod': 'module x\n',
      'main.go': 'package main\nimport "time"\nfunc main() { time.LoadLocation("Europe/Rome") }\n',
    },
    verdict: 'safe',
    has: ['COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip'],
  },
  {
    name: 'python: uwsgi was linked with what the full image has',
    dockerfile: lines(
      'FROM python:3.12-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'CMD ["uwsgi", "--ini", "a.ini"]',
    ),
    files: { 'requirements.txt': 'uWSGI==2.0.27\n', 'a.ini': 'x' },
    verdict: 'safe',
    has: [/libxml2/],
  },
  {
    name: 'packages of another language are not lost without a word',
    dockerfile: lines(
      'FROM node:20-bookworm',
      'RUN apt-get update && apt-get install -y python3-pip && pip install --break-system-packages yt-dlp',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm install -g typescript',
      'CMD ["node", "a.js"]',
    ),
    files: { 'package.json': '{}', 'a.js': 'x' },
    verdict: 'ask unproven',
  },
  {
    name: 'php: folders that PATH names come along',
    dockerfile: lines(
      'FROM php:8.3-cli',
      'RUN apt-get update && apt-get install -y git unzip',
      'COPY --from=composer:2 /usr/bin/composer /usr/bin/composer',
      'RUN composer global require acme/tool',
      'ENV PATH /root/.composer/vendor/bin:$PATH',
      'WORKDIR /app',
      'COPY . .',
      'RUN composer install',
      'CMD ["php", "a.php"]',
    ),
    verdict: 'safe',
    has: ['COPY --from=build /root/.composer /root/.composer'],
  },
  {
    name: 'folders of logs that are made for the program come along, those of the build do not',
    dockerfile: lines(
      'FROM python:3.12',
      'RUN mkdir -p /var/log/app && mkdir -p /tmp/build && cd /tmp/build && curl -O https://example.com/a.tar.gz && tar xf a.tar.gz && make install',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'CMD ["python", "a.py"]',
    ),
    files: { 'requirements.txt': 'flask\n', 'a.py': 'x' },
    verdict: 'ask unproven',
    has: ['COPY --from=build /var/log/app /var/log/app'],
    lacks: ['/tmp/build'],
  },
  {
    name: 'answers for the installation of packages are not lost without a word',
    dockerfile: lines(
      'FROM python:3.12',
      'RUN echo ttf-mscorefonts-installer msttcorefonts/accepted-mscorefonts-eula select true | debconf-set-selections && apt-get update && apt-get install -y ttf-mscorefonts-installer',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -r requirements.txt',
      'CMD ["python", "a.py"]',
    ),
    files: { 'requirements.txt': 'flask\n', 'a.py': 'x' },
    verdict: 'ask unproven',
    has: [/ttf-mscorefonts-installer/],
  },
  {
    name: 'rust: an empty main to build the dependencies does not bring the folder of intermediate files',
    dockerfile: lines(
      'FROM rust:1.83',
      'WORKDIR /app',
      'COPY Cargo.toml Cargo.lock ./',
      'RUN mkdir src && echo "fn main() {}" > src/main.rs && cargo build --release && rm -rf src',
      'COPY . .',
      'RUN touch src/main.rs && cargo build --release',
      'CMD ["./target/release/a"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "a"\n',
      'Cargo.lock': 'version = 3\n',
      'src/main.rs': 'fn main() { std::fs::read_to_string("data/x.txt"); }',
      'data/x.txt': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/data /app/data'],
    lacks: ['COPY --from=build /app /app'],
  },
  {
    name: 'go: a file that a RUN copies among the sources comes along',
    dockerfile: lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN cp config.example.yml config.yml && go build -o server . && cp server /usr/local/bin/server',
      'CMD ["server"]',
    ),
    files: {
      'go.mod': 'module x\n',
      'main.go': 'package main\nimport "os"\nfunc main() { os.ReadFile("config.yml") }\n',
      'config.example.yml': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app /app'],
  },
  {
    name: 'ruby: an entry script by its bare name is found where a COPY puts it',
    dockerfile: lines(
      'FROM ruby:3.2',
      'WORKDIR /app',
      'COPY . .',
      'RUN bundle install',
      'COPY entrypoint.sh /usr/bin/',
      'RUN chmod +x /usr/bin/entrypoint.sh',
      'ENTRYPOINT ["entrypoint.sh"]',
      'CMD ["rackup"]',
    ),
    files: { Gemfile: "gem 'sinatra'\n", 'entrypoint.sh': '#!/bin/bash\nset -e\nexec "$@"\n', 'app.rb': 'x' },
    verdict: 'safe',
  },
  {
    name: 'python: uv is run, so it comes along from its image',
    dockerfile: lines(
      'FROM python:3.12',
      'COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /uvx /bin/',
      'WORKDIR /app',
      'COPY . .',
      'RUN uv sync --frozen',
      'CMD ["uv", "run", "a.py"]',
    ),
    files: { 'pyproject.toml': '[project]\ndependencies = ["flask"]\n', 'a.py': 'x' },
    verdict: 'safe',
    has: ['COPY --from=build /bin/uv /bin/uv'],
  },
  {
    name: 'a working folder that only the final stage makes is not copied',
    dockerfile: lines('FROM python:3.12', 'RUN pip install bandit', 'WORKDIR /src', 'ENTRYPOINT ["bandit"]'),
    verdict: 'safe',
    has: ['WORKDIR /src'],
    lacks: ['/src /src'],
  },
  {
    name: 'a working folder of the build is copied as before',
    dockerfile: lines(
      'FROM python:3.12',
      'WORKDIR /src',
      'RUN pip install bandit && mkdir data',
      'ENTRYPOINT ["bandit"]',
    ),
    verdict: 'safe',
    has: ['COPY --from=build /src /src'],
  },
  {
    name: 'rust: settings that a framework reads by itself are no sources',
    dockerfile: lines('FROM rust:1.83', 'WORKDIR /app', 'COPY . .', 'RUN cargo install --path .', 'CMD ["web"]'),
    files: {
      'Cargo.toml': '[package]\nname = "web"\n[dependencies]\nrocket = "0.5"\n',
      'Rocket.toml': '[default]\naddress = "0.0.0.0"\n',
      'src/main.rs': 'fn main() { FileServer::from("static"); }',
      'static/a.css': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/Rocket.toml /app/Rocket.toml', 'COPY --from=build /app/static /app/static'],
  },
  {
    name: 'go: what an entry script hands on is no file',
    dockerfile: lines(
      'FROM golang:1.22-alpine',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o /bin/api . && go install example.com/migrate@latest',
      'ENTRYPOINT ["/app/entrypoint.sh"]',
      'CMD ["/bin/api"]',
    ),
    files: {
      'go.mod': 'module x\n',
      'main.go': 'package main\nfunc main() {}\n',
      'entrypoint.sh': '#!/bin/sh\nmigrate up\nexec "$@"\n',
    },
    verdict: 'safe',
    has: ['COPY --from=build /go/bin/migrate /go/bin/migrate', 'COPY --from=build /bin/api /bin/api'],
  },
  {
    name: 'python: programs in the home folder of the user who installed them',
    dockerfile: lines(
      'FROM python:3.12',
      'RUN useradd -m worker',
      'USER worker',
      'WORKDIR /home/worker',
      'ENV PATH="/home/worker/.local/bin:${PATH}"',
      'COPY . .',
      'RUN pip install --user -r requirements.txt',
      'CMD ["uvicorn", "main:app"]',
    ),
    files: { 'requirements.txt': 'uvicorn\n', 'main.py': 'x' },
    verdict: 'safe',
  },
  {
    name: 'node: the yarn that Corepack downloaded comes along',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN corepack enable && yarn install --immutable',
      'CMD ["yarn", "start"]',
    ),
    files: { 'package.json': '{"packageManager":"yarn@4.1.0","scripts":{"start":"node a.js"}}', 'a.js': 'x' },
    verdict: 'safe',
    has: ['COPY --from=build /root/.cache/node/corepack /root/.cache/node/corepack', 'RUN corepack enable'],
  },
  {
    name: 'php: a project in /var/www itself comes along with its packages',
    dockerfile: lines(
      'FROM php:8.2-fpm',
      'RUN apt-get update && apt-get install -y libzip-dev git && docker-php-ext-install zip',
      'COPY --from=composer:2 /usr/bin/composer /usr/bin/composer',
      'WORKDIR /var/www',
      'COPY . .',
      'RUN composer install --no-dev',
      'RUN chown -R www-data:www-data storage',
      'CMD ["php-fpm"]',
    ),
    files: { 'composer.json': '{}', 'public/index.php': 'x', 'storage/a': 'x' },
    verdict: 'safe',
    has: ['COPY --from=build /var/www /var/www'],
  },
  {
    name: 'php: Composer in a folder of the system',
    dockerfile: lines(
      'FROM php:8.2-cli',
      'RUN apt-get update && apt-get install -y git',
      'COPY --from=composer:2 /usr/bin/composer /usr/bin/composer',
      'WORKDIR /opt',
      'COPY . .',
      'RUN composer install --no-dev',
      'CMD ["php", "a.php"]',
    ),
    files: { 'composer.json': '{}', 'a.php': 'x' },
    verdict: 'safe',
    has: ['COPY . /opt/', 'COPY --from=build /opt/vendor /opt/vendor'],
  },
  {
    name: 'front end: a server with a proxy is not replaced without asking',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build && npm install -g http-server',
      'CMD ["http-server", "dist", "-P", "http://api:3000"]',
    ),
    files: { 'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"5"}}' },
    verdict: 'ask serve',
  },
  {
    name: 'front end: a server with settings of its own is not replaced without asking',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build && npm install -g serve',
      'CMD ["serve", "-s", "dist", "-l", "3000"]',
    ),
    files: {
      'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"5"}}',
      'public/serve.json': '{"redirects":[]}',
    },
    verdict: 'ask serve',
  },
];

describe('what reviews found', () => {
  for (const { name, dockerfile, files, answers, verdict, has = [], lacks = [] } of findings) {
    test(name, () => {
      const conversion = convertTest(dockerfile, files, answers);
      assert.equal(verdictOf(conversion), verdict, JSON.stringify(conversion.reasons));
      const final = conversion.text === undefined ? '' : finalStage(conversion);
      for (const wanted of has)
        assert.ok(
          typeof wanted === 'string' ? final.split('\n').includes(wanted) : wanted.test(final),
          `${wanted}\n${final}`,
        );
      for (const unwanted of lacks)
        assert.ok(
          !(typeof unwanted === 'string' ? final.includes(unwanted) : unwanted.test(final)),
          `${unwanted}\n${final}`,
        );
    });
  }
});
