/** Whether a file of that name is a Dockerfile to people and tools. */
export function isDockerfileName(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower.endsWith('.dockerignore')) return false;
  return /^(dockerfile|containerfile)(\..+)?$/.test(lower) || /\.(dockerfile|containerfile)$/.test(lower);
}
