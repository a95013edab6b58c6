/**
 * A section of a team's notes as a hover can show it: relative links lead where they lead from the file, and the little HTML that people
 * write in Markdown (folding, line breaks, comments) becomes Markdown; an editor shows the tags of the rest as text. Code stays as it is.
 */

/** The Markdown of a section of the file `uri`, for showing it elsewhere. */
export function renderTeamMarkdown(markdown: string, uri: string): string {
  return markdown
    .split(codeParts)
    .map((part, at) => (at % 2 === 1 ? part : withLinks(withoutHtml(part), uri)))
    .join('');
}

/** Fenced blocks and code spans. */
const codeParts = /(^ {0,3}(?:```[\s\S]*?(?:^ {0,3}```|$(?![\s\S]))|~~~[\s\S]*?(?:^ {0,3}~~~|$(?![\s\S])))|`[^`\n]+`)/m;

function withoutHtml(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<summary>\s*([\s\S]*?)\s*<\/summary>/gi, '**$1**')
    .replace(/<(?:b|strong)>([^<]*)<\/(?:b|strong)>/gi, '**$1**')
    .replace(/<(?:code|kbd)>([^<`]*)<\/(?:code|kbd)>/gi, '`$1`')
    .replace(/<br\s*\/?>/gi, '  \n')
    .replace(/<a\s+(?:name|id)="[^"]*"\s*>\s*<\/a>/gi, '')
    .replace(/<\/?(?:details|p|div|center|span|font|u|sub|sup)(?:\s[^>]*)?>/gi, '');
}

/** `[text](other.md#part)` and `![image](x.png)`; addresses with a scheme and anchors that say which page stay. */
function withLinks(text: string, uri: string): string {
  return text.replace(
    /(\]\()(<[^>\n]+>|[^\s()<>]+)(?=(?:\s+(?:"[^"]*"|'[^']*'))?\))/g,
    (whole, open: string, target: string) => {
      const written = target.replace(/^<|>$/g, '');
      if (/^[a-z][a-z\d+.-]*:/i.test(written) || written.startsWith('//')) return whole;
      try {
        return `${open}${new URL(written, uri).href}`;
      } catch {
        return whole;
      }
    },
  );
}
