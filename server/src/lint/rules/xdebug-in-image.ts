import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { isForDevelopment, isShipped } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'xdebug-in-image',
    aliases: ['no-xdebug-in-final-image'],
    title: 'Xdebug is in the image',
    group: 'security',
    severity: 'info',
    fixable: 'never',
    whyNoFix: 'The extension may be meant for a stage of its own.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'php/no-xdebug-in-final-image', same: false }],
    messages: {
      debugger: 'Xdebug makes PHP several times slower and lets a debugger in; keep it in a stage for development',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      if (run.onBuild || !isShipped(context, run.stage) || isForDevelopment(run.stage)) continue;
      for (const { program, args, call, command } of run.commands) {
        const installs =
          program === 'docker-php-ext-enable' ||
          program === 'install-php-extensions' ||
          (program === 'pecl' && args[0]?.value === 'install') ||
          call?.action === 'install';
        const word = installs
          ? args.find(({ value }) => /^(?:php[\d.]*-)?(?:pecl-)?xdebug(?:[-=]\S*)?$/.test(value))
          : undefined;
        if (word === undefined || command.conditional) continue;
        yield { messageId: 'debugger', span: word.span };
        return;
      }
    }
  },
});
