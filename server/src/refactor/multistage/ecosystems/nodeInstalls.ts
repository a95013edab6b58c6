/** What the package managers of Node install in a build, by their own words. */
import type { Situation } from '../situation.ts';

/** Runs of a package manager that install. */
export function installRuns(situation: Situation) {
  return situation.facts.runs.filter(
    run => run.effect.kind === 'dependencies' && /^(?:npm|yarn|pnpm|bun)$/.test(run.effect.tool ?? ''),
  );
}

/** Only production dependencies are installed, whatever the manifest says. */
export function installsProductionOnly(situation: Situation): boolean {
  const runs = installRuns(situation);
  if (runs.length === 0) return false;
  return runs.some(
    run =>
      run.words.some(word =>
        /^(?:--production(?:=true)?|--prod|--omit=dev|--only=prod(?:uction)?|--omit)$/.test(word),
      ) ||
      run.words[1] === 'prune' ||
      run.step.variables.get('NODE_ENV') === 'production',
  );
}

/** Packages that installs name themselves (`npm install express canvas`). `all`: those of every install, so nothing else is there. */
export function addedPackages(situation: Situation): {
  readonly names: readonly string[];
  readonly all?: readonly string[];
} {
  const runs = installRuns(situation).filter(run => !/ -g$/.test(run.effect.tool ?? ''));
  const named = runs.map(run =>
    /^(?:install|i|add)$/.test(run.words[1] ?? '')
      ? run.words
          .slice(2)
          .filter(word => /^(?:@[\w.-]+\/)?[a-z][\w.-]*(?:@[^/]*)?$/i.test(word))
          .map(word => word.replace(/(?!^)@.*$/, ''))
      : [],
  );
  const names = named.flat();
  return named.length > 0 && named.every(list => list.length > 0) ? { names, all: names } : { names };
}

/** The packages that bring a program of another name. */
export function globalPackageOf(program: string): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    'pm2-runtime': ['pm2'],
    'pm2-docker': ['pm2'],
    ng: ['@angular/cli'],
    nest: ['@nestjs/cli'],
    vue: ['@vue/cli'],
    tsc: ['typescript'],
    serve: ['serve'],
    'http-server': ['http-server'],
    pnpm: ['pnpm'],
    gatsby: ['gatsby-cli', 'gatsby'],
    hexo: ['hexo-cli', 'hexo'],
    sequelize: ['sequelize-cli'],
  };
  return known[program] ?? [program];
}
