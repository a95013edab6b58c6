import { isInside, type Step } from './analysis.ts';
import { isSystemFolder } from './effects/files.ts';
import type { Situation } from './situation.ts';

/** Owner and mode of a folder itself, which a copy of its contents does not bring (seen with BuildKit 0.25). */
export interface FolderAttributes {
  /** As for chown; undefined: root. */
  readonly owner: string | undefined;
  /** Everything in it is that owner's. */
  readonly uniform: boolean;
  readonly mode: string | undefined;
}

export function folderAttributes(situation: Situation, path: string, lastBuild: number): FolderAttributes {
  const { facts } = situation;
  if (!isFolder(situation, path)) return { owner: undefined, uniform: true, mode: undefined };
  let owner: string | undefined;
  let uniform = true;
  let mode: string | undefined;
  let exists = false;
  const root = (user: string) =>
    user === '' || user === 'root' || user === '0' || user === '0:0' || user === 'root:root';
  const act = (who: string) => {
    const same = root(who) ? owner === undefined : owner !== undefined && sameOwner(owner, who);
    if (!same) uniform = false;
  };
  const copies = new Map(facts.copies.map(copy => [copy.step, copy]));
  for (const step of facts.steps.slice(0, lastBuild + 1)) {
    const { name } = step.instruction;
    if (name === 'WORKDIR') {
      const made = workdirAfter(facts.steps, step, facts.workdir);
      if (isInside(made, path)) {
        if (!exists) {
          exists = true;
          if (!root(step.user)) owner = withGroup(step.user);
        }
      }
    } else if (name === 'COPY' || name === 'ADD') {
      const copy = copies.get(step);
      if (copy === undefined || !isInside(copy.destination, path)) continue;
      const who = copy.chown ?? '';
      if (!exists) {
        exists = true;
        if (!root(who)) owner = who;
      }
      act(who);
    } else if (name === 'RUN') {
      for (const run of facts.runs.filter(candidate => candidate.step === step)) {
        const { program } = run.command;
        const recursive = run.words.some(word => /^-[a-zA-Z]*R|^--recursive/.test(word));
        if (program === 'chown') {
          const covers = run.effect.writes.some(target => target === path || (recursive && isInside(path, target)));
          if (covers) {
            const spec = run.words.slice(1).find(word => !word.startsWith('-'));
            owner = spec === undefined || root(spec) ? undefined : spec;
            if (recursive) uniform = true;
            else uniform = false;
          } else if (run.effect.writes.some(target => isInside(target, path))) uniform = false;
          continue;
        }
        if (program === 'chmod') {
          if (run.effect.writes.some(target => target === path || (recursive && isInside(path, target)))) {
            mode = run.words.slice(1).find(word => /^[0-7]{3,4}$|^[ugoa]*[-+=][rwxXst]+/.test(word));
          }
          continue;
        }
        if (program === 'mkdir' && run.effect.writes.some(target => isInside(target, path)) && !exists) {
          exists = true;
          if (!root(step.user)) owner = withGroup(step.user);
          continue;
        }
        if (run.effect.writes.some(target => isInside(target, path))) act(step.user);
      }
    }
  }
  // `--chown=app` means the group with the user's number, not the user's own group: files keep theirs by a plain copy.
  return { owner, uniform: uniform && owner?.endsWith(':') !== true, mode };
}

/**
 * The command that gives a working folder back to the user who runs the program, where only files in it are copied: else it would be
 * root's, and the program could not write there.
 */
export function workdirFix(
  situation: Situation,
  copies: readonly { readonly path: string; readonly to?: string }[],
  lastBuild: number,
): string | undefined {
  const { facts } = situation;
  const { workdir, user } = facts;
  const targets = copies.map(copy => copy.to ?? copy.path);
  if (/^(?:root|0)?(?::|$)/.test(user) || user.includes('$') || isSystemFolder(workdir)) return undefined;
  if (targets.some(target => isInside(workdir, target))) return undefined;
  const { owner, mode } = folderAttributes(situation, workdir, lastBuild);
  const fixes = [
    ...(owner !== undefined && sameOwner(owner, user) ? [`chown ${owner} ${workdir}`] : []),
    ...(mode === undefined ? [] : [`chmod ${mode} ${workdir}`]),
  ];
  if (fixes.length === 0) return undefined;
  const exists = targets.some(target => isInside(target, workdir));
  return [...(exists ? [] : [`mkdir -p ${workdir}`]), ...fixes].join(' && ');
}

/** A user's own group, for chown: `app:`. A number stays alone, as WORKDIR and RUN take it. */
function withGroup(user: string): string {
  return user.includes(':') || /^\d+$/.test(user) ? user : `${user}:`;
}

/** Whether a path is known to be a folder: only those lose their own attributes. */
function isFolder(situation: Situation, path: string): boolean {
  const { facts } = situation;
  if (path === facts.workdir || facts.steps.some(step => step.workdir === path)) return true;
  if (
    facts.copies.some(
      copy =>
        copy.destination === path &&
        (copy.intoFolder || copy.sources.length > 1 || copy.sources.some(source => /^\.?\/?$/.test(source))),
    )
  )
    return true;
  if (facts.runs.some(run => run.command.program === 'mkdir' && run.effect.writes.some(made => isInside(made, path))))
    return true;
  for (const image of situation.imageFiles?.keys() ?? []) if (image !== path && isInside(image, path)) return true;
  // Something is written below it.
  return facts.runs.some(run => run.effect.writes.some(written => written !== path && isInside(written, path)));
}

function workdirAfter(steps: readonly Step[], step: Step, last: string): string {
  return steps[step.at + 1]?.workdir ?? last;
}

function sameOwner(first: string, second: string): boolean {
  return first === second || first.split(':')[0] === second.split(':')[0];
}
