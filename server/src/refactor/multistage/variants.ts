/**
 * Smaller final images than the bare system, for who asks for them: `scratch` for a program that is proven static, distroless where nothing needs a
 * shell or a package manager. Never the default: they take away what people use to look into a running container.
 */
import { resolvePath } from './analysis.ts';
import { type FolderAttributes, workdirFix } from './folderAttributes.ts';
import type { Needs } from './needs.ts';
import { packageName } from './packages.ts';
import type { Routing } from './routing.ts';
import { answerOf, type EcosystemPlan, type PlannedCopy, programPath, type Situation } from './situation.ts';
import type { Question, QuestionOption } from './types.ts';

export interface VariantInput {
  readonly situation: Situation;
  readonly plan: EcosystemPlan;
  readonly routing: Routing;
  readonly needs: Needs;
  readonly copies: readonly (PlannedCopy & { readonly attributes: FolderAttributes })[];
}

/** The question, with what the answer makes of plan, needs and copies; undefined where only the usual image is sure to work. */
export function variantOf(
  input: VariantInput,
): { readonly question: Question; readonly chosen: Pick<VariantInput, 'plan' | 'needs' | 'copies'> } | undefined {
  const { situation, plan, needs, copies } = input;
  if (!needsNothingOfTheSystem(input)) return undefined;
  const minimal = [scratch(input), distroless(input)].filter(variant => variant !== undefined);
  if (minimal.length === 0) return undefined;
  const question: Question = {
    id: 'variant',
    question: 'Which final image?',
    options: [
      {
        value: 'slim',
        label: plan.finalImage,
        detail: 'It has a shell and a package manager, to look into a running container.',
      },
      ...minimal.map(variant => variant.option),
    ],
    default: 'slim',
  };
  const answer = answerOf(situation, question);
  const variant = minimal.find(candidate => candidate.option.value === answer);
  if (variant === undefined) return { question, chosen: { plan, needs, copies } };
  const has = new Set(copies.map(copy => copy.path));
  const attributes = { owner: undefined, uniform: true, mode: undefined };
  const extra = variant.copies.filter(copy => !has.has(copy.path)).map(copy => ({ ...copy, attributes }));
  return {
    question,
    chosen: {
      plan: { ...plan, finalImage: variant.image, imageWhy: variant.why, twin: false },
      needs: { ...needs, packages: [], users: [], commands: [] },
      // Names of users come first: a copy with `--chown` looks them up.
      copies: [...extra, ...copies],
    },
  };
}

interface Variant {
  readonly option: QuestionOption;
  readonly image: string;
  readonly why: string;
  readonly copies: readonly PlannedCopy[];
}

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const ZONES = '/usr/share/zoneinfo';

/** No shell, no script, no program of the system, no RUN in the final stage. */
function needsNothingOfTheSystem({ situation, plan, routing, needs, copies }: VariantInput): boolean {
  const { facts } = situation;
  const { native } = plan;
  if (native === undefined || !native.isRead || native.startsPrograms) return false;
  if (plan.doubts.length > 0 || needs.doubts.length > 0 || plan.questions.length > 0) return false;
  if (situation.serviceDoubts.length > 0 || situation.unreadScripts.length > 0) return false;
  if (facts.shellForm || needs.commands.length > 0 || (plan.extraLines ?? []).length > 0) return false;
  if (situation.calls.some(call => !/^(?:CMD|ENTRYPOINT)$/.test(call.origin) || call.wrappers.length > 0)) return false;
  // What is started is what was copied.
  if (situation.calls.some(call => isSystemProgram(programPath(call)))) return false;
  if (routing.moved.some(step => /^(?:RUN|SHELL)$/.test(step.instruction.name))) return false;
  if (routing.repeated.some(step => step.instruction.name === 'SHELL')) return false;
  if (workdirFix(situation, copies, routing.lastBuild) !== undefined) return false;
  if (
    copies.some(
      copy => copy.attributes.mode !== undefined || (copy.attributes.owner !== undefined && !copy.attributes.uniform),
    )
  )
    return false;
  if (facts.healthcheck === undefined) return true;
  return (
    facts.healthcheck.json &&
    facts.healthchecks.every(call => copies.some(copy => copy.path === resolvePath(call.cwd, call.program)))
  );
}

function isSystemProgram(path: string | undefined): boolean {
  return path !== undefined && /^\/(?:usr\/)?s?bin\//.test(path);
}

function scratch({ situation, plan, needs }: VariantInput): Variant | undefined {
  const { facts } = situation;
  const native = plan.native!;
  if (!native.isStatic || native.usesTemporaryFiles || native.usesHome) return undefined;
  const names = needs.packages.map(entry => packageName(entry.name));
  if (names.some(name => name !== 'tzdata' && name !== 'ca-certificates')) return undefined;
  const zones = names.includes('tzdata');
  if (zones && facts.image.distro.kind !== 'debian') return undefined;
  return {
    option: {
      value: 'scratch',
      label: 'scratch',
      detail: 'An empty image: only the program and its files. No shell to look into a running container with.',
    },
    image: 'scratch',
    why: 'It is empty: the program is linked statically, and starts nothing else.',
    copies: [
      ...namesOfUsers(situation),
      ...(zones ? [{ path: ZONES, why: 'the program finds time zones by name there' }] : []),
      ...(names.includes('ca-certificates')
        ? [{ path: CERTIFICATES, why: 'the program needs the certificates of authorities for TLS' }]
        : []),
    ],
  };
}

/** Images of distroless have all a program of one language needs, and the user `nonroot`. */
function distroless({ situation, plan, needs }: VariantInput): Variant | undefined {
  const { facts } = situation;
  const native = plan.native!;
  const { distro } = facts.image;
  const number = distro.release === 'bookworm' ? 12 : distro.release === 'trixie' ? 13 : undefined;
  if (number === undefined && !native.isStatic) return undefined;
  if (distro.kind !== 'debian' && !native.isStatic) return undefined;
  const kind = native.isStatic ? 'static' : native.needsCompilerRuntime ? 'cc' : 'base';
  const held = native.isStatic
    ? /^(?:tzdata|ca-certificates)$/
    : /^(?:tzdata|ca-certificates|libssl3(?:t64)?|libgcc-s1|libstdc\+\+6)$/;
  if (needs.packages.some(entry => !held.test(packageName(entry.name)))) return undefined;
  const hasUser = facts.user !== '' && !/^(?:root|0)(?::|$)/.test(facts.user);
  // Without USER the image's own user runs the program: only where it writes nothing and needs no right of root.
  const lowPort = facts.steps.some(
    step => step.instruction.name === 'EXPOSE' && step.instruction.args.some(port => Number.parseInt(port, 10) < 1024),
  );
  const volumes = facts.steps.some(step => step.instruction.name === 'VOLUME');
  if (!hasUser && (facts.user !== '' || native.opensFiles || lowPort || volumes)) return undefined;
  const image = `gcr.io/distroless/${kind}-debian${number ?? 13}:nonroot`;
  return {
    option: {
      value: 'distroless',
      label: 'distroless',
      detail: `${image}: certificates and time zones, but no shell${hasUser ? '' : '; the program runs as the user nonroot (65532)'}.`,
    },
    image,
    why: 'It holds what the program loads, and neither a shell nor a package manager.',
    copies: namesOfUsers(situation),
  };
}

/** A user by name must be known: the files that say so come from the build stage. */
function namesOfUsers(situation: Situation): readonly PlannedCopy[] {
  const { facts } = situation;
  const [user, group] = facts.user.split(':');
  const named = [user, group].some(name => name !== undefined && name !== '' && !/^\d+$/.test(name) && name !== 'root');
  const owners = facts.copies.some(copy => copy.chown !== undefined && /[a-z]/.test(copy.chown));
  if (!named && !owners) return [];
  return ['/etc/passwd', '/etc/group'].map(path => ({ path, why: 'the names of users and groups are known by it' }));
}
