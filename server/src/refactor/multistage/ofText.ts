/** What is known of a source by its text alone, kept from one conversion to the next: the light bulb asks at each move of the cursor. */

/** More than the sources that one conversion reads; when it is reached, all begins anew. */
const mostCharacters = 16_000_000;

/** The function with its answers kept by text. `compute` may look at nothing but the text, and never gives undefined. */
export function ofText<Value extends {}>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  let characters = 0;
  return text => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    if (characters + text.length > mostCharacters) {
      known.clear();
      characters = 0;
    }
    known.set(text, value);
    characters += text.length;
    return value;
  };
}
