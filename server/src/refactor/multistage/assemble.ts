/**
 * Writes the conversion as edits (section 2.0.8 of the design): the old text becomes the build stage, the moved instructions are
 * deleted together with the comments above them, and the final stage is put behind.
 */
import { applyEdits, type TextEdit } from '../../syntax/edit.ts';
import type { Comment, DockerfileTree, Instruction, Pair } from '../../syntax/tree.ts';
import { variableReferences } from '../../syntax/words.ts';
import { isInside, type Step } from './analysis.ts';
import { type FolderAttributes, workdirFix } from './folderAttributes.ts';
import type { Needs } from './needs.ts';
import { isBuilderOnly, type Routing } from './routing.ts';
import { type EcosystemPlan, lineOf, type PlannedCopy, type Situation } from './situation.ts';
import type { Move } from './types.ts';

export interface AssembleInput {
  readonly situation: Situation;
  readonly plan: EcosystemPlan;
  readonly routing: Routing;
  readonly needs: Needs;
  readonly copies: readonly (PlannedCopy & { readonly attributes: FolderAttributes })[];
}

export interface Assembled {
  readonly edits: readonly TextEdit[];
  readonly moves: readonly Move[];
  readonly stageName: string;
  readonly builderOnly: readonly string[];
  readonly claimed: readonly number[];
  /** Comments that spoke of instructions that are left out. */
  readonly lostComments: readonly string[];
}

export function assemble(input: AssembleInput): Assembled {
  const writer = new FinalStageWriter(input);
  return writer.write();
}

class FinalStageWriter {
  private readonly lines: string[] = [];
  private readonly moves: Move[] = [];
  private readonly tree: DockerfileTree;
  private readonly lower: boolean;
  private readonly eol: string;
  private readonly stageName: string;

  constructor(private readonly input: AssembleInput) {
    const { document } = input.situation.facts;
    this.tree = document.tree;
    this.eol = this.tree.eol;
    const keywords = this.tree.instructions.map(instruction => instruction.keyword.value);
    this.lower = keywords.filter(word => word === word.toLowerCase()).length * 2 > keywords.length;
    this.stageName = this.chooseStageName();
  }

  write(): Assembled {
    const { situation, plan, routing, needs } = this.input;
    const { facts } = situation;
    const edits: TextEdit[] = [];
    const { stage } = facts;
    if (stage.name === undefined) {
      const at = stage.baseWord!.span.end;
      const as = stage.from.keyword.value === stage.from.keyword.value.toLowerCase() ? 'as' : 'AS';
      if (plan.pinnedBase === undefined)
        edits.push({ span: { start: at, end: at }, newText: ` ${as} ${this.stageName}` });
      else edits.push({ span: stage.baseWord!.span, newText: `${plan.pinnedBase} ${as} ${this.stageName}` });
      this.moves.push({
        what: `The file so far becomes the stage \`${this.stageName}\`.`,
        why: 'It still builds everything; `docker build --target ' + this.stageName + '` stops there.',
        line: lineOf(stage.from),
      });
    }
    if (plan.pinnedBase !== undefined) {
      if (stage.name !== undefined) edits.push({ span: stage.baseWord!.span, newText: plan.pinnedBase });
      this.moves.push({
        what: `FROM becomes ${plan.pinnedBase}.`,
        why: 'You want the release of the build image to stay the one of the final image.',
        line: lineOf(stage.from),
      });
    }
    const dropped = routing.moved.filter(step => plan.drops?.(step.instruction.name) === true);
    const kept = routing.moved.filter(step => !dropped.includes(step));
    edits.push(...this.deletions(routing.moved));
    const builderOnly: string[] = [];

    const head = this.environmentLines(builderOnly);
    const body: string[] = [];
    const runs = [...this.packageLines(), ...this.userLines()];
    body.push(...runs);
    body.push(...this.copyLines());
    for (const command of needs.commands) {
      body.push(`${this.keyword('RUN')} ${command.text}`);
      this.moves.push({
        what: `\`${oneLine(command.text)}\` runs in the final stage too.`,
        why: command.why,
        ...(command.line === undefined ? {} : { line: command.line }),
      });
    }
    body.push(...(plan.extraLines ?? []));
    const workdir = this.workdirLine();
    if (workdir !== undefined) body.push(workdir);
    const user = routing.repeated.findLast(step => step.instruction.name === 'USER');
    if (user !== undefined && !(plan.drops?.('USER') ?? false)) {
      body.push(this.slice(user.instruction));
      this.moves.push({
        what: 'USER is set again.',
        why: 'The final image runs as the same user.',
        line: lineOf(user.instruction),
      });
    }
    const tail = kept.flatMap(step => (this.standsApart(step) ? ['', this.movedText(step)] : [this.movedText(step)]));
    for (const step of kept) {
      this.moves.push({
        what: `${step.instruction.name} moves to the final stage.`,
        why: METADATA_WHY[step.instruction.name] ?? 'It only matters when the container runs.',
        line: lineOf(step.instruction),
      });
    }
    for (const step of dropped) {
      this.moves.push({
        what: `${step.instruction.name} is left out.`,
        why: 'The final image starts in its own way.',
        line: lineOf(step.instruction),
      });
    }
    // What stands for a dropped instruction gets its comments.
    const spokenOf = dropped.flatMap(step => this.commentsAbove(step.instruction));
    if (plan.newCommand !== undefined) {
      if (spokenOf.length > 0 && tail.length > 0) tail.push('');
      tail.push(
        ...(plan.newFolder === undefined ? [] : [`${this.keyword('WORKDIR')} ${plan.newFolder}`]),
        ...spokenOf.map(comment => this.tree.text.slice(comment.span.start, comment.span.end)),
        plan.newCommand,
      );
    }
    const lostComments = plan.newCommand === undefined ? spokenOf.map(comment => comment.text) : [];
    const arguments_ = this.argumentLines([...head.map(entry => entry.text), ...body, ...tail]);
    const settings = [...head, ...arguments_].sort((a, b) => a.at - b.at).map(entry => entry.text);

    const start: string[] = [];
    for (const line of plan.buildLines ?? []) {
      start.push(line.text);
      this.moves.push({ what: `The build stage gets \`${line.text}\`.`, why: line.why });
    }
    start.push(...this.madeFolders());
    this.lines.push(...start);
    this.lines.push('');
    this.lines.push('# What runs: the tools and files that only the build needs stay in the stage above.');
    // What was built for one platform runs on that platform.
    const platform = stage.platformFlag?.text;
    this.lines.push(`${this.keyword('FROM')} ${platform === undefined ? '' : `${platform} `}${plan.finalImage}`);
    this.moves.push({ what: `The final stage is built on ${plan.finalImage}.`, why: plan.imageWhy });
    this.moves.push(...plan.moves);
    this.lines.push(...settings, ...body, ...tail);
    edits.push(...this.appendix(edits));
    const last = this.tree.instructions.length - 1;
    const claimed = new Set([stage.from.index, last, ...routing.moved.map(step => step.instruction.index)]);
    const lastStep = routing.lastBuild >= 0 ? facts.steps[routing.lastBuild] : undefined;
    if (lastStep) claimed.add(lastStep.instruction.index);
    return {
      edits: merged(edits),
      moves: this.moves,
      stageName: this.stageName,
      builderOnly,
      claimed: [...claimed],
      lostComments,
    };
  }

  private chooseStageName(): string {
    const { stage, copies } = this.input.situation.facts;
    if (stage.nameWord !== undefined) return stage.nameWord.value;
    const taken = new Set(copies.flatMap(copy => (copy.from === undefined ? [] : [copy.from.toLowerCase()])));
    return ['build', 'builder', 'build-stage'].find(name => !taken.has(name)) ?? 'build-stage-1';
  }

  private keyword(word: string): string {
    return this.lower ? word.toLowerCase() : word;
  }

  private slice(instruction: Instruction): string {
    return this.tree.text.slice(instruction.span.start, instruction.span.end);
  }

  /** The comment lines directly above an instruction, without a blank line between. */
  private commentsAbove(instruction: Instruction): readonly Comment[] {
    const comments: Comment[] = [];
    let line = this.tree.lines.lineAt(instruction.span.start) - 1;
    const byLine = new Map(
      this.tree.items.flatMap(item =>
        item.kind === 'comment' ? [[this.tree.lines.lineAt(item.span.start), item] as const] : [],
      ),
    );
    for (let comment = byLine.get(line); comment !== undefined; comment = byLine.get(line)) {
      comments.unshift(comment);
      line--;
    }
    return comments;
  }

  /** An instruction as it was written, with the comments above it. */
  private movedText(step: Step): string {
    const { instruction } = step;
    const lines = this.commentsAbove(instruction).map(comment =>
      this.tree.text.slice(comment.span.start, comment.span.end),
    );
    return [...lines, this.slice(instruction)].join(this.eol);
  }

  /** A part with comments, or with a blank line above it: it stands apart in the final stage, as it did. */
  private standsApart({ instruction }: Step): boolean {
    const { lines } = this.tree;
    const comments = this.commentsAbove(instruction);
    const above = lines.lineAt(comments[0]?.span.start ?? instruction.span.start) - 1;
    return comments.length > 0 || (above >= 0 && lines.lineText(above).trim() === '');
  }

  /** Takes the moved instructions out of the build stage. */
  private deletions(steps: readonly Step[]): TextEdit[] {
    const { text, lines } = this.tree;
    const gone = new Set<number>();
    for (const { instruction } of steps) {
      const comments = this.commentsAbove(instruction);
      const first = lines.lineAt(comments[0]?.span.start ?? instruction.span.start);
      const last = lines.lineAt(instruction.span.end);
      for (let line = first; line <= last; line++) gone.add(line);
    }
    const isBlank = (line: number) => line < 0 || line >= lines.count || lines.lineText(line).trim() === '';
    const last = lines.count - 1;
    for (const line of [...gone]) {
      if (gone.has(line + 1) || !isBlank(line + 1)) continue;
      let first = line;
      while (gone.has(first - 1)) first--;
      // Of the blank lines on both sides one stays; between two deleted parts none.
      let after = line + 1;
      while (after <= last && isBlank(after)) after++;
      if (!isBlank(first - 1) && after <= last && !gone.has(after)) continue;
      for (let blank = line + 1; blank < after; blank++) gone.add(blank);
    }
    // Blank lines at the end of what is left go too: the final stage brings its own.
    for (let line = last; line >= 0 && (gone.has(line) || isBlank(line)); line--)
      if (line !== last || lines.lineText(line) !== '') gone.add(line);
    const edits: TextEdit[] = [];
    for (let line = 0; line <= last; line++) {
      if (!gone.has(line)) continue;
      const start = lines.starts[line]!;
      while (gone.has(line + 1)) line++;
      edits.push({ span: { start, end: line < last ? lines.starts[line + 1]! : text.length }, newText: '' });
    }
    return edits;
  }

  /** ENV, SHELL of the build stage that the final one needs too. */
  private environmentLines(builderOnly: string[]): { readonly at: number; readonly text: string }[] {
    const { situation, plan, routing } = this.input;
    const { facts } = situation;
    const result: { at: number; text: string }[] = [];
    const pairs = routing.repeated.flatMap(step => (step.instruction.name === 'ENV' ? step.instruction.pairs : []));
    const needed = new Set(pairs.map(pair => pair.key).filter(key => !isBuilderOnly(key, situation, plan)));
    // What moves, and what runs, may read a variable of the build or of its base image.
    const read = new Set<string>();
    for (const step of routing.moved) {
      for (const match of this.slice(step.instruction).matchAll(/\$\{?([A-Za-z_]\w*)/g)) read.add(match[1]!);
    }
    for (const pair of pairs) if (read.has(pair.key)) needed.add(pair.key);
    const own = new Set(facts.steps.flatMap(step => step.instruction.pairs.map(pair => pair.key)));
    for (const [name, value] of plan.twin ? [] : Object.entries(facts.image.env)) {
      if (name === 'PATH' || name === 'JAVA_HOME' || own.has(name) || !read.has(name)) continue;
      result.push({ at: -1, text: `${this.keyword('ENV')} ${name}=${value}` });
      this.moves.push({
        what: `ENV ${name} is added.`,
        why: `${facts.image.name} sets it, and what moves here reads it.`,
      });
    }
    // A kept variable may be made from one that only the build seems to need.
    for (let grown = true; grown; ) {
      grown = false;
      for (const pair of pairs) {
        if (!needed.has(pair.key) || pair.value === undefined) continue;
        for (const reference of variableReferences(pair.value)) {
          if (!needed.has(reference.name) && pairs.some(other => other.key === reference.name)) {
            needed.add(reference.name);
            grown = true;
          }
        }
      }
    }
    for (const { name, value, why } of plan.environment ?? []) {
      if (
        facts.steps.some(
          step => step.instruction.name === 'ENV' && step.instruction.pairs.some(pair => pair.key === name),
        )
      )
        continue;
      result.push({ at: -1, text: `${this.keyword('ENV')} ${name}=${value}` });
      this.moves.push({ what: `ENV ${name} is added.`, why });
    }
    for (const step of routing.repeated) {
      const { instruction } = step;
      if (instruction.name === 'SHELL') {
        result.push({ at: step.at, text: this.slice(instruction) });
        this.moves.push({
          what: 'SHELL is repeated.',
          why: 'Commands in shell form run with the same shell.',
          line: lineOf(instruction),
        });
        continue;
      }
      if (instruction.name !== 'ENV') continue;
      const kept = instruction.pairs.filter(pair => needed.has(pair.key));
      for (const pair of instruction.pairs) if (!needed.has(pair.key)) builderOnly.push(pair.key);
      if (kept.length === 0) {
        this.moves.push({
          what: `ENV ${instruction.pairs.map(pair => pair.key).join(', ')} stays in the build stage.`,
          why: 'Only tools of the build read it.',
          line: lineOf(instruction),
        });
        continue;
      }
      const text =
        kept.length === instruction.pairs.length
          ? this.slice(instruction)
          : `${this.keyword('ENV')} ${kept.map(pair => pairText(this.tree.text, pair)).join(' ')}`;
      result.push({ at: step.at, text: this.withBaseVariables(text) });
      this.moves.push({
        what: `ENV ${kept.map(pair => pair.key).join(', ')} is set in both stages.`,
        why: 'The build may read it, and so may the program.',
        line: lineOf(instruction),
      });
    }
    return result;
  }

  /** Variables that only the old base image sets, replaced by their values. */
  private withBaseVariables(text: string): string {
    const { situation, plan } = this.input;
    const { env } = situation.facts.image;
    if (plan.twin) return text;
    const own = new Set(situation.facts.steps.flatMap(step => step.instruction.pairs.map(pair => pair.key)));
    let out = text;
    for (const [name, value] of Object.entries(env)) {
      if (name === 'PATH' || own.has(name)) continue;
      out = out.replaceAll('${' + name + '}', value).replace(new RegExp(`\\$${name}(?!\\w)`, 'g'), () => value);
    }
    return out;
  }

  /** ARGs that the lines of the final stage read. */
  private argumentLines(texts: readonly string[]): { readonly at: number; readonly text: string }[] {
    const { routing } = this.input;
    const used = new Set<string>();
    for (const text of texts) for (const match of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) used.add(match[1]!);
    const arguments_ = routing.repeated.filter(step => step.instruction.name === 'ARG');
    // An ARG's default may read another one.
    for (let grown = true; grown; ) {
      grown = false;
      for (const step of arguments_) {
        for (const pair of step.instruction.pairs) {
          if (!used.has(pair.key) || pair.value === undefined) continue;
          for (const reference of variableReferences(pair.value)) {
            if (!used.has(reference.name)) {
              used.add(reference.name);
              grown = true;
            }
          }
        }
      }
    }
    return arguments_.flatMap(step => {
      const { instruction } = step;
      const kept = instruction.pairs.filter(pair => used.has(pair.key));
      if (kept.length === 0) return [];
      this.moves.push({
        what: `ARG ${kept.map(pair => pair.key).join(', ')} is declared again.`,
        why: 'A build argument is known only in the stage that declares it.',
        line: lineOf(instruction),
      });
      const text =
        kept.length === instruction.pairs.length
          ? this.slice(instruction)
          : `${this.keyword('ARG')} ${kept.map(pair => pairText(this.tree.text, pair)).join(' ')}`;
      return [{ at: step.at, text }];
    });
  }

  private packageLines(): string[] {
    const { needs, plan } = this.input;
    if (needs.packages.length === 0) return [];
    const names = needs.packages.map(entry => entry.name).sort();
    for (const { name, why } of needs.packages)
      this.moves.push({ what: `The final image gets ${name}.`, why: why[0]!.toUpperCase() + why.slice(1) + '.' });
    const run = this.keyword('RUN');
    const glue = ` ${this.tree.escape}${this.eol}    `;
    const list = names.length > 2 ? names.map(name => glue + name).join('') : ' ' + names.join(' ');
    if (plan.finalDistro.kind === 'alpine') return [`${run} apk add --no-cache${list}`];
    const noRecommends = needs.withRecommends ? '' : ' --no-install-recommends';
    const frontend =
      names.includes('tzdata') || plan.finalDistro.kind === 'ubuntu' ? 'DEBIAN_FRONTEND=noninteractive ' : '';
    const join = names.length > 2 ? glue + '&& ' : ' && ';
    // Its packages are no longer on the usual servers.
    const isArchived = plan.finalDistro.kind === 'debian' && /^(?:stretch|buster)$/.test(plan.finalDistro.release);
    const update = isArchived
      ? `sed -i -e 's/deb.debian.org/archive.debian.org/' -e 's/security.debian.org/archive.debian.org/' -e '/-updates/d' /etc/apt/sources.list${join}apt-get -o Acquire::Check-Valid-Until=false update`
      : 'apt-get update';
    return [
      `${run} ${update}${join}${frontend}apt-get install -y${noRecommends}${list}${join}rm -rf /var/lib/apt/lists/*`,
    ];
  }

  private userLines(): string[] {
    const { needs, situation } = this.input;
    if (needs.users.length === 0) return [];
    const { text } = situation.facts.document;
    const commands = needs.users.map(run => text.slice(run.command.span.start, run.command.span.end));
    for (const run of needs.users) {
      this.moves.push({
        what: `\`${run.command.program}\` runs in the final stage too.`,
        why: 'Users and groups are made per image; the same command gives the same numbers.',
        line: lineOf(run.step.instruction),
      });
    }
    const glue = commands.length > 1 ? ` ${this.tree.escape}${this.eol}    && ` : '';
    return [`${this.keyword('RUN')} ${commands.join(glue)}`];
  }

  /** Podman fails at a COPY whose pattern matches nothing, so a folder that may be missing is made where that can be done. */
  private madeFolders(): string[] {
    const folders = this.input.copies.filter(copy => this.canBeMade(copy)).map(copy => copy.to!.slice(0, -1));
    if (folders.length === 0) return [];
    const text = `${this.keyword('RUN')} mkdir -p ${folders.join(' ')}`;
    this.moves.push({
      what: `The build stage gets \`${text}\`.`,
      why: 'The build may not have made the folder, and COPY fails at one that is not there.',
    });
    return [text];
  }

  /** A folder that may be missing is copied by a pattern, until it is made: that takes a shell that writes there. */
  private canBeMade(copy: PlannedCopy): boolean {
    const { steps, user } = this.input.situation.facts;
    const last = steps[this.input.routing.lastBuild + 1]?.user ?? user;
    const isRoot = /^(?:|root|0)(?::.*)?$/.test(last);
    return isRoot && copy.path === `${copy.to?.slice(0, -1)}*` && /^[\w./+-]+\*$/.test(copy.path);
  }

  private copyLines(): string[] {
    const { copies, situation, plan } = this.input;
    const out: string[] = [];
    for (const copy of plan.ignoresUnnamed === true ? [] : situation.unnamedCopies) {
      if (this.input.routing.moved.includes(copy.step)) continue;
      if (copies.some(other => other.to === undefined && isInside(copy.destination, other.path))) continue;
      out.push(absoluteCopy(copy, this.slice(copy.step.instruction)));
      this.moves.push({
        what: `${copy.step.instruction.name} to ${copy.destination} is made again from the context.`,
        why: `${copy.destination} is a folder of the system, so it cannot be copied as a whole.`,
        line: lineOf(copy.step.instruction),
      });
    }
    if (plan.repeatContext === true) {
      for (const copy of situation.facts.copies) {
        if (
          copy.from !== undefined ||
          situation.unnamedCopies.includes(copy) ||
          this.input.routing.moved.includes(copy.step)
        )
          continue;
        out.push(absoluteCopy(copy, this.slice(copy.step.instruction)));
        this.moves.push({
          what: `${copy.step.instruction.name} to ${copy.destination} is made again from the context.`,
          why: 'The program may read some of these files; what the build left among them stays behind.',
          line: lineOf(copy.step.instruction),
        });
      }
    }
    const fixes: string[] = [];
    for (const copy of copies) {
      const { owner, uniform, mode } = copy.attributes;
      const target = copy.to ?? copy.path;
      const chown = owner !== undefined && uniform ? `--chown=${owner} ` : '';
      const made = this.canBeMade(copy);
      const [from, into] = made ? [target.slice(0, -1), target.slice(0, -1)] : [copy.path, target];
      const paths = /\s/.test(from + into) ? JSON.stringify([from, into]) : `${from} ${into}`;
      out.push(`${this.keyword('COPY')} --from=${this.stageName} ${chown}${paths}`);
      this.moves.push({
        what: `${from} is copied${into === from ? '' : ` to ${into}`}.`,
        why: copy.why[0]!.toUpperCase() + copy.why.slice(1) + '.',
      });
      if (owner !== undefined && !uniform) fixes.push(`chown ${owner} ${target}`);
      if (mode !== undefined) fixes.push(`chmod ${mode} ${target}`);
    }
    const own = plan.repeatContext === true ? undefined : workdirFix(situation, copies, this.input.routing.lastBuild);
    if (own !== undefined) fixes.push(own);
    if (fixes.length > 0) {
      out.push(`${this.keyword('RUN')} ${fixes.join(' && ')}`);
      this.moves.push({
        what: 'The copied folder gets its owner and mode back.',
        why: 'COPY brings what is in a folder, not the attributes of the folder itself.',
      });
    }
    return out;
  }

  private workdirLine(): string | undefined {
    const { situation, plan, routing } = this.input;
    const { facts } = situation;
    const next = facts.steps[routing.lastBuild + 1];
    const effective = next?.workdir ?? facts.workdir;
    const own = plan.twin ? facts.image.workdir : '/';
    // A relative WORKDIR that moves keeps its anchor, even where that is the default.
    const moved = routing.moved.find(step => step.at > routing.lastBuild && step.instruction.name === 'WORKDIR');
    const anchored = moved === undefined || moved.instruction.rest?.value.startsWith('/') === true;
    const said = facts.steps.some(step => step.at <= routing.lastBuild && step.instruction.name === 'WORKDIR');
    if (effective === own && (anchored || !said)) return undefined;
    // The next WORKDIR of the moved part is absolute, and nothing before it looks at the folder.
    for (const step of routing.moved.filter(candidate => candidate.at > routing.lastBuild)) {
      const { name } = step.instruction;
      if (name === 'WORKDIR') {
        if (step.instruction.rest?.value.startsWith('/')) return undefined;
        break;
      }
      if (name === 'RUN' || name === 'COPY' || name === 'ADD') break;
    }
    return `${this.keyword('WORKDIR')} ${effective}`;
  }

  private appendix(others: readonly TextEdit[]): TextEdit[] {
    const { text } = this.tree;
    const left = applyEdits(text, others);
    const prefix = left.endsWith('\n') || left === '' ? '' : this.eol;
    return [{ span: { start: text.length, end: text.length }, newText: prefix + this.lines.join(this.eol) + this.eol }];
  }
}

const METADATA_WHY: Readonly<Record<string, string>> = {
  CMD: 'It says what the final image runs.',
  ENTRYPOINT: 'It says what the final image runs.',
  EXPOSE: 'It describes the final image.',
  LABEL: 'It describes the final image.',
  MAINTAINER: 'It describes the final image.',
  HEALTHCHECK: 'It looks at the running container.',
  STOPSIGNAL: 'It is for the running container.',
  VOLUME: 'It is for the running container; it stands behind the copies, so that their files are in it.',
  USER: 'It comes after the last step of the build.',
  ENV: 'It comes after the last step of the build.',
  RUN: 'It only prepares the system that the program runs on.',
  COPY: 'The build does not need these files.',
  ADD: 'The build does not need these files.',
};

function pairText(text: string, pair: Pair): string {
  if (pair.form !== 'legacy') return text.slice(pair.span.start, pair.span.end);
  return text.slice(pair.span.start, pair.span.end).replace(/^(\S+)\s+/, '$1=');
}

/** A COPY with its destination made absolute, so that it means the same whatever the WORKDIR is. */
function absoluteCopy(
  copy: { readonly step: Step; readonly destination: string; readonly intoFolder: boolean },
  slice: string,
): string {
  const last = copy.step.instruction.words.at(-1);
  if (last === undefined || last.value.startsWith('/')) return slice;
  const { start } = copy.step.instruction.span;
  const target = copy.destination + (copy.intoFolder && !copy.destination.endsWith('/') ? '/' : '');
  const word = copy.step.instruction.json ? JSON.stringify(target) : target;
  return slice.slice(0, last.span.start - start) + word + slice.slice(last.span.end - start);
}

function oneLine(text: string): string {
  return text.replace(/\s*\\\r?\n\s*/g, ' ');
}

/** Deletions at the end and the appendix meet: in order, touching is fine. */
function merged(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
