/** Hover of what an instruction is given: pairs of ENV, ARG and LABEL, paths, ports, users, signals. */
import type { DockerfileDocument } from '../../model/document.ts';
import { parsePort } from '../../model/ports.ts';
import { namedNote } from '../../notes/find.ts';
import { portFacts } from '../../notes/ports.ts';
import { signalFact } from '../../notes/signals.ts';
import { userFacts } from '../../notes/users.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import type { InstructionPlace } from '../place.ts';
import { answer, type HoverAnswer, ofNotes } from './answer.ts';
import { code } from './markdown.ts';
import { pathLine } from './paths.ts';
import { definitionLines } from './variable.ts';

export function pairHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'pair-key' | 'pair-value' }>,
): HoverAnswer | undefined {
  const { instruction, pair, span } = place;
  if (instruction.name !== 'LABEL') {
    const definition = document.variables.definitions.find(
      one => one.pair === pair || one.pair.span.start === pair.span.start,
    );
    const known = namedNote('variable', pair.key);
    if (!definition) return answer(span, [`The value that ${code(pair.key)} gets.`], known ? [known.id] : []);
    return answer(span, [definitionLines(document, definition).join('  \n')], known ? [known.id] : [], true);
  }
  const key = pair.key.replace(/^["']|["']$/g, '');
  const label = namedNote('label', key);
  if (label) return ofNotes(span, [label.id]);
  const lead =
    place.kind === 'pair-value'
      ? `The value of the label ${code(key)}.`
      : 'A label: shown by `docker inspect`, and used to find images; it changes nothing in the container.';
  return answer(span, [lead], key.includes('.') ? [] : ['concept.oci-labels'], true);
}

export function argumentHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'argument' }>,
): HoverAnswer | undefined {
  const { instruction, word, span, last } = place;
  switch (instruction.name) {
    case 'EXPOSE':
      return portHover(word.value, span);
    case 'VOLUME':
      return answer(
        span,
        [
          pathLine(word.value) ?? `${code(word.value)} becomes a volume.`,
          'What containers write here outlives them and stays out of the image; what later steps put here may be lost.',
        ],
        [],
      );
    default: {
      if (last) return answer(span, [destinationLine(document, instruction, word.value)], []);
      return answer(span, [sourceLine(instruction, word.value)], []);
    }
  }
}

function destinationLine(document: DockerfileDocument, instruction: Instruction, value: string): string {
  const workdir = document.stateAt(instruction)?.workdir.value;
  const from = workdir?.known ? workdir.value : undefined;
  const relative = value.startsWith('/') ? '' : ` Relative to the WORKDIR${from ? ` ${code(from)}` : ''}.`;
  const folder =
    value.endsWith('/') || value === '.'
      ? 'Destination folder in the image (made when it is missing).'
      : 'Destination in the image: a file of this name, or a folder when one is there or is copied.';
  const path = pathLine(value);
  return `${folder}${relative}${path ? `  \n${path}` : ''}`;
}

function sourceLine(instruction: Instruction, value: string): string {
  if (/^<<-?/.test(value)) return 'A file whose content stands in the lines below.';
  if (/^https?:\/\//.test(value))
    return 'Downloaded during the build; the cache notices when the server’s file changes. Give `--checksum` to be sure of its content.';
  if (/^(git@|git:\/\/|ssh:\/\/)|\.git(#|$)/.test(value)) return 'A Git repository, cloned during the build.';
  const from = instruction.flags.find(flag => flag.name === 'from');
  if (from) return `A path in ${from.value ? code(from.value) : 'what `--from` names'}, seen from its root.`;
  if (value === '.' || value === './' || value === '/')
    return 'The whole build context, less what `.dockerignore` leaves out. Any change in it re-runs this step and all that follow.';
  const wildcard = /[*?[]/.test(value) ? ' The pattern follows Go’s rules: `*` does not cross `/`.' : '';
  const archive = instruction.name === 'ADD' && /\.(tar|tgz|tar\.\w+|txz|tbz2?)$/.test(value) ? ' ADD unpacks it.' : '';
  return `A path in the build context.${wildcard}${archive} A folder gives its content, not itself.`;
}

function portHover(value: string, span: Span): HoverAnswer {
  const port = parsePort(value);
  const protocol = port.protocol?.text.toLowerCase() ?? 'tcp';
  const known = port.first === undefined ? [] : portFacts(port.first, protocol as 'tcp' | 'udp' | 'sctp');
  const service = known
    .slice(0, 2)
    .map(fact => fact.service)
    .join('; or ');
  const what = service
    ? `Port ${port.first}/${protocol}: by custom ${service}.`
    : `A ${protocol.toUpperCase()} port on which the container is said to listen.`;
  return answer(
    span,
    [`${what}  \nNothing is published: \`docker run -p\` (or \`-P\`) does that.`],
    ['concept.ports'],
    true,
  );
}

export function textHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'text' }>,
): HoverAnswer | undefined {
  const { instruction, word, span } = place;
  switch (instruction.name) {
    case 'WORKDIR': {
      const before = document.stateAt(instruction)?.workdir.value;
      const base = before?.known ? before.value : '/';
      const absolute = word.value.startsWith('/');
      const lines = [
        'The folder for the steps below and for the container; made when it is missing.',
        absolute ? (pathLine(word.value) ?? '') : `Relative: from ${code(base)} on.`,
      ].filter(Boolean);
      return answer(span, [lines.join('  \n')], []);
    }
    case 'USER':
      return answer(span, [userLine(word.value)], ['concept.non-root'], true);
    case 'STOPSIGNAL':
      return answer(span, [signalLine(word.value)], ['concept.signals'], true);
    case 'MAINTAINER':
      return answer(
        span,
        ['Who looks after the image, the old way; today a label `org.opencontainers.image.authors`.'],
        ['instruction.MAINTAINER'],
        true,
      );
    default:
      return undefined;
  }
}

function userLine(value: string): string {
  const [user = '', group] = value.split(':');
  const facts = userFacts(user).slice(0, 2);
  const known = facts
    .map(
      fact =>
        `${fact.uid === undefined ? code(fact.name) : `${code(fact.name)} (${fact.uid})`} in ${fact.where}${fact.purpose ? `: ${fact.purpose}` : ''}`,
    )
    .join('; ');
  const who = known
    ? `${known}.`
    : /^\d+$/.test(user)
      ? `User id ${user}; it need not exist in the image.`
      : `The steps below and the container run as ${code(user)}, who must exist in the image.`;
  return group === undefined ? who : `${who} Group ${code(group)}; further groups of the user do not count then.`;
}

function signalLine(value: string): string {
  const fact = signalFact(value);
  const stops = fact?.stops ? ` The orderly end of ${fact.stops}.` : '';
  const what = fact
    ? `${fact.name} (${fact.number}): ${fact.meaning}.${stops}`
    : 'A signal for the container’s first process.';
  return `${what}  \n\`docker stop\` sends it, waits ten seconds, and then kills.`;
}
