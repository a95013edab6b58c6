/** The refactorings in the order in which they are offered. */
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { offer as addHealthcheck } from './addHealthcheck.ts';
import { offer as cacheMounts } from './cacheMounts.ts';
import { offer as combineRuns } from './combineRuns.ts';
import { offer as commandForm } from './commandForm.ts';
import { offer as extractStage } from './extractStage.ts';
import { offer as nameStage } from './nameStage.ts';
import { offer as nonRootUser } from './nonRootUser.ts';
import { offer as pinDigest } from './pinDigest.ts';
import type { Offer, Offering, RefactoringContext } from './refactoring.ts';
import { offer as runHeredoc } from './runHeredoc.ts';
import { offer as secretMount } from './secretMount.ts';
import { offer as sortPackages } from './sortPackages.ts';
import { offer as splitInstall } from './splitInstall.ts';
import { offer as systemCacheMounts } from './systemCacheMounts.ts';
import { offer as versionArgument } from './versionArgument.ts';

export const refactorings: readonly Offering[] = [
  secretMount,
  extractStage,
  nameStage,
  splitInstall,
  cacheMounts,
  systemCacheMounts,
  combineRuns,
  runHeredoc,
  sortPackages,
  versionArgument,
  pinDigest,
  commandForm,
  nonRootUser,
  addHealthcheck,
];

/** Everything that is offered, and what is refused, for a place. The shell parser must be loaded, else what needs it is left out. */
export function refactoringsAt(
  document: DockerfileDocument,
  span: Span,
  context?: RefactoringContext,
): readonly Offer[] {
  return refactorings.flatMap(offer => offer(document, span, context));
}
