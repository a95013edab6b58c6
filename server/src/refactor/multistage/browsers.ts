/**
 * Browsers that Playwright and Puppeteer fetch: where they lie, and the command that gives the final image the libraries of the system.
 * https://playwright.dev/docs/browsers#install-system-dependencies
 */
import type { RunCommand } from './analysis.ts';
import { baseName } from './commandClass.ts';
import type { PlannedCopy, Situation } from './situation.ts';

/**
 * The words that install what Playwright's browsers need of the system, for a RUN that did so: the same tool for the same browsers.
 * undefined: the RUN installed nothing of the system, or in a way that cannot be repeated.
 */
export function browserLibraries(run: RunCommand): string | undefined {
  const at = playwrightAt(run.words);
  if (at < 0 || !installsLibraries(run) || !CAN_REPEAT.test(run.words.slice(0, at).join(' '))) return undefined;
  const browsers = run.words.slice(at + 2).filter(word => !word.startsWith('-'));
  const command = [...run.words.slice(0, at + 1), 'install-deps', ...browsers].join(' ');
  const place = /^(?:npx|yarn|pnpm)$/.test(run.words[0]!) && run.cwd !== '/' ? `cd ${run.cwd} && ` : '';
  return `${place}${command} && rm -rf /var/lib/apt/lists/*`;
}

/** Whether a command of Playwright installs packages of the system. */
export function installsLibraries(run: RunCommand): boolean {
  const at = playwrightAt(run.words);
  return at >= 0 && (run.words[at + 1] === 'install-deps' || run.words.includes('--with-deps'));
}

/** The browser that Puppeteer fetches when npm installs it. */
export function puppeteerBrowser(
  situation: Situation,
  names: readonly string[],
  home: string,
): PlannedCopy | undefined {
  const { variables } = situation.facts;
  if (!names.includes('puppeteer')) return undefined;
  if (['PUPPETEER_SKIP_DOWNLOAD', 'PUPPETEER_SKIP_CHROMIUM_DOWNLOAD'].some(name => variables.has(name)))
    return undefined;
  const told = variables.get('PUPPETEER_CACHE_DIR');
  if (told !== undefined) return undefined;
  const folder = `${home}/.cache/puppeteer`;
  return { path: `${folder}*`, to: `${folder}/`, why: 'Puppeteer may have put its browser there' };
}

/** How Playwright is called, so that the final image can call it the same way. */
const CAN_REPEAT = /^(?:(?:python[\d.]* -m|npx(?: -y| --yes)?|yarn|pnpm(?: exec)?) ?)?$/;

function playwrightAt(words: readonly string[]): number {
  const at = words.findIndex(word => /^playwright(?:@[\w.^~-]+)?$/.test(baseName(word)));
  return at >= 0 && /^install(?:-deps)?$/.test(words[at + 1] ?? '') ? at : -1;
}
