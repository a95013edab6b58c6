/** A file's bytes as text, for whatever reads manifests and scripts of a context. */

/** UTF-8, and UTF-16 with its mark, as PowerShell writes `pip freeze > requirements.txt`; undefined for what is no text. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  return text.includes('\0') ? undefined : text;
}
