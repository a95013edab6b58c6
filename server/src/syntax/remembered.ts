/** Answers of pure functions of a text, kept: the same words come up again and again, in a file and in each of its versions. */

/** A longer text is seldom met twice, and would keep much alive. */
const longestText = 1000;

/** The function with its last answers kept. `compute` may look at nothing but the text; what it gives is shared, so nobody may change it. */
export function remembered<Value>(compute: (text: string) => Value, most = 2000): (text: string) => Value {
  const known = new Map<string, Value>();
  return text => {
    const before = known.get(text);
    if (before !== undefined || known.has(text)) return before as Value;
    if (text.length > longestText) return compute(text);
    const own = detached(text);
    const value = compute(own);
    if (known.size >= most) known.clear();
    known.set(own, value);
    return value;
  };
}

/** A copy of its own memory: a slice would keep the whole file alive that it was cut from. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
