/**
 * Two images side by side: what `image inspect` says of each, and how each started. From values to a report in Markdown; nothing is
 * started here.
 */
import { formatBytes } from '../../../server/src/context/format.ts';

/** What a container of the image will be like. Absent values are empty. */
export interface ImageFacts {
  readonly id: string;
  /** Bytes of all layers, unpacked. */
  readonly size: number;
  readonly layers: number;
  readonly platform: string;
  readonly environment: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly workingDirectory: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The test and its times as text; '' when there is none. */
  readonly healthcheck: string;
  readonly stopSignal: string;
}

/** How a container behaved in its first seconds. */
export interface StartFacts {
  /** "running", "exited", or what the engine said when it could not be started. */
  readonly state: string;
  readonly exitCode?: number;
  /** The first lines that it printed. */
  readonly output: string;
  readonly milliseconds: number;
}

export interface ComparedImage {
  /** "the Dockerfile", "its multi-stage form": for headings. */
  readonly name: string;
  readonly facts: ImageFacts;
  readonly start?: StartFacts;
}

export interface ImageDifference {
  /** "User", "Environment PATH" */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

export interface ImageComparison {
  readonly before: ComparedImage;
  readonly after: ComparedImage;
  /** Differences of the configuration: a container would behave differently. */
  readonly differences: readonly ImageDifference[];
  /** Differences of the start that more than time can explain. */
  readonly startDifferences: readonly ImageDifference[];
}

/** Reads what `docker image inspect NAME` (or podman's, nerdctl's) prints; undefined when that is no answer. */
export function readInspect(output: string): ImageFacts | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    return undefined;
  }
  const image = record(Array.isArray(parsed) ? parsed[0] : parsed);
  if (typeof image['Id'] !== 'string') return undefined;
  const config = record(image['Config']);
  const layers = record(image['RootFS'])['Layers'];
  return {
    id: image['Id'],
    size: Number(image['Size'] ?? 0) || 0,
    layers: Array.isArray(layers) ? layers.length : 0,
    platform: [text(image['Os']), text(image['Architecture']), text(image['Variant'])].filter(Boolean).join('/'),
    environment: words(config['Env']),
    entrypoint: words(config['Entrypoint']),
    command: words(config['Cmd']),
    user: text(config['User']),
    workingDirectory: text(config['WorkingDir']),
    ports: Object.keys(record(config['ExposedPorts'])).sort(),
    volumes: Object.keys(record(config['Volumes'])).sort(),
    labels: Object.fromEntries(Object.entries(record(config['Labels'])).map(([key, value]) => [key, String(value)])),
    healthcheck: healthcheckText(config['Healthcheck'] ?? image['Healthcheck']),
    stopSignal: text(config['StopSignal']),
  };
}

/** Compares configuration and start. The order of variables, ports and labels does not matter; that of arguments does. */
export function compareImages(before: ComparedImage, after: ComparedImage): ImageComparison {
  const [one, other] = [before.facts, after.facts];
  const differences = [
    ...difference('Platform', one.platform, other.platform),
    ...difference('Entrypoint', list(one.entrypoint), list(other.entrypoint)),
    ...difference('Command', list(one.command), list(other.command)),
    ...difference('User', one.user, other.user),
    ...difference('Working directory', one.workingDirectory, other.workingDirectory),
    ...keyed('Environment', variables(one.environment), variables(other.environment)),
    ...keyed('Port', asKeys(one.ports), asKeys(other.ports)),
    ...keyed('Volume', asKeys(one.volumes), asKeys(other.volumes)),
    ...keyed('Label', one.labels, other.labels),
    ...difference('Health check', one.healthcheck, other.healthcheck),
    ...difference('Stop signal', one.stopSignal, other.stopSignal),
  ];
  return { before, after, differences, startDifferences: startDifferences(before.start, after.start) };
}

/** The report, as Markdown. */
export function reportOf(comparison: ImageComparison): string {
  const { before, after, differences, startDifferences } = comparison;
  return [
    `# ${before.name} and ${after.name}`,
    verdict(comparison),
    '## Size',
    table(
      ['', before.name, after.name],
      [
        ['Size', formatBytes(before.facts.size), formatBytes(after.facts.size)],
        ['Layers', String(before.facts.layers), String(after.facts.layers)],
      ],
    ),
    '## Configuration',
    differences.length === 0
      ? 'The same: entrypoint, command, user, working directory, environment, ports, volumes, labels, health check, stop signal.'
      : table(['What', before.name, after.name], rowsOf(differences)),
    ...(before.start === undefined || after.start === undefined
      ? []
      : [
          '## Start',
          ...startSection(before.name, before.start, after.name, after.start),
          ...startRemark(startDifferences),
        ]),
    '',
  ].join('\n\n');
}

function verdict({ before, after, differences, startDifferences }: ImageComparison): string {
  const [was, is] = [before.facts.size, after.facts.size];
  const percent = was === 0 ? 0 : Math.round((1 - is / was) * 100);
  const size =
    percent === 0
      ? 'is about as big'
      : `is ${Math.abs(percent)} % ${percent > 0 ? 'smaller' : 'bigger'} (${formatBytes(was)} → ${formatBytes(is)})`;
  const configuration =
    differences.length === 0
      ? 'has the same configuration'
      : `differs in ${differences.length === 1 ? 'one point' : `${differences.length} points`} of its configuration`;
  const start =
    before.start === undefined || after.start === undefined
      ? ''
      : startDifferences.length === 0
        ? ', and starts in the same way'
        : ', and **does not start in the same way**';
  return `The second image ${size}, ${configuration}${start}.`;
}

function startSection(beforeName: string, before: StartFacts, afterName: string, after: StartFacts): string[] {
  const state = ({ state, exitCode }: StartFacts) =>
    exitCode === undefined ? state : `${state}, exit code ${exitCode}`;
  return [
    table(
      ['', beforeName, afterName],
      [
        ['State after the first seconds', cell(state(before)), cell(state(after))],
        ['Time until it started', `${before.milliseconds} ms`, `${after.milliseconds} ms`],
      ],
    ),
    `Output of ${beforeName}:`,
    fenced(before.output),
    `Output of ${afterName}:`,
    fenced(after.output),
  ];
}

function startRemark(differences: readonly ImageDifference[]): string[] {
  const outputs = differences.filter(({ what }) => what === 'Output');
  return outputs.length === 0
    ? []
    : ['The outputs differ. Times, addresses and process numbers in them were not counted.'];
}

function startDifferences(before: StartFacts | undefined, after: StartFacts | undefined): ImageDifference[] {
  if (before === undefined || after === undefined) return [];
  return [
    ...difference('State', before.state, after.state),
    ...difference('Exit code', String(before.exitCode ?? ''), String(after.exitCode ?? '')),
    ...difference('Output', steady(before.output), steady(after.output)),
  ];
}

/** Without what differs between any two starts: colours, times, durations, addresses, hexadecimal names, process numbers. */
function steady(output: string): string {
  return output
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .replace(/\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<address>')
    .replace(/\b\d+(?:\.\d+)?\s*(?:ms|s|seconds)\b/g, '<duration>')
    .replace(/\b[0-9a-f]{12,64}\b/g, '<id>')
    .replace(/\b(pid|process)(\s*[:=#]?\s*\[?)\d+/gi, '$1$2<number>')
    .replace(/\[\d+\]/g, '[<number>]')
    .trim();
}

function difference(what: string, before: string, after: string): ImageDifference[] {
  return before === after ? [] : [{ what, before, after }];
}

function keyed(
  what: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): ImageDifference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .flatMap(key => difference(`${what} ${key}`, valueOf(before, key), valueOf(after, key)));
}

const absent = '(none)';

function valueOf(values: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(values, key) ? (values[key] ?? '') : absent;
}

function variables(environment: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    environment.map(entry => {
      const at = entry.indexOf('=');
      return at === -1 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

function asKeys(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, 'yes']));
}

function list(argumentsOfIt: readonly string[]): string {
  return argumentsOfIt.length === 0 ? '' : JSON.stringify(argumentsOfIt);
}

function healthcheckText(value: unknown): string {
  const check = record(value);
  const test = words(check['Test']);
  if (test.length === 0) return '';
  const times = ['Interval', 'Timeout', 'StartPeriod', 'StartInterval', 'Retries'].flatMap(key =>
    check[key] ? [`${key} ${check[key]}`] : [],
  );
  return [list(test), ...times].join(', ');
}

// ---- Markdown ------------------------------------------------------------------------------------------------------------

function rowsOf(differences: readonly ImageDifference[]): string[][] {
  return differences.map(({ what, before, after }) => [cell(what), valueCell(before), valueCell(after)]);
}

function valueCell(value: string): string {
  if (value === '' || value === absent) return '–';
  const line = value.replace(/\s+/g, ' ');
  const ticks = /`/.test(line) ? '``' : '`';
  return `${ticks} ${line.replaceAll('|', '\\|')} ${ticks}`;
}

function cell(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|]/g, '\\$&');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A fence that is longer than any in the text. */
function fenced(output: string): string {
  if (output.trim() === '') return '*Nothing.*';
  const longest = Math.max(2, ...[...output.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${output.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').trimEnd()}\n${fence}`;
}

// ---- reading -------------------------------------------------------------------------------------------------------------

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];
}
