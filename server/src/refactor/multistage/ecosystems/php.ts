/** PHP: the same image again, with the extensions and vendor, without composer, git and headers. */
import { isInside } from '../analysis.ts';
import { isSystemFolder } from '../effects/files.ts';
import { type Ecosystem, type PlannedCopy, refuse } from '../situation.ts';

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
        packages: [],
        provides: name => /^(?:php|php-fpm|apache2-foreground|apache2|docker-php-entrypoint)$/.test(name),
        buildFolders: [
          '/root',
          '/usr/src',
          '/usr/local/bin/composer',
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
