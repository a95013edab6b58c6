import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { hoverAt } from './hover.ts';

before(() => loadShellForTests());

function hover(marked: string): string {
  const offset = marked.indexOf('<|>');
  return hoverAt(createDocument(marked.replace('<|>', '')), offset)?.blocks.join('\n') ?? '';
}

/** What stands under `<|>`, and what its hover must say. */
const says: readonly [string, RegExp][] = [
  // images: parts, registry, variant, distribution, whether it moves
  ['FROM no<|>de:22-alpine', /Docker Hub, one of Docker’s official images[\s\S]*floats[\s\S]*Alpine[\s\S]*musl/],
  ['FROM gh<|>cr.io/a/b@sha256:' + 'a'.repeat(64), /GitHub container registry[\s\S]*always exactly this image/],
  ['FROM a<|>lpine', /No tag: `latest`/],
  ['ARG V=3.20\nFROM alp<|>ine:${V}', /is `alpine:3\.20` here/],
  ['FROM corp.example/base/ng<|>inx:1', /`corp\.example`[\s\S]*if it is made like that one/],
  ['FROM scr<|>atch', /empty|nothing/i],
  ['ARG BASE\nFROM <|>$BASE', /no value here[\s\S]*--build-arg/],
  // stages
  [
    'FROM golang AS bu<|>ild\nFROM alpine\nCOPY --from=build /a /b',
    /Stage `build`[\s\S]*`golang`[\s\S]*Used by COPY --from in line 3/,
  ],
  ['FROM golang AS build\nRUN true\nFROM alpine\nCOPY --from=bu<|>ild /a /b', /Stage `build`[\s\S]*It runs: RUN/],
  ['FROM golang A<|>S build', /Gives the stage a name/],
  // variables
  ['ARG V=1\nFROM a\nARG V\nENV X=$<|>V', /`1`/],
  ['FROM a\nENV <|>PORT=80\nEXPOSE $PORT', /`PORT` is `80` here[\s\S]*environment variable/],
  ['FROM a\nARG TARGET<|>ARCH', /TARGETARCH|architecture/i],
  ['FROM a\nENV APP=/x\nRUN echo $A<|>PP', /`\/x`/],
  // flags and mounts
  ['FROM a\nCOPY --ch<|>own=node . .', /owner/],
  ['FROM a\nCOPY --chown=no<|>de . .', /node/],
  ['FROM a\nCOPY --chmod=7<|>55 a b', /read|execute|run/i],
  ['FROM a\nRUN --mount=type=ca<|>che,target=/x true', /cache/i],
  ['FROM a\nRUN --mount=type=cache,sha<|>ring=locked,target=/x true', /shared|locked|private/],
  ['FROM --plat<|>form=linux/arm64 a', /platform/i],
  // arguments
  ['FROM a\nEXPOSE 54<|>32', /PostgreSQL/],
  ['FROM a\nSTOPSIGNAL SIG<|>QUIT', /3/],
  ['FROM a\nUSER 10<|>001', /number|10001/],
  ['FROM a\nWORKDIR /usr/lo<|>cal/bin', /programs/],
  ['FROM a\nLABEL org.opencontainers.image.sou<|>rce=x', /source/i],
  ['FROM a\nMAINTAINER m<|>e', /label/],
  ['FROM a\nHEALTHCHECK N<|>ONE', /Switches off/],
  // heredocs
  ['FROM a\nRUN <<E<|>OF\nset -e\nEOF\n', /script/],
  ['FROM a\nCOPY <<E<|>OF /x\nhi\nEOF\n', /file/],
  // commands
  ['FROM a\nRUN apt<|>-get install -y curl', /Debian/],
  ['FROM a\nRUN apt-get ins<|>tall -y curl', /Installs packages/],
  ['FROM a\nRUN apt-get install -y cu<|>rl=8.*', /Version `=8\.\*`/],
  ['FROM a\nRUN curl --fai<|>l https://x.example', /`--fail`/],
  ['FROM a\nRUN curl http://x.exam<|>ple', /without encryption/],
  ['FROM a\nCMD ["curl", "https://x.exam<|>ple"]', /when the container runs/],
  ['FROM a\nENTRYPOINT ["curl"]\nCMD ["https://x.exam<|>ple"]', /argument that the ENTRYPOINT gets/],
  ['FROM a\nCMD ["--he<|>lp"]', /argument that the ENTRYPOINT gets/],
  ['FROM a\nRUN curl -fs<|>SL https://x.example', /`-f`[\s\S]*`-s`[\s\S]*`-L`/],
  ['FROM a\nRUN make -j<|>4', /`-j`/],
  ['FROM a\nRUN useradd -u 10<|>00 app', /The value of `-u`\. The number/],
  ['FROM a\nRUN useradd -u 1000 ap<|>p', /name of the user that is made: `app`/],
  ['FROM a\nRUN chown app:st<|>aff /srv', /owner: `app`; the group `staff`/],
  ['FROM a\nRUN chmod g+<|>w /srv', /The group: also write/],
  ['FROM a\nRUN chmod 64<|>0 /srv', /owner: read, write; group: read; others: nothing/],
  ['FROM a\nRUN find /srv -type <|>f', /The value of `-type`/],
  ['FROM a\nRUN [ "$A" !<|>= b ]', /differ/],
  ['FROM a\nRUN npm run bu<|>ild', /script `build` of package\.json/],
  ['FROM a\nRUN tar x<|>zf a.tgz', /unpack/],
  ['FROM a\nRUN rm -rf /var/lib/apt/li<|>sts/*', /What is removed[\s\S]*apt’s lists/],
  [
    'FROM w\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRe<|>quest -OutFile x https://e.example',
    /Fetches an address/,
  ],
  [
    'FROM w\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest -Out<|>File x https://e.example',
    /the download goes into/,
  ],
  ['FROM w\nRUN powershell -Command $ErrorAction<|>Preference = "Stop"; x', /ends the script/],
  ['FROM w\nRUN powershell -Command if ($env:PA<|>TH) { exit 1 }', /environment variable `PATH`/],
  ['FROM a\nRUN find . -na<|>me powershell', /By name/],
  ['FROM a\nENTRYPOINT ["/bin/s<|>h", "-c", "echo"]', /shell/],
  ['FROM a\nRUN a &<|>& b', /only if the one before succeeded/],
  // comments and directives
  ['# syn<|>tax=docker/dockerfile:1\nFROM a', /syntax/i],
  ['FROM a\n# hadolint ignore=DL3<|>008\nRUN true', /DL3008/],
  ['FROM a\n# shellcheck disable=SC2<|>086\nRUN true', /SC2086/],
];

for (const [marked, expected] of says)
  test(`says of ${JSON.stringify(marked)}`, () => assert.match(hover(marked), expected));

test('a hover holds its own words only, and says which notes it is about', () => {
  const document = createDocument('FROM node:22\nHEALTHCHECK CMD curl -f http://localhost\nRUN npm ci\n');
  const at = (text: string) => hoverAt(document, document.text.indexOf(text) + 1)!;
  assert.equal(document.text.slice(at('node').span.start, at('node').span.end), 'node:22');
  assert.ok(at('node').topics.includes('image:node'));
  assert.deepEqual(at('HEALTHCHECK').topics, ['instruction.HEALTHCHECK', 'concept.healthcheck']);
  assert.deepEqual(at('npm').topics, ['shell.npm']);
  assert.equal(hoverAt(createDocument('FROM a\n\nRUN b'), 7), undefined);
});
