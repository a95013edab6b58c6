/**
 * `.hadolint.yaml` of the folder of a Dockerfile or of one above it (an editor has no working folder; the nearest file is what a terminal in
 * that project would use).
 */
import { parseConfig, type ResolvedConfig, resolveConfig } from '../lint/config.ts';
import { rules } from '../lint/rules/index.ts';
import type { Runtime } from '../runtime.ts';

/** What is wrong with a configuration file; `line` is 1-based. */
export interface ConfigProblem {
  readonly message: string;
  readonly line: number;
}

/** For so long an answer is taken as it is: a diagnosis asks several times. */
const freshMilliseconds = 300;
const mostFolders = 20;

export class HadolintConfigs {
  private readonly known = new Map<string, { readonly at: number; readonly config: ResolvedConfig | undefined }>();
  private readonly parsed = new Map<string, { readonly text: string; readonly config: ResolvedConfig }>();

  /** `onProblems` is told of each file whenever its text is new: an empty list takes back what was said before. */
  constructor(
    private readonly runtime: Pick<Runtime, 'readTextSync' | 'now'> & Partial<Pick<Runtime, 'files'>>,
    private readonly onProblems: (uri: string, problems: readonly ConfigProblem[]) => void = () => {},
  ) {}

  /** The same object until the file changes; undefined where there is none or files cannot be read. */
  of(uri: string): ResolvedConfig | undefined {
    const canRead = this.runtime.files?.reads?.(uri) ?? uri.startsWith('file:');
    if (!canRead || this.runtime.readTextSync === undefined) return undefined;
    const folder = uri.slice(0, uri.lastIndexOf('/'));
    const now = this.runtime.now();
    const known = this.known.get(folder);
    if (known && now - known.at < freshMilliseconds) return known.config;
    const config = this.find(folder);
    this.known.set(folder, { at: now, config });
    return config;
  }

  private find(folder: string): ResolvedConfig | undefined {
    let current = folder;
    for (let step = 0; step < mostFolders && !current.endsWith('/'); step++) {
      for (const name of ['.hadolint.yaml', '.hadolint.yml']) {
        const uri = `${current}/${name}`;
        const text = this.runtime.readTextSync?.(uri);
        if (text !== undefined) return this.parse(uri, text);
        if (this.parsed.delete(uri)) this.onProblems(uri, []);
      }
      current = current.slice(0, current.lastIndexOf('/'));
    }
    return undefined;
  }

  private parse(uri: string, text: string): ResolvedConfig {
    const known = this.parsed.get(uri);
    if (known?.text === text) return known.config;
    const { value, problems } = parseConfig(text);
    const config = resolveConfig(value, rules);
    this.parsed.set(uri, { text, config });
    const lines = text.split('\n');
    const unknown = config.unknownNames.map(name => ({
      message: `no rule is called ${name}`,
      line: Math.max(1, lines.findIndex(line => line.includes(name)) + 1),
    }));
    this.onProblems(uri, [...problems, ...unknown]);
    return config;
  }
}
