/**
 * VS Code takes every `Dockerfile.*` for a Dockerfile: `Dockerfile.dev` rightly, `Dockerfile.ts` or `Dockerfile.md` often not,
 * and `Dockerfile.go` may be either. The content decides.
 */

/** Endings that are a language's own → the language's id in VS Code. */
const languageOfEnding: Readonly<Record<string, string>> = {
  md: 'markdown',
  markdown: 'markdown',
  txt: 'plaintext',
  log: 'log',
  rst: 'restructuredtext',
  ts: 'typescript',
  tsx: 'typescriptreact',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  jsx: 'javascriptreact',
  mjs: 'javascript',
  cjs: 'javascript',
  json: 'json',
  jsonc: 'jsonc',
  yml: 'yaml',
  yaml: 'yaml',
  xml: 'xml',
  html: 'html',
  css: 'css',
  scss: 'scss',
  ini: 'ini',
  go: 'go',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  java: 'java',
  cs: 'csharp',
  php: 'php',
  c: 'c',
  h: 'c',
  cpp: 'cpp',
  swift: 'swift',
  lua: 'lua',
  pl: 'perl',
  r: 'r',
  dart: 'dart',
  sh: 'shellscript',
  bash: 'shellscript',
  ps1: 'powershell',
  bat: 'bat',
  sql: 'sql',
  diff: 'diff',
  patch: 'diff',
};

/**
 * The language of a file that is only called like a Dockerfile; undefined when it is one, or when nothing in it says otherwise.
 * A Dockerfile's first instruction is FROM or ARG, after comments; templates may have their own lines before.
 */
export function languageOfMisnamed(path: string, text: string): string | undefined {
  const ending = /(?:^|[\\/])(?:docker|container)file\.([A-Za-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  const language = ending === undefined ? undefined : languageOfEnding[ending];
  if (language === undefined) return undefined;
  const first = text.split(/\r?\n|\r/).find(line => !/^\s*(?:#|$)/.test(line.replace(/^\ufeff/, '')));
  if (first === undefined) return language === 'markdown' && text.trim() !== '' ? language : undefined;
  return /^\s*(?:FROM\s+\S|ARG\s+[A-Za-z_]|\{\{|\{%|<%|%)/i.test(first) && !isProse(language, first)
    ? undefined
    : language;
}

/** "From version 2 on, …" in a text is no instruction: what follows an image's name is `AS name`, a comment or nothing. */
function isProse(language: string, line: string): boolean {
  return (
    ['markdown', 'plaintext', 'restructuredtext'].includes(language) &&
    !/^\s*(?:FROM(?:\s+--\S+)*\s+\S+(?:\s+AS\s+\S+)?\s*$|ARG\s|\{|<%|%)/i.test(line)
  );
}
