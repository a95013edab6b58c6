/**
 * The commands that a script runs, wherever they stand in it.
 *
 * In short, for those who build on it:
 * - `scriptsOf(instruction, shell)` (script.ts) gives the scripts of RUN, CMD, ENTRYPOINT, HEALTHCHECK and ONBUILD; `shellsOf(tree)`
 *   (shells.ts) the SHELL in force at each instruction. `commandsIn(instruction, shell)` does both steps for one instruction.
 * - `commandsOf(script)` gives every simple command in the order of the text: in pipelines, lists, `if`, `for`, `while`, `case`,
 *   functions, subshells, `$(…)`, backquotes, and in the scripts inside (`sh -c "…"`, `su -c`, `eval`, `bash <<EOF`). Wrappers
 *   (sudo, env A=1, nice, timeout 5, xargs …) are taken off and listed in `wrappers`: `program` is what really runs.
 *   It is undefined until `initShell` (parser.ts) has finished, and [] for scripts that are no POSIX shell; exec form always works.
 * - A command has `program` ('/usr/bin/apt-get' → 'apt-get'; '' when it is not known), `argv` (ShellWord: `value`, `dynamic`,
 *   `span` in the file), `args` (argv without the name), `assignments`, `redirects`, `connector` (how it follows the one before),
 *   `pipeline`, `scopes`, `conditional`, `negated`, `span`.
 * - arguments.ts reads options (`optionsOf(command, spec)`), packages.ts package managers (`packageCallOf(command)`).
 * Everything is cached per script: ask as often as you like. Results are shared: do not change them.
 */
import { detached } from '../syntax/remembered.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import type { ShellHeredoc } from './heredocs.ts';
import { movedAnalysis } from './moved.ts';
import { parseShell, type ShellNode, type ShellTree } from './parser.ts';
import { interpreterName, isPosixShell, type Script, scriptsOf } from './script.ts';
import { distanceOf, fileSpanOf, innerMap, type MappedPiece, sliceMap } from './scriptMap.ts';
import { collectExpansions, literalWord, type ShellWord, valueMap, wordOf } from './words.ts';
import { innerScriptWord, unwrap, type Wrapper } from './wrappers.ts';

export type Connector = '&&' | '||' | ';' | '|' | '|&' | '&';

/** What a command stands in, from the outside to the inside. */
export type Scope =
  | 'condition' // of if, elif, while, until
  | 'branch' // then, else
  | 'loop' // the body of for, while, until, select
  | 'case'
  | 'function'
  | 'subshell' // ( … )
  | 'group' // { … }
  | 'substitution' // $( … ), backquotes, <( … )
  | 'script'; // sh -c "…", bash <<EOF

export interface Assignment {
  readonly name: string;
  /** `+=` appends. */
  readonly append: boolean;
  /** undefined for `export NAME`. An array's value is dynamic. */
  readonly value: ShellWord | undefined;
  readonly nameSpan: Span;
  readonly span: Span;
}

export interface Redirect {
  /** '>', '>>', '<', '>&', '&>', '<<', '<<<' … */
  readonly operator: string;
  /** As written before the operator: 2 in `2>&1`. */
  readonly descriptor: number | undefined;
  readonly target: ShellWord | undefined;
  readonly heredoc: ShellHeredoc | undefined;
  readonly span: Span;
}

export interface ShellCommand {
  /** `test`: `[ … ]`, `[[ … ]]`; `declaration`: export, local, readonly, declare, typeset, unset; `assignment`: `A=1` alone. */
  readonly kind: 'command' | 'test' | 'declaration' | 'assignment';
  /** The base name of what runs, wrappers taken off; '' when it is an expansion or there is none. */
  readonly program: string;
  /** What runs as it is written; undefined for a bare assignment or redirect. */
  readonly name: ShellWord | undefined;
  /** Name and arguments, wrappers taken off. `[ … ]` has the brackets' words without `]`. */
  readonly argv: readonly ShellWord[];
  /** argv without the name. */
  readonly args: readonly ShellWord[];
  /** `A=1 cmd`, `env A=1 cmd`, `export A=1`, `A=1`. */
  readonly assignments: readonly Assignment[];
  /** Its own, in order. */
  readonly redirects: readonly Redirect[];
  /** Those of the groups, loops … around it, innermost first. */
  readonly outerRedirects: readonly Redirect[];
  /** Taken off, from the outside to the inside: `sudo -E env A=1 apt-get` → sudo, env. */
  readonly wrappers: readonly Wrapper[];
  /** More arguments come at run time (xargs, find -exec). */
  readonly openEnded: boolean;
  /** The operator before it in the text (a line end counts as `;`); undefined at the start of a script and behind keywords and brackets. */
  readonly connector: Connector | undefined;
  /** The same object for all members of a pipeline of two and more; undefined when the command is in none. */
  readonly pipeline: { readonly length: number } | undefined;
  /** The place in the pipeline, 0-based. */
  readonly pipelineIndex: number;
  readonly scopes: readonly Scope[];
  /** Commands of the same list (script, branch, loop body, subshell …) have the same object. */
  readonly list: object;
  /** Whether it runs depends on more than the success of the commands before it: branches, loops, functions, `||`, after a test. */
  readonly conditional: boolean;
  readonly negated: boolean;
  /** `cmd &` */
  readonly background: boolean;
  /** The grammar did not understand some part of the script: the command may be read wrongly. */
  readonly broken: boolean;
  /** In the file: from the first assignment or wrapper to the last argument or redirect. */
  readonly span: Span;
  /** The same in `script.text`. */
  readonly at: Span;
  /** The script that holds it: the one asked for, or an inner one. */
  readonly script: Script;
}

/** The commands of a script and of the scripts in it; undefined while the parser is not loaded. */
export function commandsOf(script: Script): readonly ShellCommand[] | undefined {
  return analysisOf(script, 0)?.commands;
}

/** The commands of all scripts of an instruction; undefined while the parser is not loaded. */
export function commandsIn(instruction: Instruction, shell?: readonly string[]): readonly ShellCommand[] | undefined {
  const scripts = scriptsOf(instruction, shell);
  if (scripts.length === 1) return commandsOf(scripts[0]!);
  const commands: ShellCommand[] = [];
  for (const script of scripts) {
    const found = commandsOf(script);
    if (!found) return undefined;
    commands.push(...found);
  }
  return commands;
}

/** The scripts of an instruction and those inside them, in the order of the text; the inner ones only when the parser is loaded. */
export function allScriptsOf(instruction: Instruction, shell?: readonly string[]): readonly Script[] {
  const all: Script[] = [];
  const add = (script: Script, depth: number) => {
    all.push(script);
    for (const inner of analysisOf(script, depth)?.inner ?? []) add(inner, depth + 1);
  };
  for (const script of scriptsOf(instruction, shell)) add(script, 0);
  return all;
}

/** The syntax tree of a script; undefined while the parser is not loaded, and for scripts that are no POSIX shell. */
export function treeOf(script: Script): ShellTree | undefined {
  if (script.kind === 'exec' || !isPosixShell(script.interpreter)) return undefined;
  return analyses.get(script)?.tree ?? parseShell(script.text);
}

/** Whether a command of that name runs in the list (a shorthand for tests of rules). */
export function commandsNamed(
  commands: readonly ShellCommand[],
  ...programs: readonly string[]
): readonly ShellCommand[] {
  return commands.filter(command => programs.includes(command.program));
}

export interface Analysis {
  readonly tree: ShellTree | undefined;
  readonly commands: readonly ShellCommand[];
  /** Scripts that stand in this one (not those in them). */
  readonly inner: readonly Script[];
}

const analyses = new WeakMap<Script, Analysis>();

const nothing: Analysis = { tree: undefined, commands: [], inner: [] };

/** How deep statements in statements are followed: nobody writes more, and the call stack is not endless. */
const maximumNesting = 300;

/** How deep `sh -c "sh -c '…'"` is followed. */
const maximumDepth = 5;

function analysisOf(script: Script, depth: number): Analysis | undefined {
  const known = analyses.get(script);
  if (known) return known;
  const analysis = script.kind === 'exec' ? analyseExec(script, depth) : analyseShell(script, depth);
  if (analysis) analyses.set(script, analysis);
  return analysis;
}

function analyseShell(script: Script, depth: number): Analysis | undefined {
  if (!isPosixShell(script.interpreter)) return nothing;
  const tree = treeOf(script);
  if (!tree) return undefined;
  return depth === 0 ? (knownAnalysis(script, tree) ?? analyse(script, tree, depth)) : analyse(script, tree, depth);
}

function analyse(script: Script, tree: ShellTree, depth: number): Analysis {
  const walker = new Walker(script, tree, depth);
  walker.walkScript();
  return { tree, commands: walker.commands, inner: walker.inner };
}

/** By the tree, which belongs to the text: after an edit only the scripts that changed are analysed. */
const patterns = new WeakMap<ShellTree, { readonly script: Script; readonly analysis: Analysis | undefined }>();
const nowhere = {} as Instruction;

/** The analysis of the same text elsewhere, moved to where this script stands; undefined when it holds scripts of its own. */
function knownAnalysis(script: Script, tree: ShellTree): Analysis | undefined {
  const known = patterns.get(tree);
  const distance = known?.script.interpreter === script.interpreter && distanceOf(known.script.map, script.map);
  if (known && typeof distance === 'number') {
    return known.analysis && movedAnalysis(known.analysis, script, distance);
  }
  // It outlives the document: neither its text nor its instruction may be kept.
  const { kind, runs, interpreter, span, map } = script;
  const pattern: Script = { kind, runs, interpreter, span, map, text: detached(script.text), instruction: nowhere };
  const found = analyse(pattern, tree, 0);
  const isPlain = found.inner.length === 0 && found.commands.every(command => command.script === pattern);
  const analysis = isPlain ? found : undefined;
  patterns.set(tree, { script: pattern, analysis });
  return analysis && movedAnalysis(analysis, script, 0);
}

function analyseExec(script: Script, depth: number): Analysis | undefined {
  const argv = (script.argv ?? []).map(argument => literalWord(argument.value, argument.at, argument.span));
  const walker = new Walker(script, undefined, depth);
  if (argv.length > 0) {
    const at = { start: 0, end: script.text.length };
    walker.emit({ ...topLevel(), kind: 'command', words: argv, assignments: [], redirects: [], at }, undefined);
  }
  return walker.waiting ? undefined : { tree: undefined, commands: walker.commands, inner: walker.inner };
}

/** What a construct hands down to the commands in it. */
interface Context {
  readonly scopes: readonly Scope[];
  readonly list: object;
  readonly conditional: boolean;
  readonly negated: boolean;
  readonly background: boolean;
  readonly outerRedirects: readonly Redirect[];
  readonly pipeline: { readonly length: number } | undefined;
  readonly pipelineIndex: number;
}

/** What stands behind a statement and belongs to its last command. */
interface Tail {
  readonly redirects: readonly Redirect[];
  /** Words that the grammar put into a redirect: x in `cat > f x`. */
  readonly words: readonly ShellWord[];
  readonly end: number;
}

const noTail: Tail = { redirects: [], words: [], end: 0 };

interface Draft extends Context {
  readonly kind: ShellCommand['kind'];
  readonly words: readonly ShellWord[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly at: Span;
}

function topLevel(): Context {
  return {
    scopes: [],
    list: {},
    conditional: false,
    negated: false,
    background: false,
    outerRedirects: [],
    pipeline: undefined,
    pipelineIndex: 0,
  };
}

function inside(context: Context, scope: Scope, change: Partial<Context> = {}): Context {
  return {
    ...context,
    scopes: [...context.scopes, scope],
    list: {},
    pipeline: undefined,
    pipelineIndex: 0,
    negated: false,
    ...change,
  };
}

const wordTypes: ReadonlySet<string> = new Set([
  'word',
  'string',
  'raw_string',
  'ansi_c_string',
  'translated_string',
  'concatenation',
  'simple_expansion',
  'expansion',
  'command_substitution',
  'process_substitution',
  'arithmetic_expansion',
  'brace_expression',
  'number',
  'regex',
  'extglob_pattern',
  'special_variable_name',
  'variable_name',
  'test_operator',
]);

class Walker {
  readonly commands: ShellCommand[] = [];
  readonly inner: Script[] = [];
  /** An inner script could not be parsed yet. */
  waiting = false;
  private level = 0;
  /** The operator before the next command. */
  private connector: Connector | undefined;

  constructor(
    private readonly script: Script,
    private readonly tree: ShellTree | undefined,
    private readonly depth: number,
  ) {}

  walkScript(): void {
    if (!this.tree) return;
    this.statements(this.tree.root.children, topLevel());
    for (const heredoc of this.tree.heredocs) if (heredoc.expand) this.heredocSubstitutions(heredoc);
    // Substitutions are met after the command that holds them; the order of the text is what readers expect.
    this.commands.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  }

  /** A list: statements and the separators between them. */
  private statements(nodes: readonly ShellNode[], context: Context): void {
    let first = true;
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index]!;
      if (node.type === 'comment' || node.start === node.end) continue;
      if (!node.named) {
        if (node.type === ';' || node.type === '&') this.connector = node.type;
        continue;
      }
      if (!first && this.connector === undefined) this.connector = ';';
      const background = nodes[index + 1]?.type === '&';
      this.statement(node, background ? { ...context, background: true } : context);
      first = false;
      this.connector = undefined;
    }
    this.connector = undefined;
  }

  private statement(node: ShellNode, context: Context): void {
    if (this.level >= maximumNesting) return;
    this.level++;
    this.statementWithin(node, context);
    this.level--;
  }

  private statementWithin(node: ShellNode, context: Context): void {
    switch (node.type) {
      case 'command':
        this.command(node, context, noTail);
        return;
      case 'declaration_command':
      case 'unset_command':
        this.declaration(node, context, noTail);
        return;
      case 'test_command':
        this.test(node, context, noTail);
        return;
      case 'variable_assignment':
      case 'variable_assignments':
        this.assignments(node, context, noTail);
        return;
      case 'list':
        this.list(node, context, noTail);
        return;
      case 'pipeline':
        this.pipeline(node, context, noTail);
        return;
      case 'negated_command':
        for (const child of node.children)
          if (child.named) this.statement(child, { ...context, negated: !context.negated });
        return;
      case 'redirected_statement':
        this.redirected(node, context);
        return;
      case 'subshell':
        this.statements(bodyNodes(node), inside(context, 'subshell'));
        return;
      case 'compound_statement':
        // `(( … ))` is one too: only expansions in it are of interest.
        if (node.children[0]?.type === '((') this.substitutions(node, context);
        else this.statements(bodyNodes(node), inside(context, 'group'));
        return;
      case 'if_statement':
        this.ifStatement(node, context);
        return;
      case 'while_statement':
        this.whileStatement(node, context);
        return;
      case 'for_statement':
      case 'c_style_for_statement':
        this.forStatement(node, context);
        return;
      case 'case_statement':
        this.caseStatement(node, context);
        return;
      case 'function_definition': {
        const body = node.children.find(child => child.field === 'body');
        const within = inside(context, 'function', { conditional: true });
        if (body?.type === 'compound_statement' || body?.type === 'subshell') this.statements(bodyNodes(body), within);
        else if (body) this.statement(body, within);
        return;
      }
      case 'do_group':
        this.statements(bodyNodes(node), inside(context, 'loop', { conditional: true }));
        return;
      default:
        if (wordTypes.has(node.type)) this.substitutions(node, context);
        else this.statements(node.children, context);
    }
  }

  private list(node: ShellNode, context: Context, tail: Tail): void {
    // `a && b && c && …` leans to the left, as deep as it is long: unroll it.
    const parts: { readonly node: ShellNode; readonly operator: Connector | undefined }[] = [];
    let current: ShellNode | undefined = node;
    let operatorAfter: Connector | undefined;
    while (current?.type === 'list') {
      const { children } = current as ShellNode;
      const operatorIndex = children.findIndex(child => child.type === '&&' || child.type === '||');
      if (operatorIndex === -1) break;
      const right = children.slice(operatorIndex + 1).filter(child => child.named && child.type !== 'comment');
      const operator = children[operatorIndex]!.type as Connector;
      for (let index = right.length - 1; index >= 0; index--) {
        parts.push({ node: right[index]!, operator: index === 0 ? operator : operatorAfter });
      }
      current = children.slice(0, operatorIndex).find(child => child.named && child.type !== 'comment');
      operatorAfter = undefined;
    }
    if (current) parts.push({ node: current, operator: undefined });
    parts.reverse();
    let conditional = context.conditional;
    let afterTest = false;
    for (const part of parts) {
      if (part.operator) this.connector = part.operator;
      // `a || b; c`: only b hangs on a's failure. `[ t ] && b`: b hangs on the test, and so does what follows in the list.
      if (part.operator === '||' || afterTest) conditional = true;
      const isLast = part === parts[parts.length - 1];
      this.withTail(
        part.node,
        conditional === context.conditional ? context : { ...context, conditional },
        isLast ? tail : noTail,
      );
      if (isTest(part.node, this.script.text)) afterTest = true;
    }
  }

  private pipeline(node: ShellNode, context: Context, tail: Tail): void {
    const members = node.children.filter(child => child.named && child.type !== 'comment');
    const pipeline = { length: members.length };
    let index = 0;
    let operator: Connector = '|';
    for (const child of node.children) {
      if (child.type === '|' || child.type === '|&') operator = child.type;
      if (!child.named || child.type === 'comment') continue;
      if (index > 0) this.connector = operator;
      const within = { ...context, pipeline, pipelineIndex: index };
      this.withTail(child, within, index === members.length - 1 ? tail : noTail);
      index++;
    }
  }

  /** Redirects after a list belong to its last command: `a && b > f` writes only what b says. */
  private withTail(node: ShellNode, context: Context, tail: Tail): void {
    switch (node.type) {
      case 'command':
        this.command(node, context, tail);
        return;
      case 'declaration_command':
      case 'unset_command':
        this.declaration(node, context, tail);
        return;
      case 'test_command':
        this.test(node, context, tail);
        return;
      case 'variable_assignment':
      case 'variable_assignments':
        this.assignments(node, context, tail);
        return;
      case 'list':
        this.list(node, context, tail);
        return;
      case 'pipeline':
        this.pipeline(node, context, tail);
        return;
      case 'negated_command':
        for (const child of node.children) {
          if (child.named) this.withTail(child, { ...context, negated: !context.negated }, tail);
        }
        return;
      default:
        this.statement(node, { ...context, outerRedirects: [...tail.redirects, ...context.outerRedirects] });
    }
  }

  private redirected(node: ShellNode, context: Context): void {
    const body = node.children.find(child => child.field === 'body');
    const redirectNodes = node.children.filter(child => child.type.endsWith('_redirect'));
    const redirects = redirectNodes.flatMap(child => this.redirect(child));
    // Words behind a redirect (`cat > f x`) are in the redirect's node; they are arguments.
    const trailing = redirectNodes.flatMap(child => this.trailingWords(child));
    for (const redirect of redirectNodes) this.substitutions(redirect, context);
    if (!body) {
      this.finish({ ...context, kind: 'command', words: trailing, assignments: [], redirects, at: node });
      return;
    }
    this.withTail(body, context, { redirects, words: trailing, end: node.end });
  }

  private command(node: ShellNode, context: Context, tail: Tail): void {
    const assignments: Assignment[] = [];
    const redirects: Redirect[] = [];
    const words: ShellWord[] = [];
    const trailing: ShellWord[] = [];
    /** Nodes that touch are one word: `$"x"`, `a"$b"`. */
    let group: ShellNode[] = [];
    let isInOrder = true;
    const endOfWord = () => {
      if (group.length === 0) return;
      words.push(wordOf(this.script, group, group[0]!.start, group[group.length - 1]!.end));
      group = [];
    };
    for (const child of node.children) {
      if (child.type === 'variable_assignment') assignments.push(this.assignment(child));
      else if (child.type.endsWith('_redirect')) {
        redirects.push(...this.redirect(child));
        trailing.push(...this.trailingWords(child));
      } else if (child.type === 'comment' || child.start === child.end) continue;
      else if (child.type === 'subshell' || child.type === 'ERROR') continue;
      else {
        if (group.length > 0 && !this.touches(group[group.length - 1]!.end, child.start)) endOfWord();
        group.push(child);
      }
    }
    endOfWord();
    for (const more of [trailing, tail.words]) {
      isInOrder &&= more.length === 0;
      words.push(...more);
    }
    if (!isInOrder) words.sort((a, b) => a.at.start - b.at.start);
    // The grammar knows no `! { … }` and takes the brackets for names of commands.
    if (words[0]?.raw === '{') words.shift();
    if (words.length === 1 && words[0]!.raw === '}') return;
    this.finish({
      ...context,
      kind: 'command',
      words,
      assignments,
      redirects: tail.redirects.length > 0 ? [...redirects, ...tail.redirects] : redirects,
      at: { start: node.start, end: Math.max(node.end, tail.end) },
    });
    for (const child of node.children) if (child.children.length > 0) this.substitutions(child, context);
  }

  private touches(end: number, start: number): boolean {
    // A continued line inside a word (`ab\⏎cd`) does not end it.
    let at = end;
    while (at < start && this.script.text[at] === '\\' && this.script.text[at + 1] === '\n') at += 2;
    return at === start;
  }

  private declaration(node: ShellNode, context: Context, tail: Tail): void {
    const assignments: Assignment[] = [];
    const words: ShellWord[] = [];
    for (const child of node.children) {
      if (child.type === 'comment' || child.start === child.end) continue;
      if (child.type.endsWith('_redirect')) continue;
      if (child.type === 'variable_assignment') assignments.push(this.assignment(child));
      else if (child.type === 'variable_name') {
        const span = fileSpanOf(this.script.map, child.start, child.end);
        const name = this.textOf(child);
        assignments.push({ name, append: false, value: undefined, nameSpan: span, span });
      }
      words.push(wordOf(this.script, [child], child.start, child.end));
    }
    const own = node.children.filter(child => child.type.endsWith('_redirect')).flatMap(child => this.redirect(child));
    this.finish({
      ...context,
      kind: 'declaration',
      words: [...words, ...tail.words],
      assignments,
      redirects: [...own, ...tail.redirects],
      at: { start: node.start, end: Math.max(node.end, tail.end) },
    });
    this.substitutionsBelow(node, context);
  }

  private test(node: ShellNode, context: Context, tail: Tail): void {
    const leaves: ShellNode[] = [];
    const open = [...node.children].reverse();
    for (let current = open.pop(); current; current = open.pop()) {
      if (wordTypes.has(current.type) || current.children.length === 0) {
        if (current.start < current.end) leaves.push(current);
      } else for (let index = current.children.length - 1; index >= 0; index--) open.push(current.children[index]!);
    }
    const closer = leaves[leaves.length - 1];
    if (closer && (closer.type === ']' || closer.type === ']]' || closer.type === '))')) leaves.pop();
    const groups: ShellNode[][] = [];
    for (const leaf of leaves) {
      const last = groups[groups.length - 1];
      if (last && last[last.length - 1]!.end === leaf.start) last.push(leaf);
      else groups.push([leaf]);
    }
    this.finish({
      ...context,
      kind: 'test',
      words: groups.map(group => wordOf(this.script, group, group[0]!.start, group[group.length - 1]!.end)),
      assignments: [],
      redirects: tail.redirects,
      at: { start: node.start, end: Math.max(node.end, tail.end) },
    });
    this.substitutionsBelow(node, context);
  }

  private assignments(node: ShellNode, context: Context, tail: Tail): void {
    const nodes =
      node.type === 'variable_assignment'
        ? [node]
        : node.children.filter(child => child.type === 'variable_assignment');
    this.finish({
      ...context,
      kind: 'assignment',
      words: tail.words,
      assignments: nodes.map(child => this.assignment(child)),
      redirects: tail.redirects,
      at: { start: node.start, end: Math.max(node.end, tail.end) },
    });
    this.substitutionsBelow(node, context);
  }

  private assignment(node: ShellNode): Assignment {
    const name = node.children.find(child => child.field === 'name') ?? node.children[0] ?? node;
    const operator = node.children.find(child => child.type === '=' || child.type === '+=');
    const valueNodes = node.children.filter(
      child => operator && child.start >= operator.end && child.start < child.end,
    );
    const start = operator?.end ?? node.end;
    return {
      name: this.textOf(name),
      append: operator?.type === '+=',
      value: wordOf(this.script, valueNodes, start, Math.max(start, node.end)),
      nameSpan: fileSpanOf(this.script.map, name.start, name.end),
      span: fileSpanOf(this.script.map, node.start, node.end),
    };
  }

  private redirect(node: ShellNode): readonly Redirect[] {
    const heredoc = this.tree?.heredocs.find(
      candidate => candidate.at.start >= node.start && candidate.at.end <= node.end,
    );
    const descriptorNode = node.children.find(child => child.type === 'file_descriptor');
    const descriptorText = descriptorNode ? this.textOf(descriptorNode) : undefined;
    const descriptor = descriptorText === undefined ? undefined : Number.parseInt(descriptorText, 10);
    const operatorNode = node.children.find(child => !child.named && child.start < child.end);
    const targetNode = node.children.find(child => child.named && child !== descriptorNode && child.start < child.end);
    const end = heredoc ? heredoc.at.end : (targetNode?.end ?? node.end);
    return [
      {
        operator: heredoc ? (heredoc.chomp ? '<<-' : '<<') : operatorNode ? this.textOf(operatorNode) : '',
        descriptor: Number.isNaN(descriptor) ? undefined : descriptor,
        target:
          heredoc || !targetNode ? undefined : wordOf(this.script, [targetNode], targetNode.start, targetNode.end),
        heredoc,
        span: fileSpanOf(this.script.map, node.start, end),
      },
    ];
  }

  private trailingWords(node: ShellNode): readonly ShellWord[] {
    const destinations = node.children.filter(child => child.field === 'destination' || child.field === 'argument');
    return destinations.slice(1).map(child => wordOf(this.script, [child], child.start, child.end));
  }

  private ifStatement(node: ShellNode, context: Context): void {
    // Before `then`: the condition; behind it the branch; elif and else are nodes of their own.
    const condition: ShellNode[] = [];
    const branch: ShellNode[] = [];
    let sawThen = false;
    for (const child of node.children) {
      if (child.type === 'then') sawThen = true;
      else if (child.type === 'elif_clause') this.ifStatement(child, context);
      else if (child.type === 'else_clause') {
        this.statements(bodyNodes(child), inside(context, 'branch', { conditional: true }));
      } else if (['if', 'elif', 'fi'].includes(child.type)) continue;
      else (sawThen ? branch : condition).push(child);
    }
    const isElif = node.type === 'elif_clause';
    this.statements(condition, inside(context, 'condition', isElif ? { conditional: true } : {}));
    this.statements(branch, inside(context, 'branch', { conditional: true }));
  }

  private whileStatement(node: ShellNode, context: Context): void {
    const condition = node.children.filter(child => child.field === 'condition');
    this.statements(condition, inside(context, 'condition'));
    for (const child of node.children) if (child.field === 'body') this.statement(child, context);
  }

  private forStatement(node: ShellNode, context: Context): void {
    for (const child of node.children) {
      if (child.field === 'body') {
        if (child.type === 'compound_statement') {
          this.statements(bodyNodes(child), inside(context, 'loop', { conditional: true }));
        } else this.statement(child, context);
      } else this.substitutions(child, context);
    }
  }

  private caseStatement(node: ShellNode, context: Context): void {
    for (const child of node.children) {
      if (child.type !== 'case_item') {
        this.substitutions(child, context);
        continue;
      }
      const close = child.children.findIndex(part => part.type === ')');
      this.statements(child.children.slice(close + 1), inside(context, 'case', { conditional: true }));
    }
  }

  /** Walks the `$(…)`, backquotes and `<(…)` in a word or anything else that is no statement. */
  private substitutions(node: ShellNode, context: Context): void {
    const open = [node];
    for (let current = open.pop(); current; current = open.pop()) {
      if (current.type === 'command_substitution' || current.type === 'process_substitution') {
        const within = inside(context, 'substitution', { outerRedirects: [], background: false });
        this.statements(bodyNodes(current), within);
      } else for (let index = current.children.length - 1; index >= 0; index--) open.push(current.children[index]!);
    }
  }

  private substitutionsBelow(node: ShellNode, context: Context): void {
    for (const child of node.children) this.substitutions(child, context);
  }

  /** The commands in `$(…)` inside the body of a heredoc that the shell expands. */
  private heredocSubstitutions(heredoc: ShellHeredoc): void {
    const { start, end } = heredoc.bodyAt;
    const body = this.script.text.slice(start, end);
    if (!body.includes('$(') && !body.includes('`')) return;
    // Read as the inside of double quotes, which is how the shell reads it (a plain `"` aside).
    const prefix = ': "';
    const tree = parseShell(prefix + body.replaceAll('"', "'") + '"');
    if (!tree || tree.hasError) return;
    const expansions: ShellNode[] = [];
    collectExpansions(tree.root, expansions);
    for (const expansion of expansions) {
      if (expansion.type !== 'command_substitution') continue;
      const from = expansion.start - prefix.length + start + (body[expansion.start - prefix.length] === '`' ? 1 : 2);
      const to = expansion.end - prefix.length + start - 1;
      this.innerScript(from, to, 'substitution');
    }
  }

  private innerScript(from: number, to: number, scope: Scope): void {
    if (this.depth >= maximumDepth || to <= from) return;
    const script: Script = {
      ...withoutExec(this.script),
      kind: 'argument',
      text: this.script.text.slice(from, to),
      map: sliceMap(this.script.map, from, to),
      span: fileSpanOf(this.script.map, from, to),
    };
    const analysis = analysisOf(script, this.depth + 1);
    for (const command of analysis?.commands ?? [])
      this.commands.push({ ...command, scopes: [scope, ...command.scopes] });
  }

  private finish(draft: Draft): void {
    const { connector } = this;
    this.connector = undefined;
    this.emit(draft, connector);
  }

  /** Takes wrappers off and adds the command, or what the script in its argument holds. */
  emit(draft: Draft, connector: Connector | undefined): void {
    const { script } = this;
    const plain = draft.kind === 'command' ? unwrap(script, draft.words) : undefined;
    const argv = plain?.argv ?? draft.words;
    const name = argv[0];
    const command: ShellCommand = {
      kind: draft.kind,
      program: name && !name.dynamic ? baseName(name.value) : '',
      name,
      argv,
      args: argv.slice(1),
      assignments:
        plain && plain.assignments.length > 0 ? [...draft.assignments, ...plain.assignments] : draft.assignments,
      redirects: draft.redirects,
      outerRedirects: draft.outerRedirects,
      wrappers: plain?.wrappers ?? [],
      openEnded: plain?.openEnded ?? false,
      connector,
      pipeline: draft.pipeline,
      pipelineIndex: draft.pipelineIndex,
      scopes: draft.scopes,
      list: draft.list,
      conditional: draft.conditional || (plain?.conditional ?? false),
      negated: draft.negated,
      background: draft.background,
      broken: this.tree?.hasError ?? false,
      span: fileSpanOf(script.map, draft.at.start, draft.at.end),
      at: { start: draft.at.start, end: draft.at.end },
      script,
    };
    if (draft.kind === 'command' && this.emitInner(command)) return;
    this.commands.push(command);
  }

  /** `sh -c "…"`, `eval "…"`, `bash <<EOF`: adds the inner script's commands; false when there is none that can be read. */
  private emitInner(command: ShellCommand): boolean {
    if (this.depth >= maximumDepth) return false;
    const found = this.innerScriptOf(command);
    if (!found) return false;
    this.inner.push(found.script);
    if (!isPosixShell(found.script.interpreter)) return false;
    const analysis = analysisOf(found.script, this.depth + 1);
    if (!analysis) {
      this.waiting = true;
      return false;
    }
    if (analysis.commands.length === 0) return false;
    analysis.commands.forEach((inner, index) => {
      this.commands.push({
        ...inner,
        wrappers: [...command.wrappers, found.wrapper, ...inner.wrappers],
        outerRedirects: [...inner.outerRedirects, ...command.redirects, ...command.outerRedirects],
        scopes: [...command.scopes, 'script', ...inner.scopes],
        conditional: command.conditional || inner.conditional,
        background: command.background || inner.background,
        broken: command.broken || inner.broken,
        connector: index === 0 ? command.connector : inner.connector,
        assignments: index === 0 ? [...command.assignments, ...inner.assignments] : inner.assignments,
      });
    });
    return true;
  }

  private innerScriptOf(command: ShellCommand): { readonly script: Script; readonly wrapper: Wrapper } | undefined {
    const word = innerScriptWord(command.program, command.argv);
    if (word) {
      const { value } = word.word;
      if (value === '') return undefined;
      return {
        wrapper: {
          name: command.program,
          words: command.argv.filter(other => other !== word.word),
          span: command.span,
        },
        script: {
          ...withoutExec(this.script),
          kind: 'argument',
          text: value,
          map: valueMap(this.script, word.word),
          interpreter: word.interpreter ?? this.script.interpreter,
          span: word.word.span,
        },
      };
    }
    const heredoc = command.redirects.find(redirect => redirect.heredoc !== undefined)?.heredoc;
    if (!heredoc || !readsScriptFromInput(command)) return undefined;
    return {
      wrapper: { name: command.program, words: command.argv, span: command.span },
      script: this.heredocScript(heredoc, interpreterName(command.program)),
    };
  }

  private heredocScript(heredoc: ShellHeredoc, interpreter: string): Script {
    const { text, map } = this.script;
    const pieces: MappedPiece[] = [];
    let body = '';
    for (let at = heredoc.bodyAt.start; at < heredoc.bodyAt.end; ) {
      const lineFeed = text.indexOf('\n', at);
      const end = lineFeed === -1 ? heredoc.bodyAt.end : Math.min(lineFeed + 1, heredoc.bodyAt.end);
      let start = at;
      if (heredoc.chomp) while (start < end && text[start] === '\t') start++;
      pieces.push({ length: end - start, at: { start, end } });
      body += text.slice(start, end);
      at = end;
    }
    return {
      ...withoutExec(this.script),
      kind: 'heredoc',
      expands: heredoc.expand,
      text: body,
      map: innerMap(map, pieces, heredoc.bodyAt.start),
      interpreter,
      span: fileSpanOf(map, heredoc.bodyAt.start, heredoc.bodyAt.end),
    };
  }

  private textOf(node: ShellNode): string {
    return this.script.text.slice(node.start, node.end);
  }
}

const scriptReaders: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  'ksh',
  'zsh',
  'python',
  'perl',
  'ruby',
  'node',
  'php',
]);

/** An interpreter without a file to run (`bash -eux`, `python3 -`) runs what comes in. */
function readsScriptFromInput(command: ShellCommand): boolean {
  const interpreter = interpreterName(command.program);
  if (!scriptReaders.has(interpreter)) return false;
  for (let index = 0; index < command.args.length; index++) {
    const { value } = command.args[index]!;
    if (value === '-' || value === '-s' || value === '--') return true;
    if (!value.startsWith('-') && !value.startsWith('+')) return false;
    if (value === '-c' || value === '-e' || value === '-m' || value === '-r')
      return isPosixShell(interpreter) && value === '-e';
    if (isPosixShell(interpreter) && value.endsWith('o')) index++;
  }
  return true;
}

function withoutExec(script: Script): Pick<Script, 'instruction' | 'runs' | 'interpreter'> {
  return { instruction: script.instruction, runs: script.runs, interpreter: script.interpreter };
}

/** The children of a construct without its own keywords and brackets. */
function bodyNodes(node: ShellNode): readonly ShellNode[] {
  return node.children.filter(child => child.named || child.type === ';' || child.type === '&');
}

/** Whether a statement only asks a question: `[ … ]`, `test …`. */
function isTest(node: ShellNode, text: string): boolean {
  if (node.type === 'test_command') return true;
  if (node.type === 'negated_command') return node.children.some(child => isTest(child, text));
  if (node.type !== 'command') return false;
  const name = node.children.find(child => child.type === 'command_name');
  return name !== undefined && text.slice(name.start, name.end) === 'test';
}

function baseName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 || slash === path.length - 1 ? path : path.slice(slash + 1);
}
