/** `--chmod`: octal or symbolic (convert_copy.go, dispatchCopy; tonistiigi/dchapes-mode). */

/** BuildKit's wording when it refuses the mode; undefined when it takes it. */
export function fileModeError(mode: string): string | undefined {
  const notOctal = `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;
  if (/^[0-7]+$/.test(mode)) return Number.parseInt(mode, 8) > 0o7777 ? notOctal : undefined;
  if (/^[0-9]/.test(mode)) return notOctal;
  return isSymbolicMode(mode) ? undefined : 'invalid syntax';
}

/** `u=rwX,go-w`. */
function isSymbolicMode(mode: string): boolean {
  return mode.split(',').every(clause => /^[augo]*([-+=][rstwXxugo]*)+$/.test(clause));
}
