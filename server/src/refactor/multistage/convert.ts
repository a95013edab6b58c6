/**
 * The conversion of a single-stage Dockerfile to several stages: pure, synchronous, never throws. `initShell` must have finished for
 * RUN in shell form to be understood; without it the answer is a refusal that says so.
 */

import { lint } from '../../lint/run.ts';
import { createDocument, type DockerfileDocument } from '../../model/document.ts';
import { joinPath } from '../../model/goText.ts';
import { isShellReady } from '../../shell/parser.ts';
import { applyEdits } from '../../syntax/edit.ts';
import { checkEdit } from '../gate.ts';
import { analyseStage, isInside } from './analysis.ts';
import { assemble } from './assemble.ts';
import { INTERPRETED } from './calledPrograms.ts';
import { baseName, classifyStart, isReloading } from './commandClass.ts';
import { configDifferences, runtimeConfig } from './config.ts';
import { ecosystems } from './ecosystems/all.ts';
import { isGoRun } from './ecosystems/go.ts';
import { isCargo } from './ecosystems/rust.ts';
import { isSystemFolder } from './effects/files.ts';
import { folderAttributes } from './folderAttributes.ts';
import { identifyImage, roughSize } from './images.ts';
import { collectNeeds, type Needs } from './needs.ts';
import { obligationsOf } from './obligations.ts';
import { roughPackageSize } from './packages.ts';
import { stageReason, textReason } from './preconditions.ts';
import { routeInstructions } from './routing.ts';
import { readServices } from './services.ts';
import {
  answerOf,
  type Doubt,
  type EcosystemPlan,
  isAnswered,
  makeSituation,
  type Situation,
  startInstruction,
} from './situation.ts';
import type { Conversion, ConversionContext, ConversionInput, LeftBehind, Question, Reason } from './types.ts';
import { variantOf } from './variants.ts';

/** Converts, asks or refuses. Costs a few milliseconds and one parse of the result. */
export function convertToMultiStage(input: ConversionInput): Conversion {
  try {
    return convert(input);
  } catch (error) {
    // A bug must not become a wrong Dockerfile, nor take the caller down.
    const message = error instanceof Error ? error.message : String(error);
    return refused(undefined, { code: 'internal-error', message: `The conversion failed inside: ${message}.` });
  }
}

/** A quick answer for light bulbs: why it is refused by the text alone, or undefined when it is worth trying. */
export function cannotConvert(document: DockerfileDocument): Reason | undefined {
  return textReason(document);
}

function convert(input: ConversionInput): Conversion {
  const document = typeof input.source === 'string' ? createDocument(input.source) : input.source;
  const early = textReason(document);
  if (early !== undefined) return refused(undefined, early);
  if (!isShellReady()) {
    return refused(undefined, {
      code: 'not-ready',
      message: 'The shell parser is still loading.',
      hint: 'Try again in a moment.',
    });
  }
  const read = analyseStage(document, document.stages[0]!);
  const services = readServices(read, input.context, input.dockerfilePath);
  // A file that leaves it to Compose what is run.
  const silent = read.cmd === undefined && read.entrypoint === undefined && services.calls.length > 0;
  const facts = silent ? { ...read, starts: services.calls } : read;
  const reason = stageReason(facts);
  if (reason !== undefined) return refused(undefined, reason);
  const context = input.context === undefined ? undefined : withoutDockerfile(input.context, input.dockerfilePath);
  const situation = makeSituation(facts, context, input.answers ?? {}, silent ? { ...services, calls: [] } : services);
  const ecosystem = ecosystems.find(candidate => candidate.matches(situation));
  if (ecosystem === undefined) {
    return refused(undefined, {
      code: 'unknown-ecosystem',
      message: `It is not known how programs are built on ${facts.image.name}.`,
      line: facts.stage.from.startLine - 1,
    });
  }
  const start = startReason(situation, ecosystem.name);
  if (start !== undefined) return refused(ecosystem.name, start);
  const result = ecosystem.plan(situation);
  if ('refuse' in result) return refused(ecosystem.name, result.refuse);
  return finish(document, situation, result.plan);
}

/** CMD that needs the tools of the build, or keeps a container idle. Ecosystems with an answer of their own look first. */
function startReason(situation: Situation, ecosystem: string): Reason | undefined {
  const { facts } = situation;
  for (const call of situation.calls) {
    const judged = classifyStart(call);
    if (call.conditional && call.origin === 'script') continue;
    const line = startInstruction(facts).startLine - 1;
    if (judged.kind === 'development') {
      if (ecosystem === 'static-site') continue;
      const isMain = call === situation.main && facts.starts.includes(call);
      if (isMain && ((ecosystem === 'go' && isGoRun(call)) || (ecosystem === 'rust' && isCargo(call)))) continue;
      if (ecosystem === 'python' && isReloading(call)) continue;
      if (ecosystem === 'dotnet' && call.args[0] === 'run') continue;
      return {
        code: 'development-server',
        message: `The container starts ${judged.what}, which needs the tools of the build.`,
        hint: `To have a smaller image, ${judged.production}.`,
        line,
      };
    }
    if (judged.kind === 'idle' && call === situation.main) {
      return {
        code: 'tools-image',
        message: `The container starts ${judged.what}: people use this image for its tools.`,
        line,
      };
    }
    if (judged.kind === 'unknown' && (call === situation.main || facts.starts.includes(call))) {
      // Its settings say what it starts, and those programs are judged too.
      const isRead = situation.calls.some(other => other.wrappers.includes(baseName(call.program)));
      if (baseName(call.program) === 'supervisord' && isRead && INTERPRETED.test(ecosystem)) continue;
      if (call.program.startsWith('$') && call.origin !== 'CMD' && call.origin !== 'ENTRYPOINT') continue;
      return {
        code: 'unknown-start',
        message: `${judged.what[0]!.toUpperCase()}${judged.what.slice(1)}.`,
        hint: 'Let CMD name the program itself; other services can be containers of their own.',
        line,
      };
    }
  }
  return undefined;
}

function finish(document: DockerfileDocument, situation: Situation, first: EcosystemPlan): Conversion {
  const { facts } = situation;
  const carried = first.copies.map(copy => copy.path).concat(first.repeatContext === true ? situation.roots : []);
  // A script that a COPY brings into a folder of the system can be copied from the context in the final stage instead.
  const single = carried.filter(path => isCopiedFile(situation, path));
  const usual = layOut(situation, first, carried, single, false);
  // A layer more for a few megabytes less is no benefit.
  const benefit =
    first.smaller || usual.needs.dropped.reduce((sum, name) => sum + roughPackageSize(name), 0) >= leastBenefit;
  if (!benefit) {
    return refused(first.ecosystem, {
      code: 'no-benefit',
      message: `A second stage would hold the same: ${facts.image.name} is ${facts.image.variant === 'full' ? 'needed as it is' : 'small already'}, and nothing is installed that only the build needs.`,
      hint: first.hint ?? 'Nothing has to be changed.',
    });
  }
  const userProblem = missingUser(situation, first, usual.needs);
  if (userProblem !== undefined) return refused(first.ecosystem, userProblem);
  // An image without a shell has no RUN: what would move stays in the build stage then.
  const movesRun = usual.routing.moved.some(step => step.instruction.name === 'RUN');
  const still = movesRun ? layOut(situation, first, carried, single, true) : usual;
  const variant = variantOf({ situation, plan: first, ...still });
  const isOther = variant !== undefined && variant.chosen.plan !== first;
  const routing = isOther ? still.routing : usual.routing;
  const { plan, needs, copies } = isOther ? variant.chosen : { plan: first, ...usual };
  const assembled = assemble({ situation, plan, routing, needs, copies });
  // Mounted sources are run by the same interpreter with the same packages: only who builds in the container misses something.
  const isRemark = (doubt: Doubt) => doubt.code === 'service-with-mount' && INTERPRETED.test(plan.ecosystem);
  const serviceDoubts = situation.serviceDoubts.filter(doubt => !isRemark(doubt));
  const remarks = situation.serviceDoubts.filter(isRemark);
  const doubts = [...plan.doubts, ...needs.doubts, ...serviceDoubts].filter(
    (doubt, index, all) =>
      all.findIndex(other => other.code === doubt.code && other.message === doubt.message) === index,
  );
  if (doubts.length > 4) {
    return refused(plan.ecosystem, {
      code: 'too-much-unknown',
      message: `Too much is not known to convert this safely: ${doubts[0]!.message}`,
      ...(doubts[0]!.hint === undefined ? {} : { hint: doubts[0]!.hint }),
      ...(doubts[0]!.line === undefined ? {} : { line: doubts[0]!.line }),
    });
  }
  const unproven = doubts.length > 0 ? doubtQuestion(doubts) : undefined;
  if (unproven !== undefined && answerOf(situation, unproven) === 'refuse') {
    return refused(plan.ecosystem, {
      code: 'not-proven',
      message: doubts[0]!.message,
      ...(doubts[0]!.line === undefined ? {} : { line: doubts[0]!.line }),
    });
  }
  const required = [...plan.questions, ...(unproven === undefined ? [] : [unproven])].slice(0, 2);
  const open = required.filter(question => !isAnswered(situation, question.id));
  const questions = [...required, ...(variant === undefined ? [] : [variant.question]), ...(plan.options ?? [])].slice(
    0,
    2,
  );
  const checked = checkEdit({
    before: document.tree,
    edits: assembled.edits,
    claims: { instructions: assembled.claimed, comments: 'kept', lostComments: assembled.lostComments },
  });
  if (!checked.ok) {
    return refused(plan.ecosystem, {
      code: 'gate',
      message: `The result did not pass the check of edits: ${checked.reason}.`,
    });
  }
  const text = applyEdits(document.text, assembled.edits);
  const verdict = verify(document, text, assembled.builderOnly, plan, questions.length > 0);
  if (verdict !== undefined)
    return refused(plan.ecosystem, {
      code: 'self-check',
      message: `The result did not pass its own check: ${verdict}.`,
    });
  const answered = doubts.length > 0 && unproven !== undefined && isAnswered(situation, unproven.id);
  return {
    outcome: open.length > 0 ? 'ask' : 'safe',
    ecosystem: plan.ecosystem,
    text,
    edits: assembled.edits,
    moves: [...assembled.moves, ...remarks.map(({ message, hint }) => ({ what: message, why: hint ?? '' }))],
    obligations: obligationsOf({ situation, plan, needs, copies, doubts, answered }),
    reasons: answered ? [] : doubts.map(reasonOf),
    questions,
    leavesBehind: leftBehind(situation, plan, needs),
    builderOnly: assembled.builderOnly,
  };
}

/** Where each instruction goes, what the final stage needs, and what is copied. `keepRuns`: no RUN moves. */
function layOut(
  situation: Situation,
  plan: EcosystemPlan,
  carried: readonly string[],
  single: readonly string[],
  keepRuns: boolean,
) {
  const routing = routeInstructions(
    situation,
    plan,
    carried.filter(path => !single.includes(path)),
    keepRuns,
  );
  const moved = new Set(single.filter(path => routing.movedTargets.includes(path)));
  const needs = collectNeeds(situation, plan, carried, routing.lastBuild, routing.movedTargets);
  const copies = [
    ...plan.copies.filter(copy => !moved.has(copy.path) && !isOnlyNamedLater(situation, copy.path, routing.lastBuild)),
    ...needs.copies,
  ]
    .filter((copy, index, all) => all.findIndex(other => other.path === copy.path && other.to === copy.to) === index)
    .filter(
      (copy, _index, all) =>
        copy.to !== undefined ||
        !all.some(other => other.to === undefined && other.path !== copy.path && isInside(copy.path, other.path)),
    )
    .map(copy => ({ ...copy, attributes: folderAttributes(situation, copy.path, routing.lastBuild) }));
  return { routing, needs, copies };
}

/** A working folder that only instructions behind the build name: nothing is in it, and the build stage does not have it. */
function isOnlyNamedLater(situation: Situation, path: string, lastBuild: number): boolean {
  const { facts } = situation;
  if (!facts.steps.some(step => step.at > lastBuild && step.instruction.name === 'WORKDIR')) return false;
  if (facts.image.workdir !== '/' && isInside(facts.image.workdir, path)) return false;
  const named = facts.steps.filter(step => step.at > lastBuild).map(step => step.workdir);
  if (path !== facts.workdir && !named.includes(path)) return false;
  const touches = (other: string) => isInside(other, path) || (isInside(path, other) && other !== '/');
  return !(
    facts.steps.some(step => step.at <= lastBuild && isInside(step.workdir, path)) ||
    facts.copies.some(copy => copy.step.at <= lastBuild && touches(copy.destination)) ||
    facts.runs.some(run => run.step.at <= lastBuild && (isInside(run.cwd, path) || run.effect.writes.some(touches)))
  );
}

/** A file that a COPY of the context puts into a folder that every image has. */
function isCopiedFile(situation: Situation, path: string): boolean {
  return situation.facts.copies.some(
    copy =>
      copy.from === undefined &&
      isSystemFolder(copy.destination) &&
      copy.destination !== '/' &&
      copy.sources.some(source => joinPath(copy.destination, baseName(source)) === path),
  );
}

function reasonOf(doubt: Doubt): Reason {
  const { code, message, hint, line } = doubt;
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(line === undefined ? {} : { line }) };
}

/** One question for all that is not proven. */
function doubtQuestion(doubts: readonly Doubt[]): Question {
  const list = doubts.map(doubt =>
    doubt.line === undefined ? doubt.message : `Line ${doubt.line + 1}: ${doubt.message}`,
  );
  return {
    id: 'unproven',
    question: `Not everything can be proven. ${list.join(' ')} Convert?`,
    options: [
      {
        value: 'convert',
        label: 'Convert',
        detail: 'The program needs none of this when it runs; I will build and try it.',
      },
      { value: 'refuse', label: 'Do not convert', detail: 'Some of this is needed when the program runs.' },
    ],
    default: 'convert',
  };
}

/** The user that the final image runs as must exist in it. */
function missingUser(situation: Situation, plan: EcosystemPlan, needs: Needs): Reason | undefined {
  const { facts } = situation;
  if (plan.drops?.('USER') === true) return undefined;
  const [user] = facts.user.split(':');
  if (user === undefined || user === '' || /^\d+$/.test(user) || user.includes('$')) return undefined;
  const known = new Set(['root', 'nobody', 'www-data', 'daemon', 'bin', 'sys', 'mail', 'games', 'backup']);
  if (known.has(user)) return undefined;
  const final = identifyImage(plan.finalImage, plan.finalImage.includes('$') ? facts.image.name : plan.finalImage);
  const family = plan.twin ? facts.image.family : final.family;
  const own: Readonly<Record<string, readonly string[]>> = {
    node: ['node'],
    bun: ['bun'],
    deno: ['deno'],
    nginx: ['nginx'],
    'dotnet-runtime': ['app'],
    php: ['www-data'],
  };
  if (own[family ?? '']?.includes(user)) return undefined;
  const made = facts.runs.some(run => run.effect.kind === 'user' && run.words.includes(user));
  void needs;
  if (made) return undefined;
  return {
    code: 'missing-user',
    message: `The user ${user} comes from ${facts.image.name}, and ${plan.finalImage} has none of that name.`,
    hint: `Make the user in a RUN (\`useradd ${user}\`), or name it by its number.`,
  };
}

/** The result must parse, keep the configuration and bring no new finding of the linter. */
function verify(
  before: DockerfileDocument,
  text: string,
  builderOnly: readonly string[],
  plan: EcosystemPlan,
  asked: boolean,
): string | undefined {
  const after = createDocument(text);
  if (after.tree.problems.length > 0)
    return `line ${after.tree.problems[0]!.startLine}: ${after.tree.problems[0]!.message}`;
  if (after.stages.length !== 2) return 'it does not have two stages';
  if (plan.drops === undefined && plan.newCommand === undefined) {
    const added = new Set((plan.environment ?? []).map(entry => entry.name));
    const differences = configDifferences(runtimeConfig(before), runtimeConfig(after), builderOnly).filter(
      difference => ![...added].some(name => difference.startsWith(`ENV ${name}:`)),
    );
    if (differences.length > 0) return differences[0];
  }
  void asked;
  return newFindings(before, after)[0];
}

/** In megabytes: what must stay in the build stage at least, when the final image is the same. */
const leastBenefit = 10;

/** The system's packages have no versions that would stay right: the conversion does not pin them. */
const UNPINNED = new Set(['DL3008', 'DL3018', 'DL3041', 'DL3033']);

/** Rules that find something in the new text and found nothing in the old one. */
export function newFindings(before: DockerfileDocument, after: DockerfileDocument): string[] {
  const found = (document: DockerfileDocument) =>
    new Map(lint(document).findings.map(finding => [finding.ruleId, finding]));
  const old = found(before);
  return [...found(after)].flatMap(([rule, finding]) =>
    old.has(rule) || UNPINNED.has(rule) ? [] : [`${rule} in line ${finding.line}: ${finding.message}`],
  );
}

function leftBehind(situation: Situation, plan: EcosystemPlan, needs: Needs): LeftBehind {
  const { image } = situation.facts;
  const finalName = plan.finalImage.includes('$') ? undefined : plan.finalImage;
  const from = roughSize(image);
  const final = finalName === undefined ? undefined : identifyImage(finalName, finalName);
  const to = final === undefined ? undefined : (roughSize(final) ?? roughJre(finalName!));
  const base = from !== undefined && to !== undefined ? Math.max(0, from - to) : undefined;
  const packages = needs.dropped.reduce((sum, name) => sum + roughPackageSize(name), 0);
  const total = (base ?? 0) + packages;
  const parts = [
    ...(base === undefined || base === 0 ? [] : [`about ${base} MB between ${image.name} and ${plan.finalImage}`]),
    ...(needs.dropped.length === 0
      ? []
      : [
          `the packages ${needs.dropped.slice(0, 8).join(', ')}${needs.dropped.length > 8 ? ' …' : ''} (about ${packages} MB)`,
        ]),
    ...(plan.copies.length > 0 && !plan.twin ? ['sources, caches and intermediate files of the build'] : []),
  ];
  return {
    bytes: total === 0 ? undefined : total * 1_000_000,
    text:
      parts.length === 0
        ? 'What only the build needs stays behind.'
        : `What stays behind: ${parts.join('; ')}. A rough estimate.`,
  };
}

function roughJre(name: string): number | undefined {
  const minimal =
    name === 'scratch'
      ? 0
      : /\/distroless\/static/.test(name)
        ? 3
        : /\/distroless\/(?:base|cc)/.test(name)
          ? 25
          : undefined;
  if (minimal !== undefined) return minimal;
  return /jre/.test(baseName(name)) ? (/alpine/.test(name) ? 190 : 280) : /aspnet|runtime/.test(name) ? 220 : undefined;
}

function withoutDockerfile(context: ConversionContext, path: string | undefined): ConversionContext {
  if (path === undefined) return context;
  return { ...context, files: context.files.filter(file => file.path !== path) };
}

function refused(ecosystem: string | undefined, reason: Reason): Conversion {
  return {
    outcome: 'refuse',
    ecosystem,
    moves: [],
    obligations: [],
    reasons: [reason],
    questions: [],
    leavesBehind: undefined,
    builderOnly: [],
  };
}
