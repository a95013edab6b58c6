/** What BuildKit takes when nothing is said (util/system/path.go, dockerfile2llb/defaultshell.go). */

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];
export const DEFAULT_WINDOWS_SHELL: readonly string[] = ['cmd', '/S', '/C'];
