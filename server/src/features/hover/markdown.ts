/** Small pieces of Markdown. */

/** Inline code that survives backticks in the text. */
export function code(text: string): string {
  const shown = text.length > 120 ? `${text.slice(0, 119)}…` : text;
  if (shown === '') return '(empty)';
  const fence = /`/.test(shown) ? '``' : '`';
  const pad = fence.length > 1 || /^ | $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown.replace(/\s+/g, ' ')}${pad}${fence}`;
}

/** Text that may hold Markdown's own characters, made harmless. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

/** The Markdown for clients that show none: marks taken off, links written out. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^```\w*$/gm, '')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/``? ?([^`]+?) ?``?/g, '$1')
    .replace(/ {2}$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
}
