/**
 * `.hadolint.yaml` and what is said the same way on the command line: which rules are off, which level they have, registries, labels.
 * Pure: whoever reads files gives the text.
 */
import { isMap, LineCounter, parseDocument } from 'yaml';
import { nestsTooDeep } from '../context/values.ts';
import { ruleIdsFor } from './names.ts';
import type { Rule, RuleOptions, Severity } from './rule.ts';

export type FailureThreshold = 'error' | 'warning' | 'info' | 'style' | 'ignore' | 'none';

export interface ResolvedConfig {
  /** By rule id. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** Of ShellCheck's codes, which are no rules of ours. */
  readonly codeSeverities: Readonly<Record<string, Severity>>;
  readonly options: RuleOptions;
  readonly disableIgnorePragma: boolean;
  readonly noFail: boolean;
  readonly failureThreshold: FailureThreshold;
  readonly format: string | undefined;
  readonly noColor: boolean;
  /** Names that no rule has. */
  readonly unknownNames: readonly string[];
}

export interface ConfigText {
  readonly value: Readonly<Record<string, unknown>>;
  /** Sentences with their 1-based lines; the file is then used as far as it can be read. */
  readonly problems: readonly { readonly message: string; readonly line: number }[];
}

/** Reads the YAML of a configuration file. Never throws. */
export function parseConfig(text: string): ConfigText {
  if (nestsTooDeep(text)) return { value: {}, problems: [{ message: 'nests too deep', line: 1 }] };
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const problems = document.errors.map(({ message, pos }) => ({ message, line: counter.linePos(pos[0]).line }));
  if (document.contents === null) return { value: {}, problems };
  if (!isMap(document.contents))
    return { value: {}, problems: [...problems, { message: 'expected a mapping of settings', line: 1 }] };
  let value: Record<string, unknown> = {};
  try {
    value = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
  } catch (error) {
    problems.push({ message: error instanceof Error ? error.message : String(error), line: 1 });
  }
  for (const { key } of document.contents.items) {
    const name = String(key);
    if (knownKeys.has(normalKey(name))) continue;
    const range = (key as { range?: readonly number[] }).range;
    problems.push({ message: `unknown setting "${name}"`, line: range ? counter.linePos(range[0]!).line : 1 });
  }
  return { value, problems };
}

/**
 * Where hadolint looks for its configuration, the first that exists wins: the working folder, then XDG_CONFIG_HOME, then the home folder
 * (hadolint's README, "Configure"). `/`-separated; the caller checks which exist.
 */
export function configCandidates(
  folder: string,
  environment: { readonly home?: string | undefined; readonly xdgConfigHome?: string | undefined },
): readonly string[] {
  const { home, xdgConfigHome } = environment;
  const inFolders = (folders: readonly string[], names: readonly string[]) =>
    folders.flatMap(parent => names.flatMap(name => [`${parent}/${name}.yaml`, `${parent}/${name}.yml`]));
  return [
    ...inFolders([folder], ['.hadolint']),
    ...(xdgConfigHome ? inFolders([xdgConfigHome], ['hadolint']) : []),
    ...(home
      ? [
          ...inFolders([`${home}/.config`], ['hadolint']),
          ...inFolders([`${home}/.hadolint`], ['hadolint', 'config']),
          ...inFolders([home], ['.hadolint']),
        ]
      : []),
  ];
}

/** What the settings mean for the given rules. Later settings of `more` win (the command line over the file). */
export function resolveConfig(
  written: Readonly<Record<string, unknown>>,
  rules: readonly Rule[],
  ...more: readonly Readonly<Record<string, unknown>>[]
): ResolvedConfig {
  const sources = [written, ...more].map(normalized);
  const severities: Record<string, Severity> = {};
  const codeSeverities: Record<string, Severity> = {};
  const unknownNames: string[] = [];
  const set = (name: string, severity: Severity) => {
    const ids = ruleIdsFor(name, rules);
    for (const id of ids) severities[id] = severity;
    if (ids.length > 0) return;
    if (/^SC[0-9]{4}$/.test(name)) codeSeverities[name] = severity;
    else unknownNames.push(name);
  };
  for (const source of sources) {
    const override = recordOf(source['override']);
    for (const level of ['error', 'warning', 'info', 'style'] as const) {
      for (const name of listOf(override[level])) set(name, level === 'style' ? 'hint' : level);
    }
  }
  // hadolint: what is ignored stays ignored, whatever an override says.
  for (const source of sources)
    for (const name of [...listOf(source['ignored']), ...listOf(source['ignorerules'])]) set(name, 'off');
  const last = (key: string) => sources.findLast(source => source[key] !== undefined && source[key] !== null)?.[key];
  const all = (key: string) => [...new Set(sources.flatMap(source => listOf(source[key])))];
  const threshold = String(last('failurethreshold') ?? 'info').toLowerCase() as FailureThreshold;
  return {
    severities,
    codeSeverities,
    options: {
      trustedRegistries: all('trustedregistries'),
      allowedRegistries: all('allowedregistries'),
      labelSchema: Object.fromEntries(
        sources.flatMap(source =>
          Object.entries(recordOf(source['labelschema'])).map(([key, type]) => [key, String(type)]),
        ),
      ),
      strictLabels: isTrue(last('strictlabels')),
    },
    disableIgnorePragma: isTrue(last('disableignorepragma')),
    noFail: isTrue(last('nofail')),
    noColor: isTrue(last('nocolor')),
    failureThreshold: thresholds.includes(threshold) ? threshold : 'info',
    format: typeof last('format') === 'string' ? String(last('format')) : undefined,
    unknownNames,
  };
}

export const thresholds: readonly FailureThreshold[] = ['error', 'warning', 'info', 'style', 'ignore', 'none'];

const knownKeys: ReadonlySet<string> = new Set([
  ...['failurethreshold', 'format', 'ignored', 'ignorerules', 'override', 'trustedregistries', 'allowedregistries'],
  ...['labelschema', 'strictlabels', 'disableignorepragma', 'nofail', 'nocolor', 'verbose'],
]);

/** `failure-threshold`, `failureThreshold` → failurethreshold. */
function normalKey(key: string): string {
  return key.replaceAll('-', '').replaceAll('_', '').toLowerCase();
}

function normalized(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [normalKey(key), entry]));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? value.split(',').map(part => part.trim()) : [];
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && ['true', 'yes', 'on', '1'].includes(value.toLowerCase()));
}
