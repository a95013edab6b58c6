import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { createDocument } from '../../model/document.ts';
import type { Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { lint } from '../run.ts';

before(() => loadShellForTests());

/** Whether letter mode reports the instructions behind a FROM. */
function reports(id: string, instructions: string): boolean {
  const document = createDocument(`FROM debian:12\n${instructions}\n`);
  const only = (rules as readonly Rule[]).filter(({ meta }) => meta.id === id);
  return lint(document, { letter: true, defaults: 'cli', rules: only }).findings.length > 0;
}

/** What hadolint 2.15.1 reports, and what it lets pass. */
const answers: Readonly<Record<string, readonly [reported: readonly string[], passed: readonly string[]]>> = {
  DL3001: [['RUN time vim', 'RUN command ps', 'RUN coproc top'], ['RUN echo ps']],
  DL3003: [
    ['RUN cd x', 'RUN builtin cd x', 'RUN cd x; | y'],
    [
      'RUN bash -c "cd x"',
      'ONBUILD RUN cd x',
      'RUN ["bash","-c","cd x"]',
      'RUN cat <<EOF\n$(cd x)\nEOF',
      'RUN && cd x',
    ],
  ],
  DL3004: [
    ['RUN exec sudo x', 'RUN exec -a n sudo x'],
    ['RUN env sudo x', 'RUN xargs sudo x'],
  ],
  DL3008: [
    [
      'RUN apt-get remove install',
      'RUN apt-get install -- a=1',
      'RUN apt-get install $(cat list)',
      'RUN apt-get install `cat a=b`',
    ],
    [
      'RUN apt-get install -t sid a=1',
      'RUN apt-get install "-t=sid" a=1',
      'RUN apt-get install {a,b}=1',
      'RUN apt-get install ${A:-b=1}',
      'RUN sudo apt-get install a',
      'RUN apt-get install a && && b',
    ],
  ],
  DL3009: [
    ['RUN apt-get install update', 'RUN apt-get update && rm -r -f /var/lib/apt/lists'],
    ['RUN apt-get update && rm -rf /tmp/x', 'RUN aptitude update && rm -fr /var/lib/apt/lists/*'],
  ],
  DL3013: [
    [
      'RUN pip install --target x -- foo==1',
      'RUN pip install -- foo==1',
      'RUN python3 -I -m pip install foo',
      'RUN pip install git+https://h/r',
      'RUN pip install x.zip',
      'RUN pip install -Ur list foo',
      'RUN pipx install foo',
    ],
    [
      'RUN pip install install',
      'RUN pip3.12 install -e . foo',
      'RUN pip install foo .',
      'RUN pipenv install foo',
      'RUN python3 -m pip -q install foo',
      'RUN pip install git+https://h/r@1',
    ],
  ],
  DL3014: [
    ['RUN apt-get install -qqq a'],
    ['RUN apt-get install -ty x', 'RUN apt-get install -q -q a', 'RUN apt-get install --yes=true a'],
  ],
  DL3015: [
    ['RUN apt-get install -o APT::Install-Recommends=0 a'],
    ['RUN apt-get install -o APT::Install-Recommends=false a', 'RUN apt-get install --no-install-recommends=true a'],
  ],
  DL3016: [
    ['RUN npm --loglevel error install foo', 'RUN npm install @s/foo', 'RUN npm install github:a/b'],
    [
      'RUN npm i foo',
      'RUN npm install install',
      'RUN npm --prefix x install foo',
      'RUN npm install @s/foo@1',
      'RUN npm install ./a',
      'RUN npm ci install',
    ],
  ],
  DL3018: [
    ['RUN apk del add x', 'RUN apk add --root x a=1'],
    ['RUN apk add -t x y=1', 'RUN apk add --virtual x y=1', 'RUN apk add "a>1"'],
  ],
  DL3019: [['RUN apk fix add'], ['RUN apk add --no-cache=true a=1']],
  DL3028: [['RUN gem install a -v1'], ['RUN gem install -N a', 'RUN gem install a -- -v 1', 'RUN gem i a:1 i']],
  DL3030: [['RUN yum remove install'], ['RUN yum -qy install a']],
  DL3032: [['RUN yum clean all && yum install a'], ['RUN yum install a && yum all', 'RUN yum install a && rm -rf x']],
  DL3033: [
    ['RUN yum install a-$V', 'RUN yum install x.rpm', 'RUN yum module install a'],
    [
      'RUN yum install a-1',
      'RUN yum install a-b-1',
      'RUN yum install a-1-b',
      'RUN yum install x-y.rpm',
      'RUN yum module install a:1',
    ],
  ],
  DL3034: [['RUN zypper --foo x install y'], ['RUN zypper update', 'RUN zypper -nq in y']],
  DL3036: [['RUN zypper in a && rm -rf /var/cache/zypp/*'], ['RUN zypper in a && zypper cc']],
  DL3037: [['RUN zypper --foo x in y=1', 'RUN zypper remove in'], ['RUN zypper in x.rpm']],
  DL3040: [['RUN dnf install a && microdnf clean all', 'RUN dnf up'], ['RUN dnf install a && dnf all']],
  DL3041: [[], ['RUN dnf group install a', 'RUN microdnf install a-1']],
  DL3042: [
    ['RUN PIP_NO_CACHE_DIR=0 pip install a', 'RUN pip install --no-cache-dir=x a'],
    ['RUN pip install a && PIP_NO_CACHE_DIR=1', 'RUN PIP_NO_CACHE_DIR=10 pip install a', 'RUN pipx install a'],
  ],
  DL3046: [
    ['RUN useradd -u 1234567 a'],
    [
      'RUN useradd --uid 1234567 a',
      'RUN useradd -u 12345 -g 1234567 a',
      'RUN useradd -lu 1234567 a',
      'RUN useradd -u=1234567 a',
    ],
  ],
  DL3047: [
    ['RUN wget -nd x', 'RUN busybox wget x'],
    ['RUN wget -Oq x', 'RUN wget -nv x', 'RUN wget -o f x'],
  ],
  DL3060: [[], ['RUN yarn install && yarn clean', 'RUN yarn']],
  DL3062: [
    ['RUN go install a@v1 b', 'RUN go install a@latest'],
    ['RUN go run a@v1 b', 'RUN go get tool', 'RUN go install ./x'],
  ],
  DL4005: [['RUN ln -s /bin/sh x', 'RUN ln -sf bash "/bin/sh"'], []],
  DL4006: [
    ['RUN a |& b', 'SHELL ["/bin/dash","-o","pipefail","-c"]\nRUN a | b'],
    [
      'RUN bash -c "a | b"',
      'RUN case x in a|b) c;; esac',
      'SHELL ["/bin/bash","-c","-o","pipefail"]\nRUN a | b',
      'SHELL ["pwsh"]\nRUN a | b',
      'ONBUILD RUN a | b',
    ],
  ],
  DL3000: [
    ['WORKDIR \\x', 'WORKDIR éa'],
    ['WORKDIR "c:/x"', "WORKDIR '$X'"],
  ],
  DL3020: [
    ['ADD x.TAR /', 'ADD HTTP://h/x /', 'ADD x.zip /'],
    ['ADD x.tZ /', 'ADD "x.tgz" /'],
  ],
  DL3021: [['COPY a b x'], ['COPY a b "/x/"', 'COPY a b /x"/"']],
  DL3022: [
    ['COPY --from="0" a b', 'COPY --from=nginx a b'],
    ['COPY --from=0x a b', 'COPY --from=nginx:1 a b'],
  ],
  DL3044: [
    ['ENV A=\\$B B=1', "ENV A='$B' B=1"],
    ['ENV A=$Bx B=1', 'ENV A=${B:-x} B=1', 'ENV A=$A'],
  ],
  DL3045: [['COPY a \\x'], ['COPY a "$X"', 'COPY a c:x']],
  DL3048: [
    ['LABEL a_=1', 'LABEL A=1'],
    ['LABEL a-.b=1', 'LABEL a/b=1', 'LABEL io.docker=1'],
  ],
  DL3064: [
    ['ARG TRAVIS_SUDO', 'ENV A=1 TOKEN=2'],
    ['ARG A=1 TOKEN=2', 'ENV KEY=1'],
  ],
  DL3066: [
    ['USER "1"', 'USER x'],
    ['USER :x', 'USER 1:x'],
  ],
  DL3067: [['COPY --from=a / x /', 'COPY --from="a" / "/"'], ['COPY / /']],
};

for (const [id, [reported, passed]] of Object.entries(answers)) {
  test(`${id} as hadolint answers`, () => {
    for (const instructions of reported) assert.equal(reports(id, instructions), true, instructions);
    for (const instructions of passed) assert.equal(reports(id, instructions), false, instructions);
  });
}

test('what counts in a stage, above it and in a trigger', () => {
  assert.equal(reports('DL4001', 'RUN curl x\nRUN wget -q y'), true);
  assert.equal(reports('DL4001', 'RUN curl x\nONBUILD RUN wget -q y'), false);
  assert.equal(reports('DL4001', 'ONBUILD RUN curl x\nFROM debian:12\nONBUILD RUN wget -q y'), true);
  assert.equal(reports('DL3033', 'ARG V\nRUN yum install a-$V'), false);
  assert.equal(reports('DL3033', 'ARG V\nONBUILD RUN yum install a-$V'), true);
  assert.equal(reports('DL3042', 'ENV PIP_NO_CACHE_DIR=on\nRUN pip install a'), false);
  assert.equal(reports('DL3042', 'ENV PIP_NO_CACHE_DIR=off\nRUN pip install a'), true);
  assert.equal(reports('DL3059', 'RUN a\nRUN b'), true);
  assert.equal(reports('DL3059', 'RUN a\nRUN b && c'), false);
  assert.equal(reports('DL3059', 'RUN [ -f a ]\nRUN [ -f b ] && c'), true);
  assert.equal(reports('DL4006', 'SHELL ["bash","-o","pipefail","-c"]\nFROM debian:12\nRUN a | b'), true);
});
