// Reads a zip archive (a VSIX is one) without a package: the central directory, stored and deflated entries.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** The entries of the archive: `name` and `bytes()`. */
export function readZip(path) {
  const data = readFileSync(path);
  let end = data.length - 22;
  while (end >= 0 && data.readUInt32LE(end) !== 0x06054b50) end--;
  if (end < 0) throw new Error(`${path} is no zip archive`);
  const entries = [];
  let at = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const method = data.readUInt16LE(at + 10);
    const packed = data.readUInt32LE(at + 20);
    const nameLength = data.readUInt16LE(at + 28);
    const local = data.readUInt32LE(at + 42);
    const name = data.toString('utf8', at + 46, at + 46 + nameLength);
    const bytes = () => {
      const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
      const content = data.subarray(start, start + packed);
      return method === 0 ? content : inflateRawSync(content);
    };
    entries.push({ name, bytes });
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return entries;
}

/** Writes all files of the archive below the folder. */
export function unzip(path, folder) {
  for (const { name, bytes } of readZip(path)) {
    if (name.endsWith('/')) continue;
    const target = join(folder, name);
    if (!target.startsWith(join(folder, '/'))) throw new Error(`${name} leads out of ${folder}`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes());
  }
}
