// Compares Drydock's verdict on Dockerfiles with that of a real engine's `docker build --check`:
//   node test/engine/compareChecks.mjs FOLDER|FILE|FILE.jsonl … [--max N]
// Folders are searched for Dockerfiles; of a .jsonl file each record's `dockerfile` is taken. Every image that a file names is an
// empty one with that tag, so no registry is asked. Engines of different age differ; the newest frontend is the one Drydock follows.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from '../../tools/importTypeScript.mjs';
import { mustRun, progress, root, run } from '../support/machine.mjs';
import { ensureEngine } from './install.mjs';

const EMPTY_IMAGE = 'drydock/empty-for-checks:1';

/** All Dockerfiles below a folder: [name, text]. */
function dockerfilesBelow(path) {
  if (!statSync(path).isDirectory()) return [[path, readFileSync(path, 'utf8')]];
  return readdirSync(path).flatMap(name => {
    const inner = join(path, name);
    if (name === 'node_modules' || name === '.git') return [];
    if (statSync(inner).isDirectory()) return dockerfilesBelow(inner);
    return /^(Dockerfile|Containerfile)|\.(dockerfile|containerfile)$/i.test(name)
      ? [[inner, readFileSync(inner, 'utf8')]]
      : [];
  });
}

function textsOf(path) {
  if (!path.endsWith('.jsonl')) return dockerfilesBelow(path);
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '');
  return lines
    .map(line => JSON.parse(line))
    .filter(record => record.dockerfile)
    .map(record => [record.id, record.dockerfile]);
}

/** The product's own code, bundled for this process. */
function loadProduct() {
  return importTypeScript(
    root,
    `export { buildkitVerdict } from './server/src/lint/letter.ts';
    export { createDocument } from './server/src/model/document.ts';
    export { parseImageReference } from './server/src/model/imageReference.ts';`,
  );
}

/** Tagged names of the images that a file takes from elsewhere. */
function imagesOf(product, text) {
  const document = product.createDocument(text);
  const bases = document.stages.flatMap(stage => (stage.base.kind === 'image' ? [stage.base.name] : []));
  const others = document.stageModel.uses.flatMap(use =>
    use.kind !== 'FROM' && !use.target && !use.byIndex && use.text !== 'scratch' ? [use.text] : [],
  );
  return [...new Set([...bases, ...others])].flatMap(name => {
    const parsed = product.parseImageReference(name);
    return parsed.ok && !parsed.reference.digest ? [parsed.reference.normalized] : [];
  });
}

/** Lines and rules of both, comparable. */
function lined(warnings) {
  return warnings.map(({ rule, line }) => `${line ?? '-'} ${rule}`).sort();
}

async function engineVerdict(engine, folder, text) {
  writeFileSync(join(folder, 'Dockerfile'), text);
  const { stdout, stderr } = await run('docker', ['build', '--call=check,format=json', folder], {
    env: engine.env,
    limit: 60,
  });
  try {
    const { warnings, buildError } = JSON.parse(stdout);
    // Its image is there for another platform only.
    if (buildError?.message.includes('failed to resolve source metadata')) return { unanswered: buildError.message };
    return {
      warnings: lined(
        (warnings ?? []).map(({ ruleName, location }) => ({
          rule: ruleName,
          line: location?.ranges?.[0]?.start?.line,
        })),
      ),
      error: buildError && `${buildError.location?.ranges?.[0]?.start?.line ?? '-'} ${buildError.message}`,
    };
  } catch {
    return { unanswered: (stderr || stdout).trim().split('\n').at(-1) };
  }
}

const maxAt = process.argv.indexOf('--max');
const max = maxAt === -1 ? Number.POSITIVE_INFINITY : Number(process.argv[maxAt + 1]);
const paths = process.argv.slice(2).filter((argument, index) => !argument.startsWith('--') && index + 2 !== maxAt + 1);
if (paths.length === 0) {
  console.error('usage: node test/engine/compareChecks.mjs FOLDER|FILE|FILE.jsonl … [--max N]');
  process.exit(2);
}
const product = await loadProduct();
const engine = await ensureEngine();
progress(`Docker Engine ${engine.version}`);
const folder = mkdtempSync(join(tmpdir(), 'drydock-check-'));
const tags = new Set();
let total = 0;
let agree = 0;
let unanswered = 0;
try {
  const emptyTar = join(folder, 'empty.tar');
  writeFileSync(emptyTar, Buffer.alloc(10_240));
  await mustRun('docker', ['import', emptyTar, EMPTY_IMAGE], { env: engine.env });
  rmSync(emptyTar);
  for (const [name, text] of paths.flatMap(textsOf).slice(0, max)) {
    // Another frontend than the engine's own could not be fetched, and a digest cannot be made up.
    if (/^\s*#\s*syntax\s*=/im.test(text) || /@sha256:/.test(text)) continue;
    for (const tag of imagesOf(product, text)) {
      if (tags.has(tag)) continue;
      // What is there already may be the real image: it stays.
      const present = await run('docker', ['image', 'inspect', tag], { env: engine.env });
      if (present.code === 0) continue;
      tags.add(tag);
      await run('docker', ['tag', EMPTY_IMAGE, tag], { env: engine.env });
    }
    total++;
    const theirs = await engineVerdict(engine, folder, text);
    if (theirs.unanswered !== undefined) {
      unanswered++;
      console.log(`unanswered ${name}: ${theirs.unanswered}`);
      continue;
    }
    const verdict = product.buildkitVerdict(text);
    const ours = {
      warnings: lined(verdict.warnings.map(({ ruleId, line }) => ({ rule: ruleId, line }))),
      error: verdict.error && `${verdict.error.startLine ?? '-'} ${verdict.error.message}`,
    };
    const sameError = theirs.error?.split(' ')[0] === ours.error?.split(' ')[0];
    if (sameError && JSON.stringify(theirs.warnings) === JSON.stringify(ours.warnings)) agree++;
    else console.log(`differs ${name}\n  engine  ${JSON.stringify(theirs)}\n  drydock ${JSON.stringify(ours)}`);
  }
} finally {
  for (const tag of [...tags, EMPTY_IMAGE]) await run('docker', ['image', 'rm', tag], { env: engine.env });
  rmSync(folder, { recursive: true });
}
console.log(`${agree} of ${total} agree with Docker Engine ${engine.version}, ${unanswered} unanswered`);
process.exit(agree === total ? 0 : 1);
