/** What conversions of public repositories taught, each as the smallest file that shows it. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { lines } from './harness.ts';
import { toolsInSources } from './situation.ts';
import { convertTest, finalStage, verdictOf } from './testSupport.ts';

before(() => loadShellForTests());

describe('what is copied', () => {
  test('libraries that b2 installs come along, the archive that was unpacked does not', () => {
    const conversion = convertTest(
      lines(
        'FROM debian:bookworm',
        'RUN apt-get update && apt-get install -y cmake g++ wget',
        'WORKDIR /deps',
        'RUN wget https://example.org/boost-1.84.0.tar.gz && tar -xzf boost-1.84.0.tar.gz && cd boost-1.84.0 && ./bootstrap.sh && ./b2 install',
        'WORKDIR /app',
        'COPY . .',
        'RUN cmake -B build && cmake --build build',
        'CMD ["./build/ok"]',
      ),
      { 'CMakeLists.txt': 'add_executable(ok main.cpp)\n', 'main.cpp': 'int main() {}\n' },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.match(finalStage(conversion), /^COPY --from=build \/usr\/local \/usr\/local$/m);
    assert.match(finalStage(conversion), /^RUN ldconfig$/m);
    assert.doesNotMatch(finalStage(conversion), /boost/);
  });

  test('what ADD fetches or unpacks comes along', () => {
    const add = (...instructions: readonly string[]) =>
      finalStage(
        convertTest(
          lines(
            'FROM golang:1.22',
            'WORKDIR /app',
            ...instructions,
            'COPY . .',
            'RUN go build -o server .',
            'CMD ["./server"]',
          ),
          {
            'go.mod': 'module x\n',
            'main.go': 'package main\nimport "os"\nfunc main() { os.ReadFile("/data/model.bin") }\n',
            'data.tar.gz': undefined,
          },
        ),
      );
    assert.match(add('ADD https://example.org/model.bin /data/'), /^COPY --from=build \/data \/data$/m);
    assert.match(add('ADD data.tar.gz /data'), /^COPY --from=build \/data \/data$/m);
    assert.doesNotMatch(add('ADD data.tar.gz /data'), /\/data\/data\.tar/);
    assert.match(
      add('ADD https://example.org/x.tar.gz /tmp/', 'RUN mkdir /data && tar -xzf /tmp/x.tar.gz -C /data'),
      /^COPY --from=build \/data \/data$/m,
    );
    assert.match(add('ADD https://example.org/tini /tini', 'RUN chmod +x /tini'), /^COPY --from=build \/tini \/tini$/m);
    assert.match(
      add('ADD https://example.org/x.tar.gz /opt/x/', 'RUN cd /opt/x && tar -xzf x.tar.gz'),
      /^COPY --from=build \/opt\/x \/opt\/x$/m,
    );
  });

  test('Composer from the system’s packages stays behind', () => {
    const conversion = convertTest(
      lines(
        'FROM php:8.4-cli',
        'RUN apt-get update && apt-get install -y composer',
        'WORKDIR /app',
        'COPY . .',
        'RUN composer install',
        'CMD ["php", "index.php"]',
      ),
      { 'composer.json': '{}', 'index.php': '<?php\n' },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.doesNotMatch(finalStage(conversion), /apt-get/);
  });

  test('a link to a tool that stays behind is not copied, one to a program of the final image is made again', () => {
    const withLink = (link: string) =>
      finalStage(
        convertTest(
          lines(
            'FROM node:20',
            `RUN apt-get update && apt-get install -y python3 ffmpeg && ${link}`,
            'WORKDIR /app',
            'COPY . .',
            'RUN npm install',
            'CMD ["node", "bot.js"]',
          ),
          { 'package.json': '{"dependencies":{"ms":"1"}}', 'bot.js': '1\n' },
        ),
      );
    assert.doesNotMatch(withLink('ln -s /usr/bin/python3 /usr/bin/python'), /python/);
    assert.match(
      withLink('ln -s /usr/bin/ffmpeg /usr/local/bin/avconv'),
      /^RUN ln -s \/usr\/bin\/ffmpeg \/usr\/local\/bin\/avconv$/m,
    );
  });

  test('a pattern among the words of a start script is no file', () => {
    const conversion = convertTest(
      lines('FROM node:20', 'COPY . .', 'RUN npm install', 'RUN npm run build', 'CMD ["npm", "start"]'),
      {
        'package.json':
          '{"scripts":{"start":"rm -f *.mp3 && node build/index.js","build":"tsc"},"dependencies":{"ms":"1"}}',
        'index.ts': '1\n',
      },
    );
    assert.doesNotMatch(finalStage(conversion), /mp3/);
    assert.match(finalStage(conversion), /^COPY --from=build \/build \/build$/m);
  });
});

describe('what is installed', () => {
  test('a tool of builds that the container starts keeps its package', () => {
    const conversion = convertTest(
      lines(
        'FROM debian:bookworm',
        'RUN apt-get update && apt-get install -y g++ make doxygen',
        'WORKDIR /app',
        'COPY . .',
        'RUN make',
        'CMD ["bash", "-c", "doxygen && ./server"]',
      ),
      { Makefile: 'server: main.cpp\n\tg++ -o server main.cpp\n', 'main.cpp': 'int main() {}\n' },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.match(finalStage(conversion), /apt-get install .*doxygen/);
    assert.doesNotMatch(finalStage(conversion), /g\+\+|make/);
  });

  test('what Ubuntu calls the libraries', () => {
    const conversion = convertTest(
      lines(
        'FROM ubuntu:24.04',
        'RUN apt-get update && apt-get install -y --no-install-recommends g++ make libssl-dev libsqlite3-dev',
        'WORKDIR /app',
        'COPY . .',
        'RUN make',
        'CMD ["./server"]',
      ),
      { Makefile: 'server: main.cpp\n\tg++ -o server main.cpp -lssl\n', 'main.cpp': 'int main() {}\n' },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.match(finalStage(conversion), /install -y --no-install-recommends libsqlite3-0 libssl3t64 /);
  });

  test('what the old image lacked is not added', () => {
    const python = (...runs: readonly string[]) =>
      finalStage(
        convertTest(
          lines(
            'FROM python:3.12-bookworm',
            'WORKDIR /app',
            ...runs,
            'COPY . .',
            'RUN pip install -r requirements.txt',
            'CMD ["python", "app.py"]',
          ),
          {
            'requirements.txt': 'pydub\nopencv-python\npygraphviz\npsycopg2\n',
            'app.py': 'import subprocess\nsubprocess.run(["ffmpeg", "-i", "a"])\nsubprocess.run(["git", "log"])\n',
          },
        ),
      );
    const plain = python();
    assert.doesNotMatch(plain, /ffmpeg|libgl1|graphviz/);
    assert.match(plain, /git/);
    assert.match(plain, /libpq5/);
    const installed = python('RUN apt-get update && apt-get install -y ffmpeg libgl1-mesa-glx graphviz-dev');
    assert.match(installed, /ffmpeg/);
    assert.match(installed, /libgl1-mesa-glx/);
    assert.match(installed, /graphviz/);
  });

  test('programs are seen where sources start them, not where the same word means something else', () => {
    const found = (text: string) => [...toolsInSources([text])].sort();
    assert.deepEqual(found(`import subprocess\nform.get("file"); kind = "make"; dialect = 'mysql'`), []);
    assert.deepEqual(found('const m = /x/.exec(text); upload.single("file"); login("git")'), []);
    assert.deepEqual(found('subprocess.run(["git", "log"])'), ['git']);
    assert.deepEqual(found('import subprocess\ncommand = ["curl", "-s", url]\nsubprocess.run(command)'), ['curl']);
    assert.deepEqual(found('exec.Command("convert", a, b)'), ['convert']);
    assert.deepEqual(found("const { execSync } = require('child_process'); execSync('git rev-parse HEAD')"), ['git']);
    assert.deepEqual(found("import subprocess\nTOOL = 'ffmpeg'"), ['ffmpeg']);
    assert.deepEqual(found('import os\nos.system(f"cd {folder} && git pull")'), ['git']);
    assert.deepEqual(found('import os\nos.system(f"./gh repo clone {name}")'), ['git']);
    assert.deepEqual(found('const ok = /x/.exec(text) && git.status; if (a || curl) return'), []);
  });
});

describe('settings of the system', () => {
  const files = { 'package.json': '{"dependencies":{"ms":"1"}}', 'a.js': '1\n' };
  const withRun = (...runs: readonly string[]) =>
    convertTest(
      lines('FROM node:20', ...runs, 'WORKDIR /app', 'COPY . .', 'RUN npm install', 'CMD ["node", "a.js"]'),
      files,
    );

  test('the time zone is set again', () => {
    const conversion = withRun(
      'ENV TZ=America/Sao_Paulo',
      'RUN ln -snf /usr/share/zoneinfo/$TZ /etc/localtime && echo $TZ > /etc/timezone',
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.equal(
      finalStage(conversion),
      lines(
        'FROM node:20-slim',
        'ENV TZ=America/Sao_Paulo',
        'RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*',
        'COPY --from=build /app /app',
        'RUN ln -snf /usr/share/zoneinfo/$TZ /etc/localtime && echo $TZ > /etc/timezone',
        'WORKDIR /app',
        'CMD ["node", "a.js"]',
      ),
    );
  });

  test('the locale is made again; one that is made in some cases only is a doubt', () => {
    const conversion = withRun(
      'RUN apt-get update && apt-get install -y locales',
      "RUN sed -i 's/# de_DE/de_DE/' /etc/locale.gen && locale-gen",
      'ENV LANG=de_DE.UTF-8',
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.match(finalStage(conversion), /install -y .*locales/);
    assert.match(finalStage(conversion), /^RUN sed -i 's\/# de_DE\/de_DE\/' \/etc\/locale.gen && locale-gen$/m);
    assert.equal(verdictOf(withRun('RUN test -e /x || locale-gen de_DE.UTF-8')), 'ask unproven');
  });
});

describe('Python of the system', () => {
  const plan = (from: string, ...more: readonly string[]) =>
    convertTest(
      lines(
        `FROM ${from}`,
        'RUN apt-get update && apt-get install -y python3 python3-pip python3-dev build-essential libpq-dev',
        'WORKDIR /app',
        'COPY requirements.txt .',
        'RUN pip3 install -r requirements.txt',
        ...more,
        'COPY . .',
        'CMD ["python3", "app.py"]',
      ),
      { 'requirements.txt': 'flask\npsycopg2\n', 'app.py': 'print(1)\n' },
    );

  test('pip, the compiler and headers stay behind, what pip installed comes along', () => {
    const conversion = plan('ubuntu:22.04');
    assert.equal(verdictOf(conversion), 'safe');
    assert.equal(
      finalStage(conversion),
      lines(
        'FROM ubuntu:22.04',
        'RUN apt-get update \\',
        '    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\',
        '    ca-certificates \\',
        '    libpq5 \\',
        '    python3 \\',
        '    python3-setuptools \\',
        '    && rm -rf /var/lib/apt/lists/*',
        'COPY --from=build /usr/local /usr/local',
        'COPY --from=build /app /app',
        'WORKDIR /app',
        'CMD ["python3", "app.py"]',
      ),
    );
  });

  test('pip as a module of Python is pip', () => {
    const conversion = convertTest(
      lines(
        'FROM ubuntu:20.04',
        'RUN apt-get update && apt-get install -y python3-pip',
        'WORKDIR /app',
        'COPY . .',
        'RUN python3 -m pip install -r requirements.txt',
        'CMD ["python3", "app.py"]',
      ),
      { 'requirements.txt': 'flask\n', 'app.py': 'print(1)\n' },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.doesNotMatch(finalStage(conversion), /python3-pip/);
  });

  test('uv’s image of a Python has its slim twin', () => {
    const uv = (tag: string) =>
      convertTest(
        lines(
          `FROM ghcr.io/astral-sh/uv:${tag}`,
          'WORKDIR /app',
          'COPY . .',
          'RUN uv sync --frozen',
          'CMD ["uv", "run", "app.py"]',
        ),
        {
          'pyproject.toml': '[project]\nname = "x"\ndependencies = ["flask"]\n',
          'uv.lock': '',
          'app.py': 'print(1)\n',
        },
      );
    assert.equal(verdictOf(uv('python3.13-bookworm')), 'safe');
    assert.match(finalStage(uv('python3.13-bookworm')), /^FROM ghcr.io\/astral-sh\/uv:python3.13-bookworm-slim$/m);
    assert.equal(verdictOf(uv('python3.13-bookworm-slim')), 'refuse no-benefit');
    assert.equal(verdictOf(uv('bookworm')), 'refuse unknown-image');
  });

  test('a program that embeds Python is a doubt, a list of packages that cannot be read too', () => {
    assert.equal(verdictOf(plan('debian:bookworm', 'RUN pip3 install uwsgi')), 'ask unproven');
    assert.equal(
      verdictOf(
        convertTest(
          lines(
            'FROM ubuntu:22.04',
            'RUN apt-get update && apt-get install -y python3-pip',
            'WORKDIR /app',
            'COPY . .',
            'RUN pip3 install -r requirements.txt',
            'CMD ["python3", "app.py"]',
          ),
        ),
      ),
      'ask unproven',
    );
  });
});

describe('whether it is worth it', () => {
  test('no second stage for a few megabytes', () => {
    const conversion = convertTest(
      lines(
        'FROM python:3.12-slim',
        'WORKDIR /app',
        'RUN apt-get update && apt-get install -y unzip && unzip -v',
        'COPY requirements.txt .',
        'RUN pip install -r requirements.txt',
        'COPY app.py .',
        'CMD ["python", "app.py"]',
      ),
      { 'requirements.txt': 'flask\n', 'app.py': 'print(1)\n' },
    );
    assert.equal(verdictOf(conversion), 'refuse no-benefit');
  });

  const server = (json: object, source: string) =>
    convertTest(
      lines(
        'FROM node:20-slim',
        'WORKDIR /app',
        'COPY . .',
        'RUN npm install',
        'RUN npm run build',
        'CMD ["npm", "start"]',
      ),
      { 'package.json': JSON.stringify(json), 'src/index.ts': source, 'tsconfig.json': '{}' },
    );

  test('declarations of Node are no program: development dependencies can go', () => {
    const json = {
      scripts: { build: 'tsc', start: 'node dist/index.js' },
      dependencies: { express: '4' },
      devDependencies: { '@types/node': '20', typescript: '5' },
    };
    assert.equal(verdictOf(server(json, "import express from 'express';\n")), 'safe');
  });

  test('a development dependency that the program imports stays', () => {
    const json = {
      scripts: { build: 'tsc', start: 'node dist/index.js' },
      dependencies: { express: '4' },
      devDependencies: { '@prisma/client': '5', typescript: '5' },
    };
    const refused = server(json, "import { PrismaClient } from '@prisma/client';\n");
    assert.equal(verdictOf(refused), 'refuse no-benefit');
    assert.match(refused.reasons[0]!.hint!, /@prisma\/client/);
    assert.equal(verdictOf(server(json, "import type { PrismaClient } from '@prisma/client';\n")), 'ask dependencies');
  });
});

describe('what is started', () => {
  const nest = (start: string) =>
    verdictOf(
      convertTest(
        lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm install', 'CMD ["npm", "run", "start:docker"]'),
        {
          'package.json': JSON.stringify({ scripts: { 'start:docker': start }, dependencies: { '@nestjs/cli': '1' } }),
        },
      ),
    );

  test('a program that an entry script is handed comes along, a word that it takes does not', () => {
    const handed = (...start: readonly string[]) =>
      convertTest(
        lines(
          'FROM golang:1.22-bookworm',
          'WORKDIR /src',
          'COPY . .',
          'RUN go install ./cmd/app ./cmd/serve',
          'COPY wait.sh /usr/local/bin/wait.sh',
          `ENTRYPOINT ${JSON.stringify(start)}`,
        ),
        {
          'go.mod': 'module example.com/x\n',
          'cmd/app/main.go': 'package main\nfunc main() {}\n',
          'cmd/serve/main.go': 'package main\nfunc main() {}\n',
          'wait.sh': '#!/bin/sh\ncmd="$1"\n$cmd\n',
        },
      );
    assert.match(finalStage(handed('wait.sh', 'app')), /^COPY --from=build \/go\/bin\/app \/go\/bin\/app$/m);
    assert.doesNotMatch(finalStage(handed('app', 'serve')), /go\/bin\/serve/);
  });

  test('nest start with a watcher is a development server', () => {
    assert.equal(nest('nest start --watch'), 'refuse development-server');
    assert.equal(nest('nest start'), 'safe');
  });

  test('cargo run in shell form can become its binary too, in the same form', () => {
    const conversion = convertTest(
      lines(
        'FROM rust:1.82-bookworm',
        'WORKDIR /app',
        'COPY . .',
        'RUN cargo build --release',
        'CMD cargo run --release -- --port 80',
      ),
      {
        'Cargo.toml': '[package]\nname = "proxy"\nversion = "0.1.0"\n',
        'Cargo.lock': '[[package]]\nname = "proxy"\nversion = "0.1.0"\n',
        'src/main.rs': 'fn main() {}\n',
      },
    );
    assert.equal(verdictOf(conversion), 'ask start');
    assert.match(finalStage(conversion), /^CMD \/app\/target\/release\/proxy --port 80$/m);
  });

  test('images of servers are no images of tools', () => {
    assert.equal(verdictOf(convertTest(lines('FROM redis:7-alpine', 'EXPOSE 6379'))), 'refuse no-build');
    assert.equal(
      verdictOf(
        convertTest(
          lines('FROM nginx:alpine', 'COPY nginx.conf /etc/nginx/conf.d/', 'CMD ["nginx", "-g", "daemon off;"]'),
          {
            'nginx.conf': '',
          },
        ),
      ),
      'refuse no-build',
    );
  });
});

describe('files and environments outside the project', () => {
  test('a file that COPY names in a folder of the system keeps its name', () => {
    const conversion = convertTest(
      lines(
        'FROM debian:bookworm',
        'RUN apt-get update && apt-get install -y g++ make',
        'COPY server.conf /etc/server.conf',
        'COPY crontab /etc/crontab',
        'WORKDIR /srv/app',
        'COPY . .',
        'RUN make',
        'CMD ["./server"]',
      ),
      {
        'server.conf': 'port 80\n',
        crontab: '',
        Makefile: 'server: main.cpp\n',
        'main.cpp': 'int main() { fopen("/etc/server.conf", "r"); }\n',
      },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.match(finalStage(conversion), /^COPY --from=build \/etc\/server\.conf \/etc\/server\.conf$/m);
    assert.match(finalStage(conversion), /^COPY --from=build \/etc\/crontab \/etc\/crontab$/m);
  });

  test('a virtual environment that is named by a relative path lies in the working folder', () => {
    const conversion = convertTest(
      lines(
        'FROM python:3.12',
        'WORKDIR /app',
        'RUN python -m venv venv && venv/bin/pip install flask',
        'COPY app.py .',
        'CMD ["venv/bin/python", "app.py"]',
      ),
      { 'app.py': 'import flask\n' },
    );
    assert.equal(verdictOf(conversion), 'safe');
    assert.match(finalStage(conversion), /^COPY --from=build \/app \/app$/m);
    assert.doesNotMatch(finalStage(conversion), /COPY --from=build venv/);
  });

  test('the Python that a carried environment leads to stays', () => {
    const conversion = convertTest(
      lines(
        'FROM node:20-bookworm',
        'RUN apt-get update && apt-get install -y python3 python3-venv build-essential',
        'WORKDIR /srv/app',
        'COPY . .',
        'RUN npm ci && python3 -m venv /opt/venv && /opt/venv/bin/pip install numpy',
        'ENV PATH="/opt/venv/bin:$PATH"',
        'CMD ["node", "index.js"]',
      ),
      {
        'index.js': "require('child_process').spawn('python', ['x.py'])\n",
        'package.json': '{"dependencies":{"express":"4"}}',
        'package-lock.json': '{}',
      },
    );
    assert.match(finalStage(conversion), /install -y .*\bpython3\b/);
    assert.match(finalStage(conversion), /^COPY --from=build \/opt\/venv \/opt\/venv$/m);
  });

  test('a clone that the started program lies in comes along', () => {
    const conversion = convertTest(
      lines(
        'FROM ubuntu:22.04',
        'RUN apt-get update && apt-get install -y cmake gcc make git',
        'WORKDIR /home/x',
        'RUN git clone https://example.org/a/game.git',
        'WORKDIR /home/x/game/c',
        'RUN cmake -S . -B build && cd build && make',
        'WORKDIR /home/x/game/c/build',
        'ENTRYPOINT ["./game"]',
      ),
    );
    assert.match(finalStage(conversion), /^COPY --from=build \/home\/x\/game \/home\/x\/game$/m);
  });
});

describe('programs that are called like a tool', () => {
  test('a program of the project is no development server', () => {
    const start = (output: string, cmd: string) =>
      verdictOf(
        convertTest(
          lines(
            'FROM golang:1.23',
            'WORKDIR /app',
            'COPY . .',
            `RUN CGO_ENABLED=0 go build -o ${output} .`,
            `CMD ${cmd}`,
          ),
          { 'go.mod': 'module x\n', 'main.go': 'package main\nfunc main() {}\n' },
        ),
      );
    assert.equal(start('/parcel', '["/parcel"]'), 'safe');
    assert.equal(start('task', '["./task"]'), 'safe');
    assert.equal(start('bin/air', '["./bin/air"]'), 'safe');
    assert.equal(start('server', '["./node_modules/.bin/parcel"]'), 'refuse development-server');
  });
});

describe('comments of what is left out', () => {
  const site = {
    'package.json':
      '{"name":"x","scripts":{"start":"react-scripts start","build":"react-scripts build"},"dependencies":{"react":"18","react-scripts":"5"}}',
    'package-lock.json': '{}',
    'public/index.html': 'x',
    'src/index.js': 'x',
  };

  test('do not stop a conversion to nginx', () => {
    const conversion = convertTest(
      lines(
        'FROM node:20',
        'WORKDIR /app',
        'COPY package*.json ./',
        'RUN npm install',
        'COPY . .',
        '# port',
        'EXPOSE 3000',
        '# start React',
        'CMD ["npm", "start"]',
      ),
      site,
    );
    assert.equal(verdictOf(conversion), 'ask serve');
    assert.match(conversion.text!, /^# port\nEXPOSE 3000$/m);
    assert.doesNotMatch(conversion.text!, /^CMD/m);
  });

  test('stand above what is started in its place', () => {
    const conversion = convertTest(
      lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', '# start', 'CMD ["go", "run", "main.go"]'),
      { 'go.mod': 'module x\n', 'main.go': 'package main\nfunc main() {}\n' },
    );
    assert.equal(verdictOf(conversion), 'ask start');
    assert.match(finalStage(conversion), /^# start\nCMD \["\/app\/main"\]$/m);
  });
});
