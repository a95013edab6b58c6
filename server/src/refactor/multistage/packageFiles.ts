/**
 * A RUN that fetches a package file and installs it (Google Chrome's `.deb`): nobody knows what is in the file, so the final stage does
 * the same again.
 */
import type { RunCommand, Step } from './analysis.ts';

/** The words of such a RUN and the tools that it needs; undefined when it does something else too, or needs files of the project. */
export function packageFileInstall(
  step: Step,
  builds: readonly RunCommand[],
  text: string,
): { readonly words: string; readonly tools: readonly string[] } | undefined {
  const { instruction } = step;
  if (instruction.name !== 'RUN' || instruction.json || instruction.flags.length > 0 || instruction.heredocs.length > 0)
    return undefined;
  const runs = builds.filter(run => run.step === step);
  if (!runs.some(installsPackageFile) || !runs.every(run => ALLOWED.test(run.command.program))) return undefined;
  const tools = ['curl', 'wget'].filter(tool => runs.some(run => run.command.program === tool));
  if (tools.length === 0 || runs.some(run => run.command.conditional)) return undefined;
  const words = text.slice(instruction.keyword.span.end, instruction.span.end).trim();
  return { words, tools: ['ca-certificates', ...tools] };
}

/** `apt-get install ./chrome.deb`, `dpkg -i chrome.deb`. */
function installsPackageFile(run: RunCommand): boolean {
  return (
    /^(?:apt|apt-get|dpkg)$/.test(run.command.program) &&
    run.effect.doubt !== undefined &&
    run.words.some(word => word.endsWith('.deb'))
  );
}

const ALLOWED = /^(?:apt|apt-get|dpkg|wget|curl|rm|cd|set|true)$/;
