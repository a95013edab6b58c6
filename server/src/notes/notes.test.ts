import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { MOUNT_KEYS, MOUNT_SHARING_MODES, MOUNT_TYPES } from '../model/mounts.ts';
import { instructionFlags, networkModes, securityModes } from '../syntax/instructions.ts';
import { instructionNames } from '../syntax/parse.ts';
import { findNote, flagNote, instructionNote, mountNote, mountOptionNote, valueNote } from './find.ts';
import { itemsOf } from './items.ts';
import { notes } from './notes.generated.ts';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();

test('the generated notes are those of notes/ (else run `npm run gen`)', () => {
  const run = spawnSync(process.execPath, ['tools/gen.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
});

test('every instruction has a note with its form', () => {
  for (const name of instructionNames) {
    const note = instructionNote(name);
    assert.ok(note, name);
    assert.equal(note.title, name);
    assert.ok(note.links.length > 0, `${name} has links`);
  }
});

test('every flag of every instruction has a note', () => {
  for (const [instruction, flags] of Object.entries(instructionFlags)) {
    for (const flag of Object.keys(flags)) assert.ok(flagNote(instruction, flag), `${instruction} --${flag}`);
  }
  for (const note of notes.filter(one => one.kind === 'flag')) {
    const [, instruction, flag] = /^flag\.([A-Z]+)\.--(.+)$/.exec(note.id)!;
    const known = Object.entries(instructionFlags).find(([name]) => name === instruction)?.[1];
    assert.ok(known !== undefined && flag! in known, `${note.id} is a flag that BuildKit knows`);
  }
});

test('every directive and every value of a flag with fixed values has a note', () => {
  for (const name of ['syntax', 'escape', 'check']) assert.ok(findNote(`directive.${name}`), name);
  for (const mode of networkModes) assert.ok(valueNote('flag.RUN.--network', mode), mode);
  for (const mode of securityModes) assert.ok(valueNote('flag.RUN.--security', mode), mode);
  for (const mode of MOUNT_SHARING_MODES) assert.ok(valueNote('mount.cache', mode), mode);
  for (const value of ['CMD', 'NONE']) assert.ok(valueNote('instruction.HEALTHCHECK', value), value);
});

test('every mount type has a note, and every option one where it means something', () => {
  const fileInfo = ['mode', 'uid', 'gid'];
  const target = ['type', 'target', 'dst', 'destination'];
  const meaning: Readonly<Record<string, readonly string[]>> = {
    bind: [...target, 'source', 'src', 'from', 'rw', 'readwrite', 'ro', 'readonly'],
    cache: [...target, ...fileInfo, 'id', 'sharing', 'from', 'source', 'src', 'ro', 'readonly', 'rw', 'readwrite'],
    secret: [...target, ...fileInfo, 'id', 'source', 'env', 'required'],
    ssh: [...target, ...fileInfo, 'id', 'required'],
    tmpfs: [...target, 'size'],
  };
  for (const type of MOUNT_TYPES) {
    assert.ok(mountNote(type), type);
    assert.ok(valueNote('flag.RUN.--mount', `type=${type}`), type);
    for (const option of meaning[type] ?? []) assert.ok(mountOptionNote(type, option), `${type} ${option}`);
  }
  for (const key of MOUNT_KEYS) {
    assert.ok(
      MOUNT_TYPES.some(type => mountOptionNote(type, key)),
      `${key} is explained somewhere`,
    );
  }
});

test('the predefined variables of BuildKit have notes', () => {
  const names =
    'TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETSTAGE ' +
    'HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY BUILDKIT_BUILD_NAME BUILDKIT_CACHE_MOUNT_NS ' +
    'BUILDKIT_CONTEXT_KEEP_GIT_DIR BUILDKIT_INLINE_CACHE BUILDKIT_MULTI_PLATFORM BUILDKIT_SANDBOX_HOSTNAME BUILDKIT_SYNTAX SOURCE_DATE_EPOCH';
  for (const name of names.split(' ')) assert.ok(findNote(`variable.${name}`), name);
});

test('items are unique within a section, and a hover stays short', () => {
  for (const note of notes) {
    const seen = new Set<string>();
    for (const item of itemsOf(note)) {
      for (const name of item.names) {
        const key = `${item.section} ${name}`;
        assert.ok(!seen.has(key), `${note.id}: ${key} twice`);
        seen.add(key);
      }
      assert.ok(item.markdown.length <= 260, `${note.id}: ${item.names[0]} is too long for a hover`);
    }
  }
});

test('no alias leads to two notes of a kind', () => {
  const owners = new Map<string, string>();
  // Rules have their own test of names and aliases.
  for (const note of notes.filter(one => one.kind !== 'rule')) {
    for (const alias of note.aliases) {
      const key = `${note.kind}.${alias.toLowerCase()}`;
      assert.equal(owners.get(key) ?? note.id, note.id, `alias ${alias}`);
      assert.ok(!notes.some(other => other.id.toLowerCase() === key && other !== note), `alias ${alias} is a name`);
      owners.set(key, note.id);
    }
  }
});

test('the generator names what is wrong with a note', async () => {
  const { parseNote } = await import(pathToFileURL(join(root, 'tools/gen.mjs')).href);
  const parsers = {
    parseItemLine: (_: string, line: string) => (/^- `/.test(line) ? {} : undefined),
    problemsOf: (text: string) =>
      text.includes('WRONG') ? [{ message: 'unknown instruction: WRONG', startLine: 1 }] : [],
  };
  const problemsOf = (text: string, kind = 'flag', path = 'notes/flags/COPY--link.md'): string => {
    const problems: string[] = [];
    parseNote(text, kind, path, parsers, problems);
    return problems.join('\n');
  };
  const front = '---\nid: flag.COPY.--link\ntitle: COPY --link\n---\n';
  const example = '\n## Example\n```dockerfile\nCOPY a b\n```\n';
  assert.equal(problemsOf(`${front}Does it.\n${example}`), '');
  assert.match(problemsOf(`Does it.\n${example}`), /no front matter/);
  assert.match(problemsOf(`${front}Does it\n${example}`), /full stop/);
  assert.match(problemsOf(`${front}Does it. Does more.\n${example}`), /one sentence/);
  assert.match(problemsOf(`${front}Does\nit.\n${example}`), /one line/);
  assert.match(problemsOf(`${front}Does it.\n`), /"Example" is missing/);
  assert.match(problemsOf(`${front}Does it.\n\n## Pitfalls\n- x\n${example}`), /wrong place/);
  assert.match(problemsOf(`${front}Does it.\n${example}\n## Extras\nx\n`), /is not one of/);
  assert.match(problemsOf(`${front}Does it.\n${example.replace('COPY', 'WRONG')}`), /does not parse/);
  assert.match(problemsOf(`${front}Does it.\n\n## Example\n\`\`\`dockerfile\nCOPY a b\n`), /not closed/);
  assert.match(problemsOf(`${front}Does it.\n${example}\n## Values\n- plain\n`), /write "- `name`/);
  assert.match(problemsOf(`${front.replace('---\nid', '---\nlinks: [http://x]\nid')}Does it.\n${example}`), /https/);
  assert.match(problemsOf(`${front}Does it.\n${example}`, 'flag', 'notes/flags/other.md'), /must be named/);
  assert.match(
    problemsOf(
      '---\nid: rule.x\ntitle: x\n---\nIt.\n\n## Why\ny\n\n## Bad\n```dockerfile\nz\n```\n',
      'rule',
      'notes/rules/x.md',
    ),
    /"Good" or "After"/,
  );
});
