/** Just enough of the manifests that say what a project is made of. Text in, plain data out; bad input gives undefined. */

export interface PackageJson {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly type: string;
  readonly main: string;
  readonly packageManager: string;
  readonly workspaces: boolean;
  readonly homepage: string;
}

export function parsePackageJson(text: string): PackageJson | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const names = (key: string) => (isRecord(value[key]) ? Object.keys(value[key]) : []);
  const text_ = (key: string) => (typeof value[key] === 'string' ? value[key] : '');
  const scripts: Record<string, string> = {};
  if (isRecord(value['scripts'])) {
    for (const [key, script] of Object.entries(value['scripts'])) if (typeof script === 'string') scripts[key] = script;
  }
  return {
    name: text_('name'),
    scripts,
    dependencies: [...names('dependencies'), ...names('optionalDependencies')],
    devDependencies: names('devDependencies'),
    type: text_('type'),
    main: text_('main'),
    packageManager: text_('packageManager'),
    workspaces: value['workspaces'] !== undefined,
    homepage: text_('homepage'),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of a requirements.txt, lower case, extras kept (`psycopg[c]`). Options and URLs are left out. */
export function parseRequirements(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap(line => {
    const match = /^\s*([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?/.exec(line.replace(/#.*$/, ''));
    if (!match) return [];
    const name = match[1]!.toLowerCase().replace(/_/g, '-');
    return match[2] ? [name, `${name}${match[2].replace(/\s/g, '').toLowerCase()}`] : [name];
  });
}

/** Names in the dependency lists of a pyproject.toml or Pipfile: a superset is fine, it only adds packages. */
export function parsePyproject(text: string): readonly string[] {
  const names = new Set<string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[+([^\]]+)\]+/.exec(line);
    if (header) {
      section = header[1]!.trim();
      continue;
    }
    if (/dependencies$|^packages$|^dev-packages$/.test(section)) {
      const key = /^\s*"?([A-Za-z0-9][\w.-]*)"?\s*=/.exec(line);
      if (key && key[1] !== 'python') names.add(key[1]!.toLowerCase().replace(/_/g, '-'));
    }
    for (const match of line.matchAll(/["']([A-Za-z][\w.-]*)(\[[^\]]*\])?\s*(?:[<>=!~;@ ][^"']*)?["']/g)) {
      names.add(match[1]!.toLowerCase().replace(/_/g, '-'));
      if (match[2]) names.add(match[1]!.toLowerCase() + match[2].toLowerCase());
    }
  }
  return [...names];
}

/** Gem names of a Gemfile or Gemfile.lock. */
export function parseGemfile(text: string): readonly string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(/^\s*gem\s+["']([\w.-]+)["']/gm)) names.add(match[1]!);
  for (const match of text.matchAll(/^ {4}([\w.-]+) \(/gm)) names.add(match[1]!);
  return [...names];
}

export interface CargoToml {
  readonly packageName: string | undefined;
  readonly binaries: readonly string[];
  readonly dependencies: readonly string[];
  readonly workspace: boolean;
  /** `vendored`, `bundled`, `static` features that make a library part of the binary. */
  readonly vendored: readonly string[];
  /** Of each dependency that lists some. */
  readonly features: ReadonlyMap<string, readonly string[]>;
}

export function parseCargoToml(text: string): CargoToml {
  let section = '';
  let packageName: string | undefined;
  const binaries: string[] = [];
  const dependencies: string[] = [];
  const vendored: string[] = [];
  const features = new Map<string, readonly string[]>();
  const listed = (value: string) =>
    [...(/\[([^\]]*)\]/.exec(value)?.[1] ?? '').matchAll(/["']([^"']+)["']/g)].map(match => match[1]!);
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line);
    if (header) {
      section = header[1]!;
      const named = /^(?:target\..*\.)?(?:build-)?dependencies\.([\w-]+)$/.exec(section);
      if (named) dependencies.push(named[1]!);
      continue;
    }
    const pair = /^\s*"?([\w.-]+)"?\s*=\s*(.*)$/.exec(line);
    if (!pair) continue;
    const [, key, value] = pair as unknown as [string, string, string];
    const quoted = /^["']([^"']*)["']/.exec(value)?.[1];
    if (section === 'package' && key === 'name') packageName = quoted;
    if (section === 'bin' && key === 'name' && quoted !== undefined) binaries.push(quoted);
    if (/(?:^|\.)dependencies$/.test(section)) {
      dependencies.push(key);
      if (/vendored|bundled|static/.test(value)) vendored.push(key);
      if (/features\s*=/.test(value)) features.set(key, listed(value));
    }
    const own = /^(?:target\..*\.)?dependencies\.([\w-]+)$/.exec(section)?.[1];
    if (own !== undefined && key === 'features') {
      features.set(own, listed(value));
      if (/vendored|bundled|static/.test(value)) vendored.push(own);
    }
  }
  return { packageName, binaries, dependencies, workspace: /^\s*\[workspace\]/m.test(text), vendored, features };
}

/** Crate names of a Cargo.lock. */
export function parseCargoLock(text: string): readonly string[] {
  return [...text.matchAll(/^name = "([^"]+)"/gm)].map(match => match[1]!);
}

export interface PomXml {
  readonly artifactId: string | undefined;
  readonly version: string | undefined;
  readonly finalName: string | undefined;
  readonly packaging: string;
  /** A plugin makes one jar of everything. */
  readonly fatJar: boolean;
  readonly modules: boolean;
}

export function parsePom(text: string): PomXml | undefined {
  if (!/<project[\s>]/.test(text)) return undefined;
  const plain = text.replace(/<!--[\s\S]*?-->/g, '');
  const top = plain.replace(
    /<(parent|dependencies|dependencyManagement|build|profiles|properties)>[\s\S]*?<\/\1>/g,
    '',
  );
  const tag = (source: string, name: string) => new RegExp(`<${name}>\\s*([^<]+?)\\s*</${name}>`).exec(source)?.[1];
  return {
    artifactId: tag(top, 'artifactId'),
    version: tag(top, 'version') ?? tag(/<parent>([\s\S]*?)<\/parent>/.exec(plain)?.[1] ?? '', 'version'),
    finalName: tag(/<build>([\s\S]*?)<\/build>/.exec(plain)?.[1] ?? '', 'finalName'),
    packaging: tag(top, 'packaging') ?? 'jar',
    fatJar: /spring-boot-maven-plugin|maven-shade-plugin|maven-assembly-plugin|jar-with-dependencies/.test(plain),
    modules: /<modules>/.test(top),
  };
}
