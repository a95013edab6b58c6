/** Ruby: the slim twin of the image with the gems and the project's folder. */
import { isInside } from '../analysis.ts';
import { readableTexts } from '../calledPrograms.ts';
import { baseName } from '../commandClass.ts';
import { slimTwin } from '../images.ts';
import { parseGemfile } from '../manifests.ts';
import { packageOfTool, systemNeeds } from '../packages.ts';
import { type Doubt, type Ecosystem, lineOf, type PlannedCopy, refuse, toolsInSources } from '../situation.ts';

export const ruby: Ecosystem = {
  name: 'ruby',
  matches: situation => situation.facts.image.family === 'ruby',
  plan: situation => {
    const { facts } = situation;
    const { image } = facts;
    const twin = slimTwin(image);
    const doubts: Doubt[] = [];
    const copies: PlannedCopy[] = [];
    const installs = facts.runs.filter(run => run.effect.tool === 'bundle' || run.effect.tool === 'gem');
    if (installs.length > 0) copies.push({ path: '/usr/local/bundle', why: 'the gems were installed there' });
    for (const run of installs)
      for (const path of run.effect.writes)
        if (!situation.roots.some(root => isInside(path, root)))
          copies.push({ path, why: 'the gems were installed there' });
    for (const root of situation.roots)
      if (!copies.some(copy => isInside(root, copy.path)))
        copies.push({ path: root, why: 'the program is there, at the same path as before' });
    if (copies.length === 0)
      return refuse('nothing-to-copy', 'Nothing is installed or copied that a second stage could take over.');
    if (image.variant === 'full' && twin === undefined)
      doubts.push({
        obligation: 'O4',
        code: 'no-twin',
        message: `No slim image is known that is the same as ${image.name}.`,
        line: lineOf(facts.stage.from),
      });
    const gems = new Set<string>();
    let read = false;
    for (const [path, file] of situation.imageFiles ?? []) {
      if (!/^(?:Gemfile|Gemfile\.lock|gems\.rb)$/.test(baseName(path))) continue;
      const text = situation.context?.read(file);
      if (text === undefined) continue;
      read = true;
      for (const gem of parseGemfile(text)) gems.add(gem);
    }
    for (const run of installs)
      if (run.effect.tool === 'gem')
        for (const word of run.words.slice(2)) if (/^[a-z][\w-]*$/.test(word)) gems.add(word);
    const usesBundle = installs.some(run => run.effect.tool === 'bundle');
    if (twin !== undefined && usesBundle && !read) {
      doubts.push({
        obligation: 'O5',
        code: 'unknown-dependencies',
        message:
          'The Gemfile cannot be read: some gems need libraries that the slim image lacks (pg: libpq5, mysql2: libmariadb3 …).',
        hint: 'Give the folder of the build context.',
      });
    }
    const needs = systemNeeds('ruby', [...gems], image.distro);
    const packages = needs.packages.map(name => ({ name, why: `${needs.because.get(name)} needs it` }));
    if (needs.unknown.length > 0)
      doubts.push({
        obligation: 'O5',
        code: 'unknown-library',
        message: `${needs.unknown.join(', ')} needs libraries whose names on this system are not known.`,
      });
    if (twin !== undefined) {
      // `gemspec` and `path:` in the Gemfile evaluate the gemspec at each start.
      const calls = [...(situation.imageFiles ?? [])].some(
        ([path, file]) => path.endsWith('.gemspec') && /`git |git ls-files/.test(situation.context?.read(file) ?? ''),
      );
      if (calls && usesBundle) packages.push({ name: 'git', why: 'a gemspec calls `git` when Bundler reads it' });
      for (const tool of toolsInSources(readableTexts(situation, /\.(?:rb|ru|rake)$/))) {
        const name = packageOfTool(tool, image.distro);
        if (name !== undefined) packages.push({ name, why: `the sources call \`${tool}\`` });
      }
    }
    return {
      plan: {
        ecosystem: 'ruby',
        finalImage: twin ?? image.written,
        finalDistro: image.distro,
        imageWhy:
          twin === undefined
            ? 'The same image, without what was installed to build.'
            : 'It is the same Ruby on the same release, without compilers and headers.',
        twin: true,
        copies,
        packages,
        provides: name =>
          /^(?:ruby|irb|gem|bundle|bundler|rake|erb)$/.test(name) ||
          (installs.length > 0 &&
            /^(?:rails|rackup|puma|unicorn|sidekiq|thin|foreman|racksh|falcon|hanami|jekyll|resque|passenger|webrick|shotgun|rerun|clockwork|good_job|shoryuken|karafka)$/.test(
              name,
            )) ||
          gems.has(name) ||
          situation.calls.some(call => call.wrappers.includes('bundle') && baseName(call.program) === name) ||
          /^bin\//.test(name),
        buildFolders: ['/root', '/usr/local'],
        moves: [],
        questions: [],
        doubts,
        smaller: twin !== undefined,
        portable: false,
        libcWhy: `Both images are the same Ruby on the same release${image.distro.release === '' ? '' : ` (${image.distro.release})`}.`,
      },
    };
  },
};
