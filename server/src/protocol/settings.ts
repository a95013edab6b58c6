/**
 * The settings of the server: one typed schema with defaults. package.json says the same to users; a test compares the two.
 */
import type { Severity } from '../lint/rule.ts';

export interface Settings {
  readonly lint: {
    readonly enabled: boolean;
    /** By rule id or alias: 'off' switches a rule off. */
    readonly rules: Readonly<Record<string, Severity>>;
    readonly shellcheck: 'bundled' | 'path' | 'off';
    readonly shellcheckPath: string;
  };
  readonly images: {
    /** Offer in completion to ask the engine and the registry. */
    readonly offerLookups: boolean;
  };
  readonly notes: {
    /** Globs of a team's own Markdown notes, relative to the workspace folder. */
    readonly files: readonly string[];
  };
  readonly format: {
    readonly enabled: boolean;
    readonly keywordCase: 'upper' | 'lower' | 'keep';
  };
  readonly inlayHints: {
    readonly variables: boolean;
    readonly heredocs: boolean;
    readonly stages: boolean;
    readonly files: boolean;
  };
  readonly codeLens: {
    readonly stages: boolean;
  };
}

export const defaultSettings: Settings = {
  lint: { enabled: true, rules: {}, shellcheck: 'bundled', shellcheckPath: 'shellcheck' },
  images: { offerLookups: true },
  notes: { files: [] },
  format: { enabled: true, keywordCase: 'upper' },
  inlayHints: { variables: true, heredocs: true, stages: true, files: true },
  codeLens: { stages: true },
};

/** Whatever the client sent, with defaults where a value is missing or of another type. */
export function readSettings(value: unknown): Settings {
  return merged(defaultSettings, value) as Settings;
}

function merged(fallback: unknown, value: unknown): unknown {
  if (value === undefined || value === null) return fallback;
  if (Array.isArray(fallback)) return Array.isArray(value) ? value.filter(item => typeof item === 'string') : fallback;
  if (typeof fallback !== 'object' || fallback === null) return typeof value === typeof fallback ? value : fallback;
  if (typeof value !== 'object' || Array.isArray(value)) return fallback;
  const given = value as Record<string, unknown>;
  // An open record (rules by id) has no keys of its own.
  if (Object.keys(fallback).length === 0) return given;
  return Object.fromEntries(Object.entries(fallback).map(([key, inner]) => [key, merged(inner, given[key])]));
}
