/** Numbers as people read them, for the server and the extension. Each function stands alone: a web view gets its source. */

/** `1 file`, `12,345 files`. */
export function formatFiles(count: number): string {
  // Thousands apart, whatever the machine's language.
  return count === 1 ? '1 file' : `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} files`;
}

/** `512 B`, `1.2 kB`, `34.5 MB`: powers of a thousand, as docker prints sizes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.95 && unit < units.length - 1);
  return `${value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, '')} ${units[unit]}`;
}
