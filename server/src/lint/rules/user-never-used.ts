import { defineRule, type Fix } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { isShipped } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'user-never-used',
    aliases: ['user-created-but-never-used'],
    title: 'A user is made, and root runs the image',
    group: 'security',
    severity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'user-created-but-never-used', same: false }],
    messages: { unused: 'Nothing becomes {user}: without USER {user} the container runs as root' },
  },
  *check(context) {
    const { document } = context;
    const { finalStage: stage } = document;
    if (stage === undefined) return;
    const { cmd, entrypoint, user, baseKnown } = document.configOf(stage);
    // The entry point of node's images only finds out whether the command is a program.
    const isNode = stage.base.kind === 'image' && stage.base.reference?.familiarName === 'node';
    const start = entrypoint?.by === undefined && (entrypoint === undefined || isNode) ? cmd : entrypoint;
    // Scripts, supervisors and servers change the user themselves; an image without a command of its own is for others to build on.
    if (start?.by === undefined || user?.by !== undefined || (user !== undefined && baseKnown)) return;
    const words = [entrypoint, cmd].flatMap(line => (line?.by === undefined ? [] : line.value.argv)).join(' ');
    if (changesUser.test(words) || changesUser.test(document.text)) return;
    const made = runsOf(context).flatMap(run => {
      if (run.onBuild || !isShipped(context, run.stage)) return [];
      return run.commands.flatMap(({ program, args, command }) => {
        const name = program === 'useradd' || program === 'adduser' ? args.at(-1) : undefined;
        if (name === undefined || name.dynamic || !/^[a-z][\w-]*$/.test(name.value)) return [];
        return command.conditional || args.some(({ value }) => value === '--help') ? [] : [name];
      });
    });
    const [only] = made;
    if (only === undefined || made.length > 1) return;
    const name = only.value;
    // Whoever names the user in what is run, or anywhere but with chown and its own making, has a plan for it.
    if (new RegExp(`\\b${name}\\b`).test(words)) return;
    const { by } = start;
    const at = document.lines.starts[document.lines.lineAt(by.span.start)]!;
    const fixes: Fix[] =
      at === by.span.start && by.name !== 'ONBUILD'
        ? [
            {
              title: `Add USER ${name} before ${by.name}`,
              safety: 'unsafe',
              edits: [{ span: { start: at, end: at }, newText: `USER ${name}${document.tree.eol}` }],
              touches: [by.index],
            },
          ]
        : [];
    yield { messageId: 'unused', data: { user: name }, span: only.span, fixes };
  },
});

const changesUser =
  /\b(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|chpst|suexec|sudo|supervisord?|systemd|init|sshd|nginx|httpd|apache2?\w*|mysqld?\w*|mariadbd?|postgres|php-fpm\S*|haproxy|postfix|dovecot|named|crond?|proftpd|vsftpd|slapd|dumb-init|tini|s6|runsvdir|start-stop-daemon|dbus-daemon|socat|xinetd)\b|\bsu\s|\.sh\b|entrypoint[-_.]|\/init\b/i;
