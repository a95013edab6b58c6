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
