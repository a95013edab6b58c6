// Written by tools/genRules.mjs: one line for each file of this folder. Do not edit.
// biome-ignore-all format: written by a tool
// biome-ignore-all assist/source/organizeImports: written by a tool
import { rule as ConsistentInstructionCasing } from './ConsistentInstructionCasing.ts';
import { rule as CopyIgnoredFile } from './CopyIgnoredFile.ts';
import { rule as DL1001 } from './DL1001.ts';
import { rule as DL3000 } from './DL3000.ts';
import { rule as DL3001 } from './DL3001.ts';
import { rule as DL3002 } from './DL3002.ts';
import { rule as DL3003 } from './DL3003.ts';
import { rule as DL3004 } from './DL3004.ts';
import { rule as DL3006 } from './DL3006.ts';
import { rule as DL3007 } from './DL3007.ts';
import { rule as DL3008 } from './DL3008.ts';
import { rule as DL3009 } from './DL3009.ts';
import { rule as DL3010 } from './DL3010.ts';
import { rule as DL3011 } from './DL3011.ts';
import { rule as DL3012 } from './DL3012.ts';
import { rule as DL3013 } from './DL3013.ts';
import { rule as DL3014 } from './DL3014.ts';
import { rule as DL3015 } from './DL3015.ts';
import { rule as DL3016 } from './DL3016.ts';
import { rule as DL3018 } from './DL3018.ts';
import { rule as DL3019 } from './DL3019.ts';
import { rule as DL3020 } from './DL3020.ts';
import { rule as DL3021 } from './DL3021.ts';
import { rule as DL3022 } from './DL3022.ts';
import { rule as DL3023 } from './DL3023.ts';
import { rule as DL3024 } from './DL3024.ts';
import { rule as DL3025 } from './DL3025.ts';
import { rule as DL3026 } from './DL3026.ts';
import { rule as DL3027 } from './DL3027.ts';
import { rule as DL3028 } from './DL3028.ts';
import { rule as DL3029 } from './DL3029.ts';
import { rule as DL3030 } from './DL3030.ts';
import { rule as DL3032 } from './DL3032.ts';
import { rule as DL3033 } from './DL3033.ts';
import { rule as DL3034 } from './DL3034.ts';
import { rule as DL3035 } from './DL3035.ts';
import { rule as DL3036 } from './DL3036.ts';
import { rule as DL3037 } from './DL3037.ts';
import { rule as DL3038 } from './DL3038.ts';
import { rule as DL3040 } from './DL3040.ts';
import { rule as DL3041 } from './DL3041.ts';
import { rule as DL3042 } from './DL3042.ts';
import { rule as DL3043 } from './DL3043.ts';
import { rule as DL3044 } from './DL3044.ts';
import { rule as DL3045 } from './DL3045.ts';
import { rule as DL3046 } from './DL3046.ts';
import { rule as DL3047 } from './DL3047.ts';
import { rule as DL3048 } from './DL3048.ts';
import { rule as DL3049 } from './DL3049.ts';
import { rule as DL3050 } from './DL3050.ts';
import { rule as DL3051 } from './DL3051.ts';
import { rule as DL3052 } from './DL3052.ts';
import { rule as DL3053 } from './DL3053.ts';
import { rule as DL3054 } from './DL3054.ts';
import { rule as DL3055 } from './DL3055.ts';
import { rule as DL3056 } from './DL3056.ts';
import { rule as DL3057 } from './DL3057.ts';
import { rule as DL3058 } from './DL3058.ts';
import { rule as DL3059 } from './DL3059.ts';
import { rule as DL3060 } from './DL3060.ts';
import { rule as DL3061 } from './DL3061.ts';
import { rule as DL3062 } from './DL3062.ts';
import { rule as DL3063 } from './DL3063.ts';
import { rule as DL3064 } from './DL3064.ts';
import { rule as DL3065 } from './DL3065.ts';
import { rule as DL3066 } from './DL3066.ts';
import { rule as DL3067 } from './DL3067.ts';
import { rule as DL4000 } from './DL4000.ts';
import { rule as DL4001 } from './DL4001.ts';
import { rule as DL4003 } from './DL4003.ts';
import { rule as DL4004 } from './DL4004.ts';
import { rule as DL4005 } from './DL4005.ts';
import { rule as DL4006 } from './DL4006.ts';
import { rule as DuplicateStageName } from './DuplicateStageName.ts';
import { rule as ExposeInvalidFormat } from './ExposeInvalidFormat.ts';
import { rule as ExposeProtoCasing } from './ExposeProtoCasing.ts';
import { rule as FromAsCasing } from './FromAsCasing.ts';
import { rule as FromPlatformFlagConstDisallowed } from './FromPlatformFlagConstDisallowed.ts';
import { rule as InvalidDefaultArgInFrom } from './InvalidDefaultArgInFrom.ts';
import { rule as InvalidDefinitionDescription } from './InvalidDefinitionDescription.ts';
import { rule as JSONArgsRecommended } from './JSONArgsRecommended.ts';
import { rule as LegacyKeyValueFormat } from './LegacyKeyValueFormat.ts';
import { rule as MaintainerDeprecated } from './MaintainerDeprecated.ts';
import { rule as MultipleInstructionsDisallowed } from './MultipleInstructionsDisallowed.ts';
import { rule as NoEmptyContinuation } from './NoEmptyContinuation.ts';
import { rule as RedundantTargetPlatform } from './RedundantTargetPlatform.ts';
import { rule as ReservedStageName } from './ReservedStageName.ts';
import { rule as SecretsUsedInArgOrEnv } from './SecretsUsedInArgOrEnv.ts';
import { rule as StageNameCasing } from './StageNameCasing.ts';
import { rule as UndefinedArgInFrom } from './UndefinedArgInFrom.ts';
import { rule as UndefinedVar } from './UndefinedVar.ts';
import { rule as WorkdirRelativePath } from './WorkdirRelativePath.ts';
import { rule as adminPortExposed } from './admin-port-exposed.ts';
import { rule as bundlerOldFlags } from './bundler-old-flags.ts';
import { rule as canonicalStopsignal } from './canonical-stopsignal.ts';
import { rule as composerDevDependencies } from './composer-dev-dependencies.ts';
import { rule as copyFromEmptyStage } from './copy-from-empty-stage.ts';
import { rule as copyFromStageNumber } from './copy-from-stage-number.ts';
import { rule as copySourceIgnored } from './copy-source-ignored.ts';
import { rule as copySourceMissing } from './copy-source-missing.ts';
import { rule as debugMode } from './debug-mode.ts';
import { rule as directiveTypo } from './directive-typo.ts';
import { rule as duplicateLabelKey } from './duplicate-label-key.ts';
import { rule as globalArgNotRedeclared } from './global-arg-not-redeclared.ts';
import { rule as gpuInBuild } from './gpu-in-build.ts';
import { rule as hugeBuildContext } from './huge-build-context.ts';
import { rule as indexUpdateAlone } from './index-update-alone.ts';
import { rule as insecureRun } from './insecure-run.ts';
import { rule as installAfterCopyAll } from './install-after-copy-all.ts';
import { rule as invalidJsonForm } from './invalid-json-form.ts';
import { rule as literalPassword } from './literal-password.ts';
import { rule as looseSecretMount } from './loose-secret-mount.ts';
import { rule as noDockerignore } from './no-dockerignore.ts';
import { rule as onbuildUnknownInstruction } from './onbuild-unknown-instruction.ts';
import { rule as runWithoutEffect } from './run-without-effect.ts';
import { rule as secretInText } from './secret-in-text.ts';
import { rule as shellRunInScratch } from './shell-run-in-scratch.ts';
import { rule as shipsBuildTools } from './ships-build-tools.ts';
import { rule as signatureCheckOff } from './signature-check-off.ts';
import { rule as spaceBeforeEquals } from './space-before-equals.ts';
import { rule as tlsVerificationOff } from './tls-verification-off.ts';
import { rule as ungracefulStopsignal } from './ungraceful-stopsignal.ts';
import { rule as unusedArg } from './unused-arg.ts';
import { rule as unusedStage } from './unused-stage.ts';
import { rule as userGroupDropsGroups } from './user-group-drops-groups.ts';
import { rule as userNeverUsed } from './user-never-used.ts';
import { rule as userWithoutPasswd } from './user-without-passwd.ts';
import { rule as windowsUnsupported } from './windows-unsupported.ts';
import { rule as workdirSystemFolder } from './workdir-system-folder.ts';
import { rule as worldWritable } from './world-writable.ts';
import { rule as xdebugInImage } from './xdebug-in-image.ts';

/** All rules, sorted by id. */
export const rules = [
  ConsistentInstructionCasing,
  CopyIgnoredFile,
  DL1001,
  DL3000,
  DL3001,
  DL3002,
  DL3003,
  DL3004,
  DL3006,
  DL3007,
  DL3008,
  DL3009,
  DL3010,
  DL3011,
  DL3012,
  DL3013,
  DL3014,
  DL3015,
  DL3016,
  DL3018,
  DL3019,
  DL3020,
  DL3021,
  DL3022,
  DL3023,
  DL3024,
  DL3025,
  DL3026,
  DL3027,
  DL3028,
  DL3029,
  DL3030,
  DL3032,
  DL3033,
  DL3034,
  DL3035,
  DL3036,
  DL3037,
  DL3038,
  DL3040,
  DL3041,
  DL3042,
  DL3043,
  DL3044,
  DL3045,
  DL3046,
  DL3047,
  DL3048,
  DL3049,
  DL3050,
  DL3051,
  DL3052,
  DL3053,
  DL3054,
  DL3055,
  DL3056,
  DL3057,
  DL3058,
  DL3059,
  DL3060,
  DL3061,
  DL3062,
  DL3063,
  DL3064,
  DL3065,
  DL3066,
  DL3067,
  DL4000,
  DL4001,
  DL4003,
  DL4004,
  DL4005,
  DL4006,
  DuplicateStageName,
  ExposeInvalidFormat,
  ExposeProtoCasing,
  FromAsCasing,
  FromPlatformFlagConstDisallowed,
  InvalidDefaultArgInFrom,
  InvalidDefinitionDescription,
  JSONArgsRecommended,
  LegacyKeyValueFormat,
  MaintainerDeprecated,
  MultipleInstructionsDisallowed,
  NoEmptyContinuation,
  RedundantTargetPlatform,
  ReservedStageName,
  SecretsUsedInArgOrEnv,
  StageNameCasing,
  UndefinedArgInFrom,
  UndefinedVar,
  WorkdirRelativePath,
  adminPortExposed,
  bundlerOldFlags,
  canonicalStopsignal,
  composerDevDependencies,
  copyFromEmptyStage,
  copyFromStageNumber,
  copySourceIgnored,
  copySourceMissing,
  debugMode,
  directiveTypo,
  duplicateLabelKey,
  globalArgNotRedeclared,
  gpuInBuild,
  hugeBuildContext,
  indexUpdateAlone,
  insecureRun,
  installAfterCopyAll,
  invalidJsonForm,
  literalPassword,
  looseSecretMount,
  noDockerignore,
  onbuildUnknownInstruction,
  runWithoutEffect,
  secretInText,
  shellRunInScratch,
  shipsBuildTools,
  signatureCheckOff,
  spaceBeforeEquals,
  tlsVerificationOff,
  ungracefulStopsignal,
  unusedArg,
  unusedStage,
  userGroupDropsGroups,
  userNeverUsed,
  userWithoutPasswd,
  windowsUnsupported,
  workdirSystemFolder,
  worldWritable,
  xdebugInImage,
] as const;

export type RuleId = (typeof rules)[number]['meta']['id'];
