/** Runs a TextMate grammar as VS Code does. Embedded grammars are stand-ins that leave things open, to show that nothing leaks. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
const require = createRequire(join(root, 'package.json'));

/** A token: its text and its scopes, the file's own left out. */
export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** Everything is one scope, and what is opened by a quote stays open. */
function standIn(scopeName: string): string {
  return JSON.stringify({
    scopeName,
    patterns: [
      { begin: '"', end: '"', name: `string.open.${scopeName}` },
      { match: '\\w+', name: `word.${scopeName}` },
    ],
  });
}

let registry: textmate.Registry | undefined;

export async function loadGrammar(scopeName: string): Promise<textmate.IGrammar> {
  registry ??= await makeRegistry();
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`no grammar ${scopeName}`);
  return grammar;
}

async function makeRegistry(): Promise<textmate.Registry> {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: patterns => new oniguruma.OnigScanner(patterns),
      createOnigString: text => new oniguruma.OnigString(text),
    }),
    async loadGrammar(scopeName) {
      const own = /^source\.(dockerfile|dockerignore)$/.exec(scopeName)?.[1];
      const path = join(root, `syntaxes/${own}.tmLanguage.json`);
      return textmate.parseRawGrammar(own ? readFileSync(path, 'utf8') : standIn(scopeName), 'grammar.json');
    },
  });
}

/** The tokens of each line. */
export function tokenize(grammar: textmate.IGrammar, text: string): Token[][] {
  let state = textmate.INITIAL;
  return text.split('\n').map(line => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(token => ({
      text: line.slice(token.startIndex, token.endIndex),
      scopes: token.scopes.slice(1),
    }));
  });
}

/** Text form for snapshots: each line, then its tokens with their innermost scopes; `meta.` scopes and plain text left out. */
export function snapshot(grammar: textmate.IGrammar, text: string): string {
  return tokenize(grammar, text)
    .map((tokens, index) => {
      const line = text.split('\n')[index]!;
      const shown = tokens.flatMap(token => {
        const scopes = token.scopes.filter(
          scope => !scope.startsWith('meta.') || scope.startsWith('meta.embedded.block'),
        );
        const shortened = scopes.map(scope => scope.replace(/\.(dockerfile|dockerignore)$/, ''));
        return shortened.length === 0 || token.text.trim() === '' ? [] : [`    ${token.text} → ${shortened.join(' ')}`];
      });
      return [`> ${line}`, ...shown].join('\n');
    })
    .join('\n');
}
