/**
 * Where blanks in a shell text mean nothing: outside quotes and comments. A small scanner, not the shell parser, because formatting must
 * work at once and with every shell that looks like sh; where it is not sure it says so, and the formatter keeps its hands off.
 */

/**
 * For each index of the text (and its end) whether blanks there only separate; undefined when the quoting does not add up, or may not: the
 * `)` of a `case` pattern within a substitution looks like the end of that.
 */
export function plainPositions(text: string): readonly boolean[] | undefined {
  const plain: boolean[] = [];
  // What we are in: quotes, or a substitution whose inside is plain again.
  const stack: string[] = [];
  let comment = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const top = stack.at(-1);
    // `${A:-a  b}` may stand in quotes, or be what a variable is set to: its blanks are part of the value.
    const inValue = top === "'" || top === '"' || top === "$'" || top === '{';
    plain[at] = !inValue && !comment;
    if (comment) continue;
    if (top === "'") {
      if (character === "'") stack.pop();
      continue;
    }
    if (character === '\\') {
      plain[at + 1] = false;
      at++;
      continue;
    }
    if (top === "$'") {
      if (character === "'") stack.pop();
      continue;
    }
    if (character === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      stack.push(text[at + 1]!);
      plain[at + 1] = plain[at]!;
      at++;
      continue;
    }
    if (character === '`') {
      if (top === '`') stack.pop();
      else stack.push('`');
      continue;
    }
    if (top === '"') {
      if (character === '"') stack.pop();
      continue;
    }
    if (character === '$' && text[at + 1] === "'") {
      stack.push("$'");
      plain[at + 1] = plain[at]!;
      at++;
    } else if (character === "'" || character === '"') stack.push(character);
    else if (character === 'c' && stack.includes('(') && isWord(text, at, 'case')) return undefined;
    else if (character === '(') stack.push('(');
    else if (character === ')' && top === '(') stack.pop();
    else if (character === '}' && top === '{') stack.pop();
    else if (character === '#' && (at === 0 || /[\s;&|(]/.test(text[at - 1]!))) comment = true;
  }
  plain[text.length] = !comment;
  return stack.length === 0 ? plain : undefined;
}

function isWord(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && /[\s;&|(`]/.test(text[at - 1] ?? ' ') && /\s/.test(text[at + word.length] ?? ' ');
}

/** The text with every run of plain blanks written as one: two texts that agree here are the same command. */
export function withoutLayout(text: string): string {
  const plain = plainPositions(text);
  if (!plain) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const blank = text[at] === ' ' || text[at] === '\t';
    if (blank && plain[at]) {
      if (!out.endsWith(' ')) out += ' ';
    } else out += text[at];
  }
  return out;
}
