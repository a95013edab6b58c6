/** The text as it stands in XML, in an attribute too. Characters that XML cannot hold become question marks. */
export function xml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    "'": '&apos;',
    '"': '&quot;',
  };
  return text.replace(/[<>&'"]/g, character => names[character]!).replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '?');
}
