/**
 * `COPY . .` and an install → copy the manifests, install, `COPY . .`: a change of a source file no longer runs the install again. Only that
 * one pattern. It is safe when the files of the context prove that the install reads nothing but the manifests and that the copy behind it
 * lays nothing over what it made; without them it is offered as unsafe.
 */
import { isWholeContext } from '../context/copySources.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { createDocument } from '../model/document.ts';
import { commandsOf, type ShellCommand } from '../shell/commands.ts';
import { callHasOption, packageCallOf } from '../shell/packages.ts';
import { fileSpanOf } from '../shell/scriptMap.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { meaningOf } from './gate.ts';
import {
  chainMembers,
  insertion,
  instructionAt,
  isPlainShell,
  type Offer,
  proved,
  type RefactoringContext,
  runScriptOf,
  startOfBlock,
  startOfLine,
} from './refactoring.ts';

const ID = 'split-install';

/** On the COPY or on the RUN behind it. */
export function offer(document: DockerfileDocument, span: Span, context?: RefactoringContext): readonly Offer[] {
  const touched = instructionAt(document, span);
  if (touched?.name !== 'COPY' && touched?.name !== 'RUN') return [];
  const { instructions } = document.tree;
  const copy = touched.name === 'COPY' ? touched : instructions[touched.index - 1];
  const run = copy && instructions[copy.index + 1];
  if (copy?.name !== 'COPY' || run?.name !== 'RUN' || run.rest === undefined || !copiesAll(document, copy)) return [];
  const found = runScriptOf(document, run);
  if (found === undefined || run.heredocs.length > 0 || !isPlainShell(found.shell)) return [];
  const { script } = found;
  const members = chainMembers(found.tree);
  if (members === undefined || run.rest.span.end !== run.span.end) return [];
  const commands = commandsOf(script) ?? [];
  const plans: Plan[] = [];
  for (const member of members) {
    const inside = commands.filter(({ at }) => at.start >= member.start && at.end <= member.end);
    const [command] = inside;
    const plan = member.type === 'command' && inside.length === 1 && command ? planOf(command, context) : undefined;
    if (plan === undefined) break;
    plans.push(plan);
  }
  const title = 'Install from the manifests before the sources are copied';
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  if (plans.length === 0) {
    const needsSources = commands.some(
      ({ program, args }) => program === 'cargo' && /^(?:build|fetch)$/.test(args[0]?.value ?? ''),
    );
    return needsSources && touched === run
      ? refuse('cargo wants a source file beside Cargo.toml: there is no install without the sources.')
      : [];
  }
  const judged = judge(plans, context);
  if ('reason' in judged) return refuse(judged.reason);
  const rest = members[plans.length];
  if (rest !== undefined && run.comments.length > 0) return refuse('Comments stand between the commands.');
  const { text, tree } = document;
  const flagsAndKeyword = text.slice(run.span.start, run.rest.span.start);
  const installEnd = fileSpanOf(script.map, members[0]!.start, members[plans.length - 1]!.end).end;
  const install = flagsAndKeyword + text.slice(run.rest.span.start, installEnd);
  const target = copy.words.at(-1)!.value;
  const folder = target.endsWith('/') ? target : `${target}/`;
  const keyword = text.slice(copy.keyword.span.start, copy.keyword.span.end);
  const comments = text.slice(startOfBlock(document, run), startOfLine(document, run));
  const restStart = rest && fileSpanOf(script.map, rest.start, rest.end).start;
  const replaced = restStart === undefined ? '' : `${flagsAndKeyword}${text.slice(restStart, run.span.end)}`;
  const lineEnd = tree.lines.starts[tree.lines.lineAt(run.span.end) + 1] ?? text.length;
  const hasLineEnd = lineEnd > run.span.end && text.slice(run.span.end, lineEnd).trim() === '';
  // Without the rest the whole line goes; at the very end of the text there may be no line end to go with it.
  const edit = {
    span: { start: startOfBlock(document, run), end: restStart === undefined && hasLineEnd ? lineEnd : run.span.end },
    newText: replaced,
  };
  if (startOfLine(document, copy) !== copy.span.start || startOfLine(document, run) !== run.span.start) return [];
  const before = `${keyword} ${judged.files.join(' ')} ${folder}${tree.eol}${comments}${install}${tree.eol}`;
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.rewrite',
      safety: judged.safe ? 'safe' : 'unsafe',
      explanation: judged.safe
        ? 'The install reads only these files, so that a change of a source file no longer runs it again.'
        : `A change of a source file no longer runs the install again. ${judged.doubt}`,
      edits: [insertion(startOfBlock(document, copy), before), edit],
      touches: [copy.index, run.index],
    },
    after => {
      const list = createDocument(after).tree.instructions;
      const { index } = copy;
      const installed = list[index + 1];
      return (
        list.length === tree.instructions.length + (rest === undefined ? 1 : 2) &&
        list[index]?.name === 'COPY' &&
        installed?.name === 'RUN' &&
        (rest !== undefined || meaningOf(installed) === meaningOf(run)) &&
        list[index + 2] !== undefined &&
        meaningOf(list[index + 2]!) === meaningOf(copy)
      );
    },
  );
}

/** `COPY . .` without flags, into the folder in which the next RUN works. */
function copiesAll(document: DockerfileDocument, copy: Instruction): boolean {
  const [source, target] = copy.words.map(({ value }) => value);
  if (copy.words.length !== 2 || copy.flags.length > 0 || copy.heredocs.length > 0 || copy.json) return false;
  if (source === undefined || target === undefined || !isWholeContext(source) || source.includes('*')) return false;
  if (target === '.' || target === './') return true;
  const workdir = document.stateAt(copy)?.workdir.value;
  return workdir?.known === true && /^\/[\w./-]*[\w-]\/?$/.test(target) && target.replace(/\/$/, '') === workdir.value;
}

interface Plan {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** It changes none of the manifests. */
  readonly frozen: boolean;
  /** Why the files of the context say that it reads more; undefined when they say that it does not; null when they do not say. */
  readonly needs: (
    context: Required<Pick<RefactoringContext, 'files' | 'read'>>,
    has: Has,
  ) => string | undefined | null;
}

type Has = (path: string) => boolean;

/** What an install of the project's dependencies reads; undefined for a command that is none, or names folders and other things. */
function planOf(command: ShellCommand, context: RefactoringContext | undefined): Plan | undefined {
  if (command.wrappers.length > 0 || command.assignments.length > 0 || command.redirects.length > 0) return undefined;
  if (command.name?.raw !== command.program || command.args.some(({ dynamic }) => dynamic)) return undefined;
  const words = command.args.map(({ value }) => value);
  if (command.program === 'mvn') return mavenPlan(words);
  if (command.program === 'gradle') return gradlePlan(words);
  if (command.program === 'dotnet') return dotnetPlan(words, context);
  const call = packageCallOf(command);
  if (call === undefined || call.uncertain) return undefined;
  if (call.options.some(({ name }) => elsewhere.has(name))) return undefined;
  if (call.manager !== 'pip' && (call.packages.length > 0 || call.operands.length > 0)) return undefined;
  const option = (...names: string[]) => callHasOption(call, ...names);
  switch (call.manager) {
    case 'npm': {
      if (
        call.program !== 'npm' ||
        !/^(?:ci|clean-install|ic|install|i)$/.test(call.subcommand) ||
        option('-g', '--global')
      )
        return undefined;
      const isCi = /^c|^ic$/.test(call.subcommand);
      return nodePlan(
        isCi ? ['package.json', 'package-lock.json'] : ['package.json'],
        ['package-lock.json', 'npm-shrinkwrap.json', '.npmrc'],
        isCi,
        option('--ignore-scripts'),
      );
    }
    case 'yarn':
      if (!/^(?:install)?$/.test(call.subcommand)) return undefined;
      return nodePlan(
        ['package.json'],
        ['yarn.lock', '.yarnrc', '.npmrc'],
        option('--frozen-lockfile', '--immutable'),
        option('--ignore-scripts'),
      );
    case 'pnpm':
      if (!/^(?:install|i)$/.test(call.subcommand)) return undefined;
      return nodePlan(
        ['package.json'],
        ['pnpm-lock.yaml', '.npmrc'],
        option('--frozen-lockfile'),
        option('--ignore-scripts'),
      );
    case 'pip': {
      const lists = call.lists.map(({ value }) => value);
      if (call.action !== 'install' || call.packages.length > 0 || lists.length === 0) return undefined;
      if (!lists.every(list => /^[\w.-]+$/.test(list)) || words.includes('-e') || words.includes('.')) return undefined;
      return {
        required: lists,
        optional: [],
        frozen: true,
        needs: ({ read }) => firstReason(lists, list => requirementsNeed(list, read(list))),
      };
    }
    case 'poetry':
      if (call.subcommand !== 'install' || !option('--no-root')) return undefined;
      return {
        required: ['pyproject.toml'],
        optional: ['poetry.lock', 'poetry.toml'],
        frozen: true,
        needs: ({ files, read }, has) => {
          const text = read('pyproject.toml');
          if (text === undefined) return null;
          if (/\bpath\s*=/.test(text)) return 'pyproject.toml names packages by their paths';
          if (files.some(({ path }) => path.startsWith('.venv/')))
            return 'a .venv would be copied over what was installed';
          return has('poetry.lock') ? undefined : null;
        },
      };
    case 'bundle':
      if (call.subcommand !== 'install' && call.subcommand !== '') return undefined;
      return {
        required: ['Gemfile'],
        optional: ['Gemfile.lock', '.ruby-version'],
        frozen: option('--deployment', '--frozen'),
        needs: ({ files, read }, has) => {
          const text = read('Gemfile');
          if (text === undefined) return null;
          if (/\bgemspec\b|\bpath\b|eval_gemfile|\bFile\b|require_relative|\bDir\b|load /.test(text))
            return 'the Gemfile reads other files';
          if (files.some(({ path }) => /^(?:vendor|\.bundle)\//.test(path)))
            return 'the context has vendored gems or settings of bundler';
          return has('Gemfile.lock') ? undefined : null;
        },
      };
    case 'go':
      if (call.subcommand !== 'mod download') return undefined;
      return {
        required: ['go.mod'],
        optional: ['go.sum'],
        frozen: true,
        needs: ({ read }, has) => {
          const text = read('go.mod');
          if (text === undefined) return null;
          if (/=>\s*(?:\.{1,2}(?:\/|\s|$)|\/)/.test(text)) return 'go.mod replaces modules by folders';
          return has('go.work') ? 'there is a go.work' : undefined;
        },
      };
    case 'composer':
      if (!/^(?:install|i)$/.test(call.subcommand)) return undefined;
      if (!option('--no-scripts') || !option('--no-autoloader')) return undefined;
      return {
        required: ['composer.json'],
        optional: ['composer.lock'],
        frozen: true,
        needs: ({ files, read }, has) => {
          const text = read('composer.json');
          if (text === undefined) return null;
          if (/"type"\s*:\s*"path"/.test(text)) return 'composer.json names packages by their paths';
          if (files.some(({ path }) => path.startsWith('vendor/')))
            return 'a vendor folder would be copied over what was installed';
          return has('composer.lock') ? undefined : null;
        },
      };
    default:
      return undefined;
  }
}

/** Options that make an install look elsewhere. */
const elsewhere: ReadonlySet<string> = new Set(
  '--prefix -C --cwd --dir --workspace -w --workspaces --gemfile --path -d --working-dir -modfile --modules-folder --root --filter -F --directory --userconfig -t --target -c --constraint'.split(
    ' ',
  ),
);

function nodePlan(
  required: readonly string[],
  optional: readonly string[],
  frozen: boolean,
  ignoresScripts: boolean,
): Plan {
  return {
    required,
    optional: optional.filter(name => !required.includes(name)),
    frozen,
    needs: ({ files, read }, has) => {
      if (files.some(({ path }) => path.startsWith('node_modules/')))
        return 'node_modules would be copied over what was installed';
      if (files.some(({ path }) => path.startsWith('.yarn/')) || has('.yarnrc.yml'))
        return "yarn's own files lie in the context";
      if (has('pnpm-workspace.yaml') || has('.pnpmfile.cjs')) return 'pnpm reads more files of the context';
      const text = read('package.json');
      if (text === undefined) return null;
      const json = objectOf(text);
      if (json === undefined) return 'package.json is no JSON';
      if (json['workspaces'] !== undefined) return 'package.json has workspaces';
      if (
        /"(?:file|link|portal|workspace|patch|exec):|"(?:\.{1,2}|~)?\/[^"]*"|patchedDependencies/.test(
          dependencyText(json),
        )
      ) {
        return 'package.json names packages by their paths';
      }
      if (!ignoresScripts) {
        const scripts = Object.keys((json['scripts'] as object | undefined) ?? {});
        const hook = scripts.find(name => /^(?:pre|post)?(?:install|prepare)$|^prepublish$|^dependencies$/.test(name));
        if (hook !== undefined)
          return `the script "${hook}" of package.json runs with the install and may need the sources`;
        if (has('binding.gyp')) return 'the package compiles itself when it is installed';
      }
      return undefined;
    },
  };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function dependencyText(json: Record<string, unknown>): string {
  const keys = 'dependencies devDependencies optionalDependencies peerDependencies resolutions overrides pnpm'.split(
    ' ',
  );
  return JSON.stringify(keys.map(key => json[key]));
}

function requirementsNeed(name: string, text: string | undefined): string | undefined | null {
  if (text === undefined) return null;
  const lines = text.split(/\r?\n/).map(line => line.trim());
  const other = lines.find(
    line =>
      /^(?:-r|-c|-e|-f|--requirement|--constraint|--editable|--find-links)\b/.test(line) ||
      /^[./~]|@\s*(?:file:|\.)|\bfile:/.test(line) ||
      /\.(?:whl|tar\.gz|zip)$/.test(line),
  );
  return other === undefined ? undefined : `${name} reads more than itself (${other.slice(0, 40)})`;
}

function mavenPlan(words: readonly string[]): Plan | undefined {
  const goals = words.filter(word => !word.startsWith('-'));
  if (goals.length === 0 || !goals.every(goal => /^dependency:(?:go-offline|resolve|resolve-plugins)$/.test(goal)))
    return undefined;
  if (
    !words.every(word => !word.startsWith('-') || /^(?:-B|-q|-e|-U|--batch-mode|--quiet|-D[\w.]+(?:=\w+)?)$/.test(word))
  )
    return undefined;
  return {
    required: ['pom.xml'],
    optional: [],
    frozen: true,
    needs: ({ files, read }) => {
      const text = read('pom.xml');
      if (text === undefined) return null;
      if (/<modules>|<systemPath>|<relativePath>\s*[^<\s]/.test(text)) return 'pom.xml names other files';
      return files.some(({ path }) => path.startsWith('.mvn/')) ? 'there are settings in .mvn' : undefined;
    },
  };
}

function gradlePlan(words: readonly string[]): Plan | undefined {
  if (!words.includes('dependencies') || !words.every(word => /^(?:dependencies|--no-daemon|-q|--quiet)$/.test(word)))
    return undefined;
  return {
    required: [],
    optional: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts', 'gradle.properties'],
    frozen: true,
    // A build script can read anything.
    needs: ({ files }, has) => {
      if (!has('build.gradle') && !has('build.gradle.kts')) return 'there is no build script in the context';
      const more = files.some(({ path }) => /^buildSrc\/|^gradle\/|\/build\.gradle(?:\.kts)?$/.test(path));
      return more ? 'the build has more files than the script' : null;
    },
  };
}

function dotnetPlan(words: readonly string[], context: RefactoringContext | undefined): Plan | undefined {
  const [verb, project = onlyProject(context), ...more] = words;
  if (
    verb !== 'restore' ||
    project === undefined ||
    more.length > 0 ||
    !/^(?:\.\/)?[\w.-]+\.(?:cs|fs|vb)proj$/.test(project)
  )
    return undefined;
  const name = project.replace(/^\.\//, '');
  return {
    required: [name],
    optional: ['NuGet.config', 'nuget.config', 'Directory.Build.props', 'Directory.Packages.props', 'global.json'],
    frozen: true,
    needs: ({ files, read }) => {
      const text = read(name);
      if (text === undefined) return null;
      if (/<ProjectReference|<Import\s/.test(text)) return 'the project refers to other files';
      if (files.some(({ path }) => path.startsWith('obj/')))
        return 'an obj folder would be copied over what was restored';
      return files.some(({ path }) => path === 'packages.lock.json' || /^Directory\.Build\./.test(path))
        ? null
        : undefined;
    },
  };
}

/** What `dotnet restore` takes when nothing is named: the one project or solution of the folder. */
function onlyProject(context: RefactoringContext | undefined): string | undefined {
  const candidates = (context?.files ?? []).filter(({ path }) => /^[^/]+\.(?:\w+proj|slnx?)$/.test(path));
  return candidates.length === 1 ? candidates[0]!.path : undefined;
}

type Judgement =
  | { readonly reason: string }
  | { readonly files: readonly string[]; readonly safe: boolean; readonly doubt: string };

function judge(plans: readonly Plan[], context: RefactoringContext | undefined): Judgement {
  const required = [...new Set(plans.flatMap(plan => plan.required))];
  const optional = [...new Set(plans.flatMap(plan => plan.optional))].filter(name => !required.includes(name));
  const frozen = plans.every(plan => plan.frozen);
  const { files, read } = context ?? {};
  if (files === undefined || read === undefined) {
    if (required.length === 0) return { reason: 'It is not known which build files the context has.' };
    return {
      files: [...required, ...optional.map(name => `${name}*`)],
      safe: false,
      doubt: 'The files of the context are not known: scripts that run with the install must not need the sources.',
    };
  }
  const paths = new Set(files.map(({ path }) => path));
  const has: Has = path => paths.has(path);
  const missing = required.find(name => !has(name));
  if (missing !== undefined) return { reason: `${missing} is not in the build context.` };
  let known = true;
  for (const plan of plans) {
    const reason = plan.needs({ files, read }, has);
    if (typeof reason === 'string') return { reason: `The install needs more than its manifests: ${reason}.` };
    if (reason === null) known = false;
  }
  return {
    files: [...required, ...optional.filter(has)],
    safe: known && frozen,
    doubt: frozen
      ? 'What the manifests name could not be read in full.'
      : 'The install may write the lock file, and the copy behind it puts the old one back.',
  };
}

function firstReason(
  names: readonly string[],
  ask: (name: string) => string | undefined | null,
): string | undefined | null {
  let unknown = false;
  for (const name of names) {
    const reason = ask(name);
    if (typeof reason === 'string') return reason;
    if (reason === null) unknown = true;
  }
  return unknown ? null : undefined;
}
