import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../syntax/parse.ts';
import { interpreterOf, scriptsOf, shebangInterpreter } from './script.ts';
import { shellsOf } from './shells.ts';

const interpreters = (text: string) => shellsOf(parse(text)).map(interpreterOf);

test('SHELL counts from the next instruction on and is inherited through stages', () => {
  const text = [
    'FROM a AS base',
    'RUN x',
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    'RUN y',
    'FROM b',
    'RUN z',
    'FROM base',
    'RUN w',
    'FROM 2',
  ].join('\n');
  assert.deepEqual(interpreters(text), ['sh', 'sh', 'sh', 'bash', 'sh', 'sh', 'bash', 'bash', 'bash']);
});

test('Windows images run cmd', () => {
  assert.deepEqual(interpreters('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir'), ['cmd', 'cmd']);
  assert.deepEqual(interpreters('# escape=`\nFROM x\nRUN dir\nFROM --platform=linux/amd64 y\nRUN z'), [
    'cmd',
    'cmd',
    'sh',
    'sh',
  ]);
});

test('under a backquote as escape character the commands of the stage tell the system', () => {
  assert.deepEqual(interpreters('# escape=`\nFROM debian\nRUN apt-get update &&`\n  apt-get install -y x'), [
    'sh',
    'sh',
  ]);
  assert.deepEqual(interpreters('# escape=`\nFROM x\nRUN choco install y && setup.exe'), ['cmd', 'cmd']);
  assert.deepEqual(interpreters('# escape=`\nFROM x\nWORKDIR /a\nENTRYPOINT ["/usr/bin/a"]'), ['sh', 'sh', 'sh']);
});

test('interpreterOf', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['/bin/sh', '-c'], 'sh'],
    [['/bin/bash', '-eo', 'pipefail', '-c'], 'bash'],
    [['/usr/bin/env', 'bash', '-c'], 'bash'],
    [['conda', 'run', '-n', 'base', '/bin/bash', '-c'], 'bash'],
    [['/busybox/sh', '-c'], 'sh'],
    [['/bin/ash', '-eo', 'pipefail', '-c'], 'ash'],
    [['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', '-Command'], 'powershell'],
    [['pwsh', '-Command'], 'powershell'],
    [['cmd', '/S', '/C'], 'cmd'],
    [['python3.12', '-c'], 'python'],
    [[], 'sh'],
  ];
  for (const [shell, expected] of cases) assert.equal(interpreterOf(shell), expected, shell.join(' '));
});

test('shebangInterpreter', () => {
  assert.equal(shebangInterpreter('#!/bin/bash -e\nls'), 'bash');
  assert.equal(shebangInterpreter('#!/usr/bin/env -S python3 -u\n'), 'python');
  assert.equal(shebangInterpreter('#! /usr/bin/env node'), 'node');
  assert.equal(shebangInterpreter('ls'), undefined);
  assert.equal(shebangInterpreter('#!'), undefined);
});

test('scriptsOf gives the same objects again', () => {
  const instruction = parse('RUN a').instructions[0]!;
  assert.equal(scriptsOf(instruction)[0], scriptsOf(instruction)[0]);
  assert.notEqual(scriptsOf(instruction)[0], scriptsOf(instruction, ['/bin/bash', '-c'])[0]);
});
