import { callHasOption, type PackageCall } from '../../shell/packages.ts';
import { defineRule } from '../rule.ts';
import { unpinned } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3013',
    title: 'pip packages without a version',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3013', same: true }],
    messages: { unpinned: 'No version is given for {packages}: another day the build installs something else' },
  },
  check: context =>
    unpinned(context, ['pip', 'pipx'], {
      calls: call => call.action === 'install' && !hasList(call),
      isPinned: ({ word, kind, version }, call) => {
        const { value } = word;
        if (/[=<>!~]=|[<>]/.test(value) || version !== undefined) return true;
        if (isVersionControl(value))
          return value
            .slice(value.indexOf('://') + 3)
            .split('/')
            .slice(1)
            .join('/')
            .includes('@');
        // pip installs nothing but folders and repositories with `-e`.
        if (call.options.some(({ name, value: of }) => of === word && (name === '-e' || name === '--editable')))
          return true;
        return kind === 'file' || value.includes('/') || value === '.' || /\.(whl|tar\.gz|zip)$/.test(value);
      },
    }),
});

function isVersionControl(value: string): boolean {
  return /^(git|hg|bzr|svn)\+/.test(value);
}

/** Versions are in the file: `-r requirements.txt`, `-c constraints.txt`. */
function hasList(call: PackageCall): boolean {
  return callHasOption(call, '-r', '--requirement', '-c', '--constraint', '--group');
}
