import { lines, testConversions } from '../harness.ts';

const flask = (tag: string, ...runs: readonly string[]) =>
  lines(
    `FROM python:${tag}`,
    'WORKDIR /app',
    'COPY . .',
    ...runs,
    'RUN pip install -r requirements.txt',
    'CMD ["python", "app.py"]',
  );

testConversions('packages of Python that the full image builds', [
  {
    name: 'a psycopg2-binary that is older than this Python is linked with libpq of the image',
    dockerfile: flask('3.11-bookworm'),
    files: { 'requirements.txt': 'Flask==2.0.1\npsycopg2-binary==2.9.3\n', 'app.py': 'x' },
    verdict: 'safe',
    has: [/install .*\blibpq5\b/],
  },
  {
    name: 'one with a wheel holds its libraries',
    dockerfile: flask('3.11-bookworm'),
    files: { 'requirements.txt': 'psycopg2-binary==2.9.9\nPillow>=9\nlxml\n', 'app.py': 'x' },
    verdict: 'safe',
    lacks: ['apt-get'],
  },
  {
    name: 'bounds, lock files and names of another spelling',
    dockerfile: flask('3.12-bookworm', 'RUN pip install PyYAML==6.0'),
    files: {
      'requirements.txt': 'pillow>=8,<10\n',
      'poetry.lock': '[[package]]\nname = "lxml"\nversion = "4.9.2"\n',
      'app.py': 'x',
    },
    verdict: 'safe',
    has: [/^ {4}libjpeg62-turbo \\$/m, /^ {4}libxslt1\.1 \\$/m, /^ {4}libyaml-0-2 \\$/m],
  },
  {
    name: 'libraries of packages without wheels, and of those that bring OpenCV along',
    dockerfile: flask('3.11-bookworm', 'RUN apt-get update && apt-get install -y cmake libgl1'),
    files: { 'requirements.txt': 'face_recognition\nultralytics\n', 'app.py': 'x' },
    verdict: 'safe',
    has: [/^ {4}libx11-6 \\$/m, /^ {4}libglib2\.0-0 \\$/m, /^ {4}libgl1 \\$/m],
    lacks: ['cmake'],
  },
  {
    name: 'Tk is in the full image only',
    dockerfile: flask('3.11-bookworm'),
    files: { 'requirements.txt': 'requests\n', 'app.py': 'import tkinter as tk\n' },
    verdict: 'safe',
    has: [/install .*\btk\b/],
  },
  {
    name: 'a list in capitals is read, and installing tensorflow downloads no models',
    dockerfile: flask(
      '3.11-bookworm',
      'RUN python3 -m pip install --upgrade https://example.org/tensorflow-1.12.whl',
    ).replace('-r requirements.txt', '-r Requirements.txt'),
    files: { 'Requirements.txt': 'psycopg2\n', 'app.py': 'x' },
    verdict: 'safe',
    has: [/install .*\blibpq5\b/],
    lacks: ['.keras'],
  },
]);
