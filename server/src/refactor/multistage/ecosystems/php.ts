/** PHP: the same image again, with the extensions and vendor, without composer, git and headers. */
import { isInside, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../effects/files.ts';
import { packageName } from '../packages.ts';
import { type Ecosystem, type PlannedCopy, refuse, type Situation } from '../situation.ts';

export const php: Ecosystem = {
  name: 'php',
  matches: situation => situation.facts.image.family === 'php',
  plan: situation => {
    const { facts } = situation;
    const { image } = facts;
    const extensions = facts.runs.some(run => run.effect.tool === 'php-ext');
    const composer = facts.runs.some(
      run =>
        run.effect.tool === 'composer' ||
        run.command.program === 'composer' ||
        run.words.some(word => /composer(?:\.phar)?$/.test(word)),
    );
    if (facts.runs.some(run => run.command.program === 'install-php-extensions')) {
      return refuse(
        'php-extension-installer',
        '`install-php-extensions` removes what only the build needs by itself, and installs libraries that are not known here.',
      );
    }
    if (!extensions && !composer)
      return refuse('no-build', 'Nothing is built here that a second stage could leave behind.');
    const copies: PlannedCopy[] = [];
    if (extensions) {
      copies.push({ path: '/usr/local/lib/php/extensions', why: 'the extensions were built into it' });
      copies.push({ path: '/usr/local/etc/php/conf.d', why: 'it says which extensions are loaded' });
    }
    // Composer in a folder of the system: its packages come out of it by their own folder.
    for (const run of facts.runs) {
      if (run.effect.tool !== 'composer' || !run.effect.writes.includes(run.cwd) || !isSystemFolder(run.cwd)) continue;
      const path = `${run.cwd === '/' ? '' : run.cwd}/vendor`;
      if (!copies.some(copy => copy.path === path)) copies.push({ path, why: 'Composer installed the packages there' });
    }
    const isStarted = situation.calls.some(call => baseName(call.program) === 'composer');
    const installed = isStarted ? installedComposer(situation) : undefined;
    if (installed !== undefined) copies.push({ path: installed, why: 'the container starts Composer' });
    // What Composer fetches and unpacks with, as far as the file installs it.
    const fetching = isStarted ? facts.runs.flatMap(run => run.effect.packages ?? []).map(packageName) : [];
    for (const root of situation.roots)
      if (!copies.some(copy => isInside(root, copy.path)))
        copies.push({ path: root, why: 'the program and vendor are there, at the same path as before' });
    return {
      plan: {
        ecosystem: 'php',
        finalImage: image.written,
        finalDistro: image.distro,
        imageWhy: 'PHP has no smaller image of the same kind; it is the same one, without what was installed to build.',
        twin: true,
        copies,
        packages: fetching
          .filter(name => /^(?:git|unzip|zip|openssh-client)$/.test(name))
          .map(name => ({ name, why: 'Composer calls it when the container starts' })),
        provides: name => /^(?:php|php-fpm|apache2-foreground|apache2|docker-php-entrypoint)$/.test(name),
        buildFolders: [
          '/root',
          '/usr/src',
          ...(isStarted ? [] : ['/usr/local/bin/composer']),
          '/usr/local/lib/php/extensions',
          '/usr/local/etc/php/conf.d',
        ],
        repeatCommand: program => /^a2(?:en|dis)(?:mod|site|conf)$/.test(program),
        moves: [],
        questions: [],
        doubts: [],
        // Composer and its cache stay behind.
        smaller: composer,
        portable: false,
        libcWhy: 'Both stages are the same image.',
      },
    };
  },
};

/** Where Composer's installer put it: `php -- --install-dir=/usr/local/bin --filename=composer`. */
function installedComposer(situation: Situation): string | undefined {
  const optionOf = (words: readonly string[], name: string) =>
    words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  for (const run of situation.facts.runs) {
    const folder = optionOf(run.words, 'install-dir');
    if (run.command.program !== 'php' || folder === undefined) continue;
    return resolvePath(resolvePath(run.cwd, folder), optionOf(run.words, 'filename') ?? 'composer.phar');
  }
  return undefined;
}
