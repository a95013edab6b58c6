/** Modes of files as chmod and COPY --chmod take them. */

/** Whether the mode lets everybody write; a sticky folder (1777, as /tmp) is made for that. Modes with variables are not judged. */
export function isWorldWritable(mode: string): boolean {
  if (/^[0-7]{1,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    return (bits & 0o002) !== 0 && (bits & 0o1000) === 0;
  }
  return mode.split(',').some(part => {
    const match = /^([ugoa]*)([+=])([rwxXst]*)$/.exec(part);
    if (!match) return false;
    const [, who = '', , what = ''] = match;
    // Without "who" the umask takes the right away from others.
    return /[oa]/.test(who) && what.includes('w') && !what.includes('t');
  });
}
