/** What lives at a path of an image. */
import { pathFact } from '../../notes/paths.ts';
import { code } from './markdown.ts';

/** One or two sentences about an absolute path; undefined for other texts. `role` says what the path is used as. */
export function pathLine(path: string, role?: 'program'): string | undefined {
  if (!path.startsWith('/')) return undefined;
  const found = pathFact(path);
  if (!found || (found.fact.path === '/' && path !== '/')) {
    return role === 'program'
      ? `Runs ${code(path)}, which an earlier step or the base image has put there.`
      : `${code(path)} is a folder or file of this image’s own.`;
  }
  const { fact, exact } = found;
  const advice = fact.advice ? ` ${fact.advice[0]!.toUpperCase()}${fact.advice.slice(1).replace(/\.$/, '')}.` : '';
  return exact
    ? `${code(path)}: ${fact.holds}.${advice}`
    : `${code(path)} lies in ${code(fact.path)}: ${fact.holds}.${advice}`;
}
