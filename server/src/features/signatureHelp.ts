/**
 * What an instruction, a flag or a mount is written like, with the part under the cursor marked. Nothing inside shell text: a box that
 * covers the line above at each blank of a RUN helps nobody.
 */
import type { ParameterInformation, SignatureHelp } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { flagNote, mountNote } from '../notes/find.ts';
import { itemsOf } from '../notes/items.ts';
import { toPlainText } from '../notes/render.ts';
import type { Instruction } from '../syntax/tree.ts';
import { type InstructionPlace, placeAt } from './place.ts';

interface Form {
  readonly label: string;
  /** The parts of the label that can be marked, and what each of them is. */
  readonly parameters: readonly (readonly [label: string, documentation: string])[];
  /** The instruction takes one kind of thing: shown when it is asked for, not at each blank. */
  readonly onlyOnRequest?: boolean;
}

const copyForm = (name: string, source: string): Form => ({
  label: `${name} [--flags] SOURCE … DESTINATION`,
  parameters: [
    ['--flags', 'Flags stand before the sources.'],
    ['SOURCE', source],
    ['DESTINATION', 'Where they go in the image. With several sources it is a folder and ends with a slash.'],
  ],
});

const forms: Readonly<Record<string, Form>> = {
  ADD: copyForm(
    'ADD',
    'A path in the build context, a URL or a Git repository. A tar archive of the context is unpacked.',
  ),
  ARG: {
    label: 'ARG NAME[=DEFAULT]',
    parameters: [
      ['NAME', 'The variable that --build-arg sets.'],
      ['DEFAULT', 'Its value when nothing is given. It can be read in the image’s history: no secrets.'],
    ],
    onlyOnRequest: true,
  },
  COPY: copyForm(
    'COPY',
    'A path in the build context, or in what --from names. A folder gives its content, not itself.',
  ),
  CMD: execForm('CMD'),
  ENTRYPOINT: execForm('ENTRYPOINT'),
  ENV: {
    label: 'ENV NAME=VALUE …',
    parameters: [
      ['NAME', 'The variable, in this stage and in the running container.'],
      ['VALUE', 'Its value; quotes keep blanks together.'],
    ],
    onlyOnRequest: true,
  },
  EXPOSE: one('EXPOSE', 'PORT[/PROTOCOL] …', 'A port that the program listens on; tcp is the default.'),
  FROM: {
    label: 'FROM [--platform=PLATFORM] IMAGE [AS NAME]',
    parameters: [
      ['--platform=PLATFORM', 'Only when it differs from the platform that is built for.'],
      ['IMAGE', 'An image with its tag, a stage above, or scratch.'],
      ['NAME', 'The stage’s name, for COPY --from and FROM.'],
    ],
    onlyOnRequest: true,
  },
  HEALTHCHECK: {
    label:
      'HEALTHCHECK [--interval=30s] [--timeout=30s] [--start-period=0s] [--start-interval=5s] [--retries=3] CMD COMMAND',
    parameters: [
      ...['--interval=30s', '--timeout=30s', '--start-period=0s', '--start-interval=5s', '--retries=3'].map(
        (label): [string, string] => [label, flagSummary('HEALTHCHECK', label.replace(/=.*/, ''))],
      ),
      ['COMMAND', 'Exit code 0: healthy, 1: unhealthy.'],
    ],
  },
  LABEL: {
    label: 'LABEL KEY=VALUE …',
    parameters: [
      ['KEY', 'The name of a fact about the image.'],
      ['VALUE', 'What it says; quotes keep blanks together.'],
    ],
    onlyOnRequest: true,
  },
  ONBUILD: one('ONBUILD', 'INSTRUCTION', 'Runs when another Dockerfile builds on this image.'),
  SHELL: one('SHELL', '["PROGRAM", "ARGUMENT", …]', 'What runs the shell form of the instructions below.'),
  STOPSIGNAL: one('STOPSIGNAL', 'SIGNAL', 'What docker stop sends, by name or number.'),
  USER: one('USER', 'USER[:GROUP]', 'By name or number; the name must be in the image’s /etc/passwd.'),
  VOLUME: one('VOLUME', '["PATH", …]', 'A folder whose content lives outside of the container.'),
  WORKDIR: one('WORKDIR', 'PATH', 'The folder for what follows; it is made when it is missing.'),
};

/** How values of flags are written, where the name does not say it. */
const flagValues: Readonly<Record<string, string>> = {
  chown: 'USER[:GROUP]',
  chmod: 'MODE',
  from: 'STAGE|IMAGE|CONTEXT',
  checksum: 'sha256:DIGEST',
  exclude: 'PATTERN',
  platform: 'OS/ARCH[/VARIANT]',
  network: 'default|none|host',
  security: 'sandbox|insecure',
  device: 'NAME',
};

/** The signature for the offset. `requested`: the user asked for it, or the box is open already. */
export function signatureHelp(
  document: DockerfileDocument,
  offset: number,
  requested: boolean,
): SignatureHelp | undefined {
  const place = placeAt(document.tree, offset);
  if (place.kind === 'comment' || place.kind === 'blank') return undefined;
  if (place.kind === 'directive-name' || place.kind === 'directive-value' || place.kind === 'keyword') return undefined;
  const { instruction } = place;
  if (place.kind === 'flag-value') {
    if (place.flag.name !== 'mount') return flagHelp(instruction.name, place.flag.name);
    return mountHelp(document.text.slice(place.span.start, place.span.end), offset - place.span.start);
  }
  if (!isArgument(place)) return undefined;
  const form = forms[instruction.name];
  if (form === undefined || (form.onlyOnRequest && !requested)) return undefined;
  const isExec = instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT';
  if (isExec && !instruction.json) return undefined;
  return help(form.label, form.parameters, activeParameter(place, form, offset));
}

/** Not the shell's text, nor heredocs. */
function isArgument(place: InstructionPlace): boolean {
  return place.kind !== 'shell' && !place.kind.startsWith('heredoc');
}

function activeParameter(place: InstructionPlace, form: Form, offset: number): number {
  const { instruction } = place;
  const before = instruction.words.filter(word => word.span.end < offset).length;
  const after = instruction.words.some(word => word.span.start > offset);
  switch (instruction.name) {
    case 'ADD':
    case 'COPY':
      if (place.kind === 'flag-name') return 0;
      return before === 0 || after ? 1 : 2;
    case 'FROM':
      if (place.kind === 'flag-name') return 0;
      return before === 0 ? 1 : 2;
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return place.kind === 'pair-value' ? 1 : 0;
    case 'HEALTHCHECK': {
      if (place.kind !== 'flag-name') return form.parameters.length - 1;
      const index = form.parameters.findIndex(([label]) => label.startsWith(`--${place.flag.name}=`));
      return Math.max(index, 0);
    }
    case 'CMD':
    case 'ENTRYPOINT':
      return before === 0 ? 0 : 1;
    default:
      return 0;
  }
}

function flagHelp(instruction: string, flag: string): SignatureHelp | undefined {
  const note = flagNote(instruction, flag);
  if (!note) return undefined;
  const form = forms[instruction];
  const known = form?.parameters.findIndex(([label]) => label.startsWith(`--${flag}=`)) ?? -1;
  if (form && known !== -1) return help(form.label, form.parameters, known);
  const value = flagValues[flag] ?? 'true|false';
  return help(`--${flag}=${value}`, [[value, toPlainText(note.lead || note.summary)]], 0);
}

/** The options of the mount's type; the one under the cursor is marked. */
function mountHelp(text: string, at: number): SignatureHelp | undefined {
  const type = /(?:^|,)type=(\w+)/.exec(text)?.[1] ?? 'bind';
  const note = mountNote(type);
  if (!note) return undefined;
  const start = text.lastIndexOf(',', at - 1) + 1;
  const key = /^\w*/.exec(text.slice(start))![0].toLowerCase();
  const options = itemsOf(note).filter(item => item.section === 'Options' && item.names[0] !== 'type');
  const parameters = options.map((item): [string, string] => [item.names[0]!, toPlainText(item.markdown)]);
  const active = options.findIndex(item => item.names.includes(key));
  // With blanks, so that a narrow box can break the line.
  const label = `${type} mount: ${parameters.map(([name]) => `${name}${withoutValue.has(name) ? '' : '=…'}`).join(', ')}`;
  return help(label, parameters, active === -1 ? undefined : active);
}

const withoutValue: ReadonlySet<string> = new Set(['ro', 'rw', 'required']);

function help(label: string, parameters: Form['parameters'], activeParameter: number | undefined): SignatureHelp {
  const information = parameters.map(([name, what]): ParameterInformation => ({ label: name, documentation: what }));
  return {
    signatures: [{ label, parameters: information }],
    activeSignature: 0,
    // Behind the last one: none is marked.
    activeParameter: activeParameter ?? parameters.length,
  };
}

function execForm(name: string): Form {
  return {
    label: `${name} ["PROGRAM", "ARGUMENT", …]`,
    parameters: [
      ['"PROGRAM"', 'Started without a shell, so that it gets the signals.'],
      ['"ARGUMENT"', 'Each argument in double quotes of its own.'],
    ],
  };
}

function one(name: Instruction['name'], parameter: string, what: string): Form {
  return { label: `${name} ${parameter}`, parameters: [[parameter, what]], onlyOnRequest: true };
}

function flagSummary(instruction: string, flag: string): string {
  return toPlainText(flagNote(instruction, flag)?.summary ?? '');
}
