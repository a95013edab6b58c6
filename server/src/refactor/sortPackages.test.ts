import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

function sorted(run: string): string | undefined {
  const start = 'FROM debian:13\n';
  return offersAt(`${start}${run}\n`).get('sort-packages')?.text?.slice(start.length).trimEnd();
}

function refusal(run: string): string | undefined {
  return offersAt(`FROM debian:13\n${run}\n`, { explains: true }).get('sort-packages')?.reason;
}

describe('sort the packages of an install', () => {
  test('a list of lines', () => {
    assert.equal(
      sorted(
        'RUN<|> apt-get update && apt-get install -y \\\n    git \\\n    curl=8.* \\\n    bzip2 \\\n && rm -rf /x',
      ),
      undefined,
      'a pattern is refused',
    );
    assert.equal(
      sorted(
        'RUN<|> apt-get update && apt-get install -y \\\n    git \\\n    curl=8.1 \\\n    bzip2 \\\n && rm -rf /x',
      ),
      'RUN apt-get update && apt-get install -y \\\n    bzip2 \\\n    curl=8.1 \\\n    git \\\n && rm -rf /x',
    );
  });

  test('one line becomes several; what follows gets a line of its own', () => {
    assert.equal(
      sorted('RUN<|> apk add --no-cache git curl && make'),
      'RUN apk add --no-cache \\\n    curl \\\n    git \\\n    && make',
    );
    assert.equal(sorted('RUN<|> dnf install -y b a'), 'RUN dnf install -y \\\n    a \\\n    b');
    assert.equal(sorted('RUN<|> apk add b a --no-cache'), 'RUN apk add \\\n    a \\\n    b \\\n    --no-cache');
    assert.equal(sorted('RUN<|> zypper -n install a b'), 'RUN zypper -n install \\\n    a \\\n    b');
  });

  test('the layout around the list stays', () => {
    assert.equal(
      sorted('RUN<|> apt-get update && \\\n  apt-get install -y b a && \\\n  make'),
      'RUN apt-get update && \\\n  apt-get install -y \\\n      a \\\n      b && \\\n  make',
    );
    assert.equal(
      sorted('RUN<|> apt-get update \\\n\t&& apt-get install -y b a && make; x'),
      'RUN apt-get update \\\n\t&& apt-get install -y \\\n\t\ta \\\n\t\tb \\\n\t&& make; x',
    );
  });

  test('a comment goes with its package', () => {
    assert.equal(
      sorted('RUN<|> apt-get install -y \\\n  git \\\n  # for the certificates\n  ca-certificates \\\n  bzip2'),
      'RUN apt-get install -y \\\n  bzip2 \\\n  # for the certificates\n  ca-certificates \\\n  git',
    );
    assert.match(
      refusal('RUN<|> apt-get install -y \\\n  # a\n  z \\\n  y \\\n  # b\n  x \\\n  w') ?? '',
      /groups/,
      'headings stay where they are',
    );
  });

  test('the escape character and the line ends of the file', () => {
    const text = '# escape=`\r\nFROM debian:13\r\nRUN<|> apt-get install -y b a\r\n';
    assert.equal(
      offersAt(text).get('sort-packages')?.text,
      '# escape=`\r\nFROM debian:13\r\nRUN apt-get install -y `\r\n    a `\r\n    b\r\n',
    );
  });

  test('the install at the cursor, else all of the RUN', () => {
    assert.equal(sorted('RUN apk add b a && apk add<|> d c'), 'RUN apk add b a && apk add \\\n    c \\\n    d');
    assert.equal(
      sorted('RUN<|> apk add b a && apk add d c'),
      'RUN apk add \\\n    a \\\n    b \\\n    && apk add \\\n    c \\\n    d',
    );
  });

  test('nothing to do: silence', () => {
    assert.equal(sorted('RUN<|> apt-get install -y \\\n    a \\\n    b'), undefined);
    assert.equal(sorted('RUN<|> apt-get install -y a'), undefined);
    assert.equal(sorted('RUN<|> apt-get remove b a'), undefined);
    assert.equal(sorted('RUN<|> pip install b a'), undefined);
    assert.equal(sorted('RUN<|> ["apt-get", "install", "b", "a"]'), undefined);
  });

  for (const [what, words, reason] of [
    ['a variable', 'b $A', /variable/],
    ['a command', 'b $(cat list)', /variable/],
    ['a pattern', 'b a*', /pattern/],
    ['a package that goes', 'b a-', /takes a package away/],
    ['options in between', 'b -t sid a', /Options/],
  ] as const) {
    test(`refused: ${what}`, () => {
      assert.match(refusal(`RUN<|> apt-get install -y ${words}`) ?? '', reason);
      assert.equal(offersAt(`FROM debian:13\nRUN<|> apt-get install -y ${words}\n`).has('sort-packages'), false);
    });
  }

  test('g++ is a name', () => {
    assert.equal(sorted('RUN<|> apt-get install -y make g++'), 'RUN apt-get install -y \\\n    g++ \\\n    make');
  });
});
