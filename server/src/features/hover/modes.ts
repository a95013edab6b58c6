/** File permissions in words, for `--chmod` and `chmod`. */
import { code } from './markdown.ts';

/** `755`, `u=rwX,go-w`: who may do what. */
export function modeLine(value: string): string {
  if (/^[0-7]{3,4}$/.test(value)) return octalLine(value);
  const clauses = value.split(',').map(clause => /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause));
  if (!clauses.every(clause => clause !== null)) return `File permissions ${code(value)}.`;
  const words = clauses.map(([, who = '', operator = '', bits = '']) => {
    const whose = [...(who === '' ? 'a' : who)].map(letter => people[letter]).join(' and ');
    const can = [...bits].map(bit => abilities[bit]).join(', ') || 'nothing';
    return operator === '='
      ? `${whose}: ${can}, and no more`
      : `${whose}: ${operator === '+' ? 'also' : 'no longer'} ${can}`;
  });
  const opens = clauses.some(
    ([, who = '', operator, bits = '']) => /^$|[oa]/.test(who) && operator !== '-' && bits.includes('w'),
  );
  return `${sentence(words.join('; '))}.${opens && !/^\+/.test(value) ? openToAll : ''}`;
}

const people: Readonly<Record<string, string>> = { u: 'the owner', g: 'the group', o: 'the others', a: 'everybody' };

const abilities: Readonly<Record<string, string>> = {
  r: 'read',
  w: 'write',
  x: 'run',
  X: 'enter folders (and run what somebody may run)',
  s: 'run as its owner or group',
  t: 'delete only own files in it',
};

const openToAll = ' Anyone may change the files: rarely what is wanted.';

function octalLine(value: string): string {
  const digits = value.slice(-3);
  const who = ['owner', 'group', 'others'];
  const words = [...digits].map((digit, index) => {
    const bits = Number(digit);
    const can =
      [bits & 4 ? 'read' : '', bits & 2 ? 'write' : '', bits & 1 ? 'run' : ''].filter(Boolean).join(', ') || 'nothing';
    return `${who[index]}: ${can}`;
  });
  return `${words.join('; ')}.${Number(digits[2]) & 2 ? openToAll : ''}`;
}

function sentence(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
