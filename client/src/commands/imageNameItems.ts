/**
 * Quick-pick entries for an image's name: what was used before, or what is being typed, judged at every key.
 */
import { parseImageReference } from '../engine/imageReference.ts';
import type { FormItem } from '../views/form.ts';

/**
 * Without anything typed: the known names, the first with `describe` under it. Otherwise the typed name, or why it is none and a
 * better one below.
 */
export function imageNameItems(
  typed: string,
  known: readonly { readonly name: string; readonly description: string }[],
  describe: (name: string) => string,
  accept: (name: string) => Promise<'stay' | 'done'> | 'stay' | 'done',
): FormItem[] {
  const item = (name: string, description: string): FormItem => ({
    label: name,
    description,
    detail: describe(name),
    act: () => accept(name),
  });
  if (typed === '') {
    return known.map(({ name, description }, index) =>
      index === 0 ? item(name, description) : { ...item(name, description), detail: undefined },
    );
  }
  const parsed = parseImageReference(typed);
  const alike = known
    .filter(({ name }) => name !== typed && name.includes(typed))
    .map(({ name, description }) => item(name, description));
  if (parsed.ok) return [item(typed, ''), ...alike];
  // Only the reason at first: Enter must not take a name that was not typed.
  const reason: FormItem = { label: `$(error) ${typed}`, description: '', detail: parsed.problem };
  return [reason, ...(parsed.suggestion === undefined ? [] : [item(parsed.suggestion, 'instead')]), ...alike];
}
