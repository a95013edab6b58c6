import { type CopySource, copySources, isWholeContext } from '../../context/copySources.ts';
import { callHasOption, type PackageCall } from '../../shell/packages.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

/** A change of any file runs the install again, because the copy before it takes them all. */
export const rule = defineRule({
  meta: {
    id: 'install-after-copy-all',
    title: 'Dependencies are installed after the whole context is copied',
    group: 'caching',
    severity: 'hint',
    fixable: 'never',
    whyNoFix: 'It is a refactoring: “Install from the manifests before the sources are copied”.',
    since: '0.1.0',
    messages: {
      order:
        'Every change of a source file runs this install again; copy {manifests} and install before the rest is copied',
      copied: 'All files are copied here',
    },
  },
  *check(context) {
    const { document } = context;
    const wholeCopies = copySources(document).filter(
      source => source.kind !== 'bind' && source.value !== undefined && isWholeContext(source.value),
    );
    if (wholeCopies.length === 0) return;
    const wholeCopyOf = new Map([...wholeCopies].reverse().map(source => [source.instruction, source]));
    const callsAt = new Map(runsOf(context).map(run => [run.instruction, run.calls]));
    for (const stage of document.stages) {
      let copied: CopySource | undefined;
      const installedBefore = new Set<string>();
      for (const instruction of stage.instructions) {
        copied ??= wholeCopyOf.get(instruction);
        if (instruction.name !== 'RUN') continue;
        for (const call of callsAt.get(instruction) ?? []) {
          const manifests = manifestsOf(call);
          if (manifests === undefined) continue;
          if (copied === undefined) installedBefore.add(call.manager);
          else if (!installedBefore.has(call.manager)) {
            installedBefore.add(call.manager);
            yield {
              messageId: 'order',
              data: { manifests },
              span: call.command.span,
              related: [{ span: copied.span, messageId: 'copied' }],
            };
          }
        }
      }
    }
  },
});

/** What an install of the project's own dependencies reads; undefined for a call that installs something else or needs the sources. */
function manifestsOf(call: PackageCall): string | undefined {
  if (call.uncertain || call.packages.length > 0) return undefined;
  switch (call.manager) {
    case 'npm':
      return /^(ci|install|i|clean-install)$/.test(call.subcommand) ? 'package.json and package-lock.json' : undefined;
    case 'yarn':
      return /^(install)?$/.test(call.subcommand) ? 'package.json and yarn.lock' : undefined;
    case 'pnpm':
      return /^(install|i|fetch)$/.test(call.subcommand) ? 'package.json and pnpm-lock.yaml' : undefined;
    case 'bun':
      return /^(install|i)$/.test(call.subcommand) ? 'package.json and bun.lock' : undefined;
    case 'pip':
    case 'uv':
      return call.action === 'install' && call.lists.length > 0 && call.lists.every(list => !list.dynamic)
        ? listed(call.lists.map(list => list.value))
        : undefined;
    case 'bundle':
      return call.subcommand === 'install' || call.subcommand === '' ? 'Gemfile and Gemfile.lock' : undefined;
    case 'go':
      return call.subcommand === 'mod download' ? 'go.mod and go.sum' : undefined;
    case 'composer':
      // Scripts and the map of classes want the sources.
      return call.subcommand === 'install' &&
        callHasOption(call, '--no-scripts') &&
        callHasOption(call, '--no-autoloader')
        ? 'composer.json and composer.lock'
        : undefined;
    default:
      return undefined;
  }
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
