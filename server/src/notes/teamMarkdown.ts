/** The headings of any Markdown file, as people write them: uneven levels, both styles, code blocks and comments respected. */

export interface MarkdownHeading {
  /** 1–6. */
  readonly level: number;
  /** As written, without the marks of the heading itself. */
  readonly raw: string;
  /** Without emphasis, code marks, links and HTML; entities decoded. */
  readonly text: string;
  /** True when the whole heading, or all of it but numbering, is a code span. */
  readonly isCode: boolean;
  /** The fragment by which GitHub (and VS Code's preview) links to it. */
  readonly anchor: string;
  /** 0-based line of the heading, and of the first line below it. */
  readonly line: number;
  readonly bodyLine: number;
}

/** All headings in order. Linear in the text; at most `limit` of them. */
export function markdownHeadings(lines: readonly string[], limit = 5000): readonly MarkdownHeading[] {
  const headings: MarkdownHeading[] = [];
  const slugs = new Map<string, number>();
  let fence: string | undefined;
  let inComment = false;
  const add = (level: number, raw: string, line: number, bodyLine: number): void => {
    const text = inlineText(raw);
    if (text === '' || headings.length >= limit) return;
    headings.push({ level, raw, text, isCode: isWholeCode(raw), anchor: uniqueSlug(text, slugs), line, bodyLine });
  };
  const start = frontMatterEnd(lines);
  for (let at = start; at < lines.length; at++) {
    const line = lines[at]!;
    if (inComment) {
      inComment = !line.includes('-->');
      continue;
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    if (/^\s*<!--/.test(line) && !line.includes('-->')) {
      inComment = true;
      continue;
    }
    // `##RUN` without a blank is no heading for CommonMark, but people mean one.
    const hashes = /^ {0,3}(#{1,6})(?:[ \t]+(.*)|((?<=##)[\p{L}\p{N}`*].*))$/u.exec(line);
    if (hashes !== null) {
      const raw = (hashes[2] ?? hashes[3] ?? '').replace(/[ \t]+#+[ \t]*$/, '').trim();
      add(hashes[1]!.length, raw, at, at + 1);
      continue;
    }
    const underline = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(lines[at + 1] ?? '')?.[1];
    const previousBlank = at === start || /^\s*$/.test(lines[at - 1]!) || /^ {0,3}#{1,6}\s/.test(lines[at - 1]!);
    if (underline !== undefined && previousBlank && /^ {0,3}[^\s>|#-]/.test(line) && !/^\s*[-*+] |\|/.test(line)) {
      add(underline.startsWith('=') ? 1 : 2, line.trim(), at, at + 2);
      at++;
    }
  }
  return headings;
}

/** Inline Markdown → text: marks of emphasis and code, links, images, HTML tags and emoji taken off. */
export function inlineText(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/<\/?[a-zA-Z][^>]*\/?>(?![a-zA-Z])/g, tag =>
      /^<\/?(?:a|b|i|em|strong|code|span|br|kbd|img|sup|sub)\b/i.test(tag) ? '' : tag,
    )
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;/g, ' ')
    .replace(/`+/g, '')
    .replace(/(\*\*\*|\*\*|__)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]*\S)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)([^_]*\S)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!-])/g, '$1')
    .replace(/\{#[\w-]+\}\s*$/, '')
    .replace(/\p{Extended_Pictographic}|\u{FE0F}|\u{200D}/gu, character =>
      /[\d#*©®™]/.test(character) ? character : '',
    )
    .replace(/:[a-z0-9_+-]+:(?=\s|$)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** GitHub's rule for anchors: lower case, punctuation out, blanks to hyphens, `-1` for the second of a name. */
function uniqueSlug(text: string, slugs: Map<string, number>): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replace(/ /g, '-');
  const count = slugs.get(slug) ?? 0;
  slugs.set(slug, count + 1);
  return count === 0 ? slug : `${slug}-${count}`;
}

function isWholeCode(raw: string): boolean {
  return /^(?:\d+(?:\.\d+)*[.):]?\s+)?(?:\*\*)?`[^`]+`(?:\*\*)?:?$/.test(raw);
}

/** The first line below YAML front matter. */
function frontMatterEnd(lines: readonly string[]): number {
  if (lines[0]?.trim() !== '---') return 0;
  const end = lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
  return end < 0 ? 0 : end + 1;
}
