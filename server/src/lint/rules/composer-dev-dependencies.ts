import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { optionFix } from '../runEdits.ts';
import { isForDevelopment, isShipped } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'composer-dev-dependencies',
    aliases: ['composer-no-dev-in-production'],
    title: 'Composer installs development dependencies',
    group: 'size',
    severity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'php/composer-no-dev-in-production', same: false }],
    messages: { dev: 'composer install without --no-dev brings test tools and debuggers into the image' },
  },
  *check(context) {
    const { document } = context;
    // Somebody chooses by a variable, or the image is one for development.
    if (/COMPOSER_NO_DEV|APP_ENV=(?:dev|test|local)/.test(document.text)) return;
    for (const run of runsOf(context)) {
      if (run.onBuild || !isShipped(context, run.stage) || isForDevelopment(run.stage)) continue;
      for (const { program, args, command } of run.commands) {
        const at = /^composer(?:\.phar)?$/.test(program) ? args.findIndex(({ value }) => value === 'install') : -1;
        const verb = args[at];
        if (verb === undefined || args.slice(0, at).some(({ value }) => !value.startsWith('-'))) continue;
        if (args.some(({ value, dynamic }) => dynamic || /^--(?:no-)?dev$/.test(value))) continue;
        // A later `composer install --no-dev` takes them out again.
        if (run.commands.some(other => other.args.some(({ value }) => value === '--no-dev'))) continue;
        const title = 'Add --no-dev to composer install';
        yield {
          messageId: 'dev',
          span: { start: command.name?.span.start ?? command.span.start, end: verb.span.end },
          fixes: [optionFix(run, command, verb.span, '--no-dev', { title, safety: 'unsafe' })],
        };
      }
    }
  },
});
