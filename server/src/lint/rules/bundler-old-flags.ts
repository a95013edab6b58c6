import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

/** Bundler 2 warns of them, Bundler 4 refuses them: each is remembered in a file instead of being an option. */
const settings: Readonly<Record<string, string>> = {
  '--deployment': 'deployment',
  '--without': 'without',
  '--with': 'with',
  '--path': 'path',
  '--no-prune': 'no_prune',
  '--frozen': 'frozen',
  '--clean': 'clean',
  '--system': 'path.system',
  '--shebang': 'shebang',
};

export const rule = defineRule({
  meta: {
    id: 'bundler-old-flags',
    aliases: ['deprecated-bundler-install-flags'],
    title: 'bundle install with flags that Bundler gave up',
    group: 'correctness',
    severity: 'info',
    fixable: 'never',
    whyNoFix: 'The settings that take their place are written to a file, which counts for later runs too.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'ruby/deprecated-bundler-install-flags', same: false }],
    tags: ['deprecated'],
    messages: { flag: 'Bundler gave {flag} up: set BUNDLE_{variable} with ENV, or use bundle config set {setting}' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { program, args } of run.commands) {
        if (program !== 'bundle' && program !== 'bundler') continue;
        const verb = args.find(({ value }) => !value.startsWith('-'))?.value;
        if (verb !== 'install') continue;
        // A version of Bundler before 2.1 knows no other way.
        if (args.some(({ value }) => /^_1\.|^_2\.0/.test(value))) continue;
        for (const word of args) {
          const [flag = ''] = word.value.split('=');
          const setting = Object.hasOwn(settings, flag) ? settings[flag] : undefined;
          if (setting === undefined) continue;
          const variable = setting.replace('.', '__').toUpperCase();
          yield { messageId: 'flag', data: { flag, setting, variable }, span: word.span };
        }
      }
    }
  },
});
