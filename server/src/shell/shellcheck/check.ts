/** ShellCheck over a whole Dockerfile: prepare, ask, bring back to the file. */
import type { DockerfileTree, Instruction } from '../../syntax/tree.ts';
import type { ShellcheckClient, ShellcheckResult } from './client.ts';
import { mapFindings, type ShellcheckFinding } from './map.ts';
import { type PreparedScript, type PrepareOptions, prepareScripts } from './prepare.ts';

export interface ShellcheckFileFindings {
  /** In the order of the file. */
  readonly findings: readonly ShellcheckFileFinding[];
  /** A newer check of the same file has begun: its answer will replace this one. */
  readonly stale: boolean;
  /** Scripts without an answer, and why: too long, too slow, or ShellCheck failed. */
  readonly unchecked: readonly {
    readonly instruction: Instruction;
    readonly reason: Exclude<ShellcheckResult['kind'], 'findings' | 'stale'>;
  }[];
}

export interface ShellcheckFileFinding extends ShellcheckFinding {
  /** The RUN; for ONBUILD RUN, the trigger. */
  readonly instruction: Instruction;
}

/**
 * Asks ShellCheck about the scripts of a Dockerfile. `file` names it: a newer call for the same name makes this one stale. Never
 * rejects. The shell parser must be loaded for scripts inside scripts (`bash <<'EOF'`); the rest works without.
 */
export async function checkWithShellcheck(
  client: ShellcheckClient,
  file: string,
  tree: DockerfileTree,
  options: PrepareOptions = {},
): Promise<ShellcheckFileFindings> {
  const prepared = prepareScripts(tree, options);
  if (prepared.length === 0) {
    client.forget(file);
    return { findings: [], stale: false, unchecked: [] };
  }
  return collect(
    prepared,
    await client.check(
      file,
      prepared.map(({ request }) => request),
    ),
  );
}

/** The same from what is known already, at once; `waiting`: the instructions of which ShellCheck has to be asked. */
export function knownShellcheckFindings(
  client: ShellcheckClient,
  tree: DockerfileTree,
  options: PrepareOptions = {},
): ShellcheckFileFindings & { readonly waiting: ReadonlySet<Instruction> } {
  const prepared = prepareScripts(tree, options);
  const results = client.known(prepared.map(({ request }) => request));
  const isKnown = (_: unknown, index: number): boolean => results[index] !== undefined;
  return {
    ...collect(
      prepared.filter(isKnown),
      results.filter(result => result !== undefined),
    ),
    waiting: new Set(
      prepared.filter((_, index) => results[index] === undefined).map(({ script }) => script.instruction),
    ),
  };
}

function collect(prepared: readonly PreparedScript[], results: readonly ShellcheckResult[]): ShellcheckFileFindings {
  const findings: ShellcheckFileFinding[] = [];
  const unchecked: ShellcheckFileFindings['unchecked'][number][] = [];
  let stale = false;
  prepared.forEach((one, index) => {
    const { instruction } = one.script;
    const result = results[index]!;
    if (result.kind === 'findings') {
      for (const finding of mapFindings(one, result.findings)) findings.push({ ...finding, instruction });
    } else if (result.kind === 'stale') stale = true;
    else unchecked.push({ instruction, reason: result.kind });
  });
  return { findings: findings.sort((a, b) => a.span.start - b.span.start), stale, unchecked };
}
