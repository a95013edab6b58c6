import { defineRule } from '../rule.ts';
import { unquoted } from './_instructions.ts';

const switches: ReadonlySet<string> = new Set([
  'FLASK_DEBUG',
  'APP_DEBUG',
  'DJANGO_DEBUG',
  'WERKZEUG_DEBUG_PIN',
  'RAILS_DEBUG',
]);
const modes: ReadonlySet<string> = new Set([
  ...[
    'FLASK_ENV',
    'NODE_ENV',
    'RAILS_ENV',
    'RACK_ENV',
    'APP_ENV',
    'ASPNETCORE_ENVIRONMENT',
    'DOTNET_ENVIRONMENT',
    'MIX_ENV',
  ],
]);

export const rule = defineRule({
  meta: {
    id: 'debug-mode',
    title: 'The image runs in debug or development mode',
    group: 'security',
    severity: 'hint',
    cliSeverity: 'info',
    fixable: 'never',
    whyNoFix: 'The value for production is the program’s.',
    since: '0.1.0',
    sources: [{ tool: 'sonar', code: 'S4507', same: false }],
    messages: { debug: '{name}={value} makes the program talk too much and run slowly where the image is used' },
  },
  *check({ document }) {
    const { finalStage, uri } = document;
    // Made for development, as the name says.
    if (
      finalStage === undefined ||
      /dev|test|debug|local/i.test(finalStage.name ?? '') ||
      /dev|test|debug|local/i.test(uri.slice(uri.lastIndexOf('/') + 1))
    )
      return;
    for (const { name, pairs } of finalStage.instructions) {
      if (name !== 'ENV') continue;
      for (const { key, value, span } of pairs) {
        const text = unquoted(value ?? '');
        const isDebug =
          (switches.has(key) && /^(1|true|on|yes)$/i.test(text)) ||
          (modes.has(key) && /^(dev|development|debug|local)$/i.test(text)) ||
          (key === 'XDEBUG_MODE' && /\bdebug\b/.test(text));
        if (isDebug) yield { messageId: 'debug', data: { name: key, value: text }, span };
      }
    }
  },
});
