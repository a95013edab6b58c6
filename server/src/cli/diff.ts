/** Unified differences between two texts. Pure. */

/** In the form of `diff -u`; empty when the texts are equal. */
export function unifiedDiff(before: string, after: string, name: string, context = 3): string {
  if (before === after) return '';
  const old = linesOf(before);
  const fresh = linesOf(after);
  const steps = stepsBetween(old, fresh);
  const out = [`--- a/${name}\n`, `+++ b/${name}\n`];
  for (const [from, to] of hunks(steps, context)) {
    const part = steps.slice(from, to);
    const oldStart = steps.slice(0, from).filter(({ kind }) => kind !== '+').length;
    const newStart = steps.slice(0, from).filter(({ kind }) => kind !== '-').length;
    const oldCount = part.filter(({ kind }) => kind !== '+').length;
    const newCount = part.filter(({ kind }) => kind !== '-').length;
    out.push(`@@ -${placeOf(oldStart, oldCount)} +${placeOf(newStart, newCount)} @@\n`);
    for (const { kind, line } of part) {
      out.push(kind + (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));
    }
  }
  return out.join('');
}

interface Step {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function placeOf(start: number, count: number): string {
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
}

/** Lines kept, taken out and put in, by the longest common subsequence of what differs. */
function stepsBetween(old: readonly string[], fresh: readonly string[]): Step[] {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let oldEnd = old.length;
  let newEnd = fresh.length;
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === fresh[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const kept = (lines: readonly string[]) => lines.map(line => ({ kind: ' ' as const, line }));
  return [
    ...kept(old.slice(0, start)),
    ...middleSteps(old.slice(start, oldEnd), fresh.slice(start, newEnd)),
    ...kept(old.slice(oldEnd)),
  ];
}

function middleSteps(old: readonly string[], fresh: readonly string[]): Step[] {
  const width = fresh.length + 1;
  // Beyond that the table is too large to be worth it.
  if (old.length * width > 4_000_000) {
    return [...old.map(line => ({ kind: '-' as const, line })), ...fresh.map(line => ({ kind: '+' as const, line }))];
  }
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        old[i] === fresh[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      steps.push({ kind: ' ', line: old[i]! });
      i++;
      j++;
    } else if (i < old.length && (j === fresh.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)) {
      steps.push({ kind: '-', line: old[i++]! });
    } else steps.push({ kind: '+', line: fresh[j++]! });
  }
  return steps;
}

function hunks(steps: readonly Step[], context: number): [number, number][] {
  const found: [number, number][] = [];
  for (const [at, { kind }] of steps.entries()) {
    if (kind === ' ') continue;
    const from = Math.max(0, at - context);
    const to = Math.min(steps.length, at + context + 1);
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}
