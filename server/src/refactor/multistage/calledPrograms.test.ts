import { lines, testConversions } from './harness.ts';

const python = (...runs: readonly string[]) =>
  lines(
    'FROM python:3.12-slim-bookworm',
    ...runs,
    'WORKDIR /app',
    'COPY . .',
    'RUN pip install -r requirements.txt',
    'CMD ["python", "app.py"]',
  );

testConversions('compilers that the program itself starts', [
  {
    name: 'a judge keeps the compiler that its sources call, and loses the headers of the build',
    dockerfile: python(
      'RUN apt-get update && apt-get install -y --no-install-recommends g++ default-libmysqlclient-dev cmake',
    ),
    files: {
      'requirements.txt': 'mysqlclient\n',
      'app.py': 'import subprocess\nsubprocess.run(["g++", "a.cpp"])\n',
    },
    verdict: 'safe',
    has: [/^RUN apt-get .*\bg\+\+ .*libmariadb3/m],
    lacks: ['cmake', '-dev'],
  },
  {
    name: 'with nothing left to leave behind there is no benefit',
    dockerfile: python('RUN apt-get update && apt-get install -y build-essential'),
    files: { 'requirements.txt': 'flask\n', 'app.py': 'import os\nos.system("gcc a.c")\n' },
    verdict: 'refuse no-benefit',
  },
  {
    name: 'the same word in a file that starts nothing does not keep it',
    dockerfile: python('RUN apt-get update && apt-get install -y build-essential'),
    files: { 'requirements.txt': 'flask\n', 'app.py': 'compiler = "gcc"\n' },
    verdict: 'safe',
    lacks: ['build-essential'],
  },
  {
    name: 'a JDK beside Python is for what starts Java: pyspark, konlpy',
    dockerfile: python('RUN apt-get update && apt-get install -y openjdk-17-jdk-headless gcc'),
    files: { 'requirements.txt': 'pyspark\n', 'app.py': 'import pyspark\n' },
    verdict: 'safe',
    has: [/openjdk-17-jdk-headless/],
    lacks: ['gcc'],
  },
  {
    name: 'compilers and Python of the full image, called by a server of Node',
    dockerfile: lines('FROM node:22', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["node", "a.js"]'),
    files: {
      'package.json': '{"dependencies":{"express":"4"}}',
      'a.js': "const { exec } = require('child_process');\nexec(`g++ ${file}`);\nconst python = 'python3';\n",
    },
    verdict: 'safe',
    has: [/install .*\bg\+\+ python3\b/],
  },
  {
    name: 'one file that cannot be read does not hide the others',
    dockerfile: lines('FROM node:22', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["node", "a.js"]'),
    files: {
      'package.json': '{"dependencies":{"express":"4"}}',
      'public/big.js': undefined,
      'a.js': "require('child_process').execSync('git log');\n",
    },
    verdict: 'safe',
    has: [/install .*\bgit\b/],
  },
  {
    name: 'certificates of the system that the sources read, which the full image of Node has',
    dockerfile: lines('FROM node:22', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["node", "a.js"]'),
    files: {
      'package.json': '{"dependencies":{"mysql2":"3"}}',
      'a.js': "const ca = fs.readFileSync('/etc/ssl/certs/ca-certificates.crt');\n",
    },
    verdict: 'safe',
    has: [/install .*\bca-certificates\b/],
  },
]);
