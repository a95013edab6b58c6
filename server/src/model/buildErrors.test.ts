import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildErrors } from './buildErrors.ts';
import { createDocument } from './document.ts';

function errorsOf(text: string, letter = true): string[] {
  const document = createDocument(text, { letter });
  return buildErrors(document).map(error => {
    assert.ok(error.span.start >= 0 && error.span.start <= error.span.end && error.span.end <= text.length);
    return `${error.startLine ?? '-'} ${error.message}`;
  });
}

const noVariableInFrom =
  'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';

const cases: readonly (readonly [string, string])[] = [
  ['FROM $X', '1 base name ($X) should not be blank'],
  [
    'FROM Alpine',
    '1 failed to parse stage name "Alpine": invalid reference format: repository name (library/Alpine) must be lowercase',
  ],
  ['FROM alpine AS a\nCOPY --from=a x y', '2 circular dependency detected on stage: a'],
  [
    'FROM alpine\nCOPY --from=b x y\nFROM alpine AS b',
    '2 cannot copy from stage "b", it needs to be defined before current stage "stage-0"',
  ],
  ['FROM alpine\nCOPY --from=5 x y', '- invalid stage index 5'],
  ['FROM alpine\nCOPY --from=$S x y', `- ${noVariableInFrom}`],
  ['FROM alpine\nRUN --mount=type=nope true', '2 unsupported mount type "nope"'],
  ['FROM alpine\nRUN --mount=target=/ true', '2 invalid mount target "/"'],
  ['FROM alpine\nRUN --mount=type=ssh,source=x true', '2 ssh does not support source'],
  [
    'FROM alpine\nRUN --mount=from=$X,target=/x true',
    "2 dockerfile parse error on line 2: 'from' doesn't support variable expansion, define alias stage instead",
  ],
  [
    'FROM alpine\nRUN --device=a,b=c --network=x true',
    "2 dockerfile parse error on line 2: unexpected key 'b' in 'b=c'",
  ],
  ['FROM alpine\nRUN --device= true', '2 dockerfile parse error on line 2: failed to parse csv devices: EOF'],
  ['FROM alpine AS a\nONBUILD RUN --device= true\nFROM a', '3 failed to parse csv devices: EOF'],
  ['FROM alpine\nRUN --mount=type=secret,id=$ID true', '2 invalid secret mount. one of source, target required'],
  ['FROM alpine AS a\nCOPY --from=0 a b\nCOPY --from=a a b', '3 circular dependency detected on stage: a'],
  ['FROM alpine AS scratch\nRUN --mount=type=ssh true', '2 circular dependency detected on stage: scratch'],
  [
    'FROM alpine\nRUN --mount=type=cache,target=/x true\nFROM alpine AS scratch',
    '2 cannot mount from stage "scratch" to "/x", stage needs to be defined before current command',
  ],
  ['FROM alpine\nCOPY <<A /x\n${\nA', '2 failed to process "${\\n": unsupported modifier (\n) in substitution'],
  [
    'FROM --platform=windows/amd64 alpine\nCOPY a:b c/',
    '2 removing drive letter: removing drive letter: The specified path is not on the system drive (C:)',
  ],
  ['FROM alpine\nEXPOSE http', '2 invalid containerPort: http'],
  ['FROM alpine\nSTOPSIGNAL SIGNOPE', '2 invalid signal: SIGNOPE'],
  ['FROM alpine\nVOLUME $NONE', '2 VOLUME specified can not be an empty string'],
  [
    'FROM alpine\nCOPY --chmod=999 a b',
    "2 invalid chmod parameter: '999'. it should be octal string and between 0 and 07777",
  ],
  ['FROM alpine\nCOPY --chmod=u=zz a b', '2 invalid syntax'],
  ['FROM alpine\nCOPY https://example.com/a b', "2 source can't be a URL for COPY"],
  ['FROM alpine\nCOPY git@example.com:a/b.git b', "2 source can't be a git ref for COPY"],
  ['FROM alpine\nADD --checksum=sha256:x a b', '2 checksum requires HTTP(S) or Git sources'],
  ['FROM alpine\nADD https://example.com/a.git?what=1 b', '2 unexpected query "what"'],
  ['FROM alpine\nENV A=${X!y}', '2 failed to process "${X!y}": unsupported modifier (!) in substitution'],
  [
    'FROM --platform=linux/a/b/c alpine',
    '1 failed to parse platform linux/a/b/c: "linux/a/b/c": cannot parse platform specifier: invalid argument',
  ],
  [
    'FROM --platform=$BULIDPLATFORM alpine',
    '1 empty platform value from expression $BULIDPLATFORM (did you mean BUILDPLATFORM?)',
  ],
  ['# check=foo=bar\nFROM alpine', '- failed to parse check options: invalid check option "foo"'],
  ['ARG A=1', '- dockerfile contains no stages to build'],
  ['FROM alpine AS a\nONBUILD COPY --from=$X a b\nFROM a', `3 ${noVariableInFrom}`],
  [
    'FROM alpine AS a\nONBUILD COPY --from=B@d a b\nFROM a',
    '3 failed to parse stage name "B@d": invalid reference format: repository name (library/B@d) must be lowercase',
  ],
  [
    'FROM alpine AS a\nONBUILD RUN --mount=from=Nope,target=/x true\nFROM a',
    '- failed to parse stage name "Nope": invalid reference format: repository name (library/Nope) must be lowercase',
  ],
  [
    'FROM --platform=windows/amd64 a\nWORKDIR d:\\\\x',
    '2 normalizing workdir: normalizing working directory: removing drive letter: The specified path is not on the system drive (C:)',
  ],
];

for (const [text, expected] of cases) {
  test(`error: ${expected}`, () => assert.deepEqual(errorsOf(text + '\n').slice(0, 1), [expected]));
}

test('what BuildKit takes has no error', () => {
  for (const text of [
    'FROM alpine\nRUN\nCMD\nCOPY a b c\nWORKDIR a b\n',
    'FROM alpine\nCOPY --from=busybox a b\nCOPY --from=1 a b\n',
    'FROM alpine\nCOPY ./git@x:y b\nCOPY github.com/a/b c\nADD https://x/a.git#main:sub b\n',
    'FROM alpine\nCOPY --chmod=u=rwX,go-w a b\nADD --chmod=0755 a b\n',
    'FROM alpine\nRUN --mount=type=secret,id=a --mount=type=ssh true\nSTOPSIGNAL 9\nSTOPSIGNAL rtmin+3\n',
    'FROM alpine\nWORKDIR /x\nRUN --mount=type=bind true\n',
    'FROM alpine AS a\nONBUILD COPY --from=b x y\nFROM a AS b\n',
    'FROM alpine\nONBUILD COPY --from=B@d a b\n',
    'FROM alpine AS Tools\nFROM alpine AS a\nONBUILD COPY --from=Tools a b\nFROM a\n',
    'FROM alpine\nCOPY << EOF\n${\nEOF\n',
    'FROM alpine AS a\nFROM alpine AS b\nCOPY --from=a x y\nRUN --mount=from=a,target=/x true\n',
  ]) {
    assert.deepEqual(errorsOf(text), [], text);
  }
});

test('errors that a build argument would cure say so', () => {
  const needs = (text: string) => buildErrors(createDocument(text)).map(error => error.needs);
  assert.deepEqual(needs('ARG BASE\nFROM $BASE\n'), [['BASE']]);
  assert.deepEqual(needs('FROM alpine\nARG V\nENV A=${V:?needed}\n'), [['V']]);
  assert.deepEqual(needs('ARG TAG\nFROM alpine:$TAG\n'), [['TAG']]);
  assert.deepEqual(needs('FROM alpine\nARG PORT\nEXPOSE ${PORT}/tcp\n'), [['PORT']]);
  assert.deepEqual(needs('FROM $BASE\n'), [[]]);
});

test('an unknown base image is given the benefit of the doubt', () => {
  const text = 'FROM registry.example.com/a\nRUN --mount=type=bind true\nVOLUME $DATA\nENV A=${X:?x}\n';
  assert.deepEqual(errorsOf(text, false), []);
});

test('circles are found without recursion, however long', () => {
  const count = 5000;
  const stages = Array.from(
    { length: count },
    (_, index) => `FROM alpine AS s${index}\nCOPY --from=s${(index + 1) % count} a b`,
  );
  assert.match(errorsOf(stages.join('\n') + '\n')[0]!, /circular dependency/);
});
