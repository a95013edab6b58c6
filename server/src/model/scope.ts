/** The variables of one stage: what ARG and ENV set, in their order, over what the parent stage or the base image sets. */
import type { Stage } from './stages.ts';
import type { BaseEnvironment, Resolved, VariableDefinition } from './variables.ts';

export interface Assignment {
  readonly order: number;
  readonly value: Resolved;
  readonly definition: VariableDefinition | undefined;
}

interface Declaration {
  readonly order: number;
  readonly definition: VariableDefinition;
}

/** The variables of one stage; parents are looked up, never copied. */
export class Scope {
  private readonly assignments = new Map<string, Assignment[]>();
  private readonly environment = new Map<string, Assignment>();
  private readonly declarations = new Map<string, Declaration[]>();
  private readonly inheritedCache = new Map<string, Assignment | undefined>();
  readonly image: ReadonlyMap<string, Assignment>;
  /** Grows with every definition. */
  order = 0;

  constructor(
    readonly stage: Stage,
    readonly parent: Scope | undefined,
    readonly base: BaseEnvironment,
  ) {
    const image = new Map<string, Assignment>();
    if (parent === undefined) {
      for (const [name, value] of base.values) {
        const resolved: Resolved =
          value === undefined ? { known: false, reason: 'base-image' } : { known: true, value };
        image.set(name, { order: -1, value: resolved, definition: undefined });
      }
    }
    this.image = image;
  }

  get complete(): boolean {
    let scope: Scope = this;
    while (scope.parent !== undefined) scope = scope.parent;
    return scope.base.complete;
  }

  assign(name: string, value: Resolved, definition: VariableDefinition | undefined, isEnvironment: boolean): void {
    const assignment = { order: this.order++, value, definition };
    const list = this.assignments.get(name);
    if (list) list.push(assignment);
    else this.assignments.set(name, [assignment]);
    // The place in the image's list stays that of the first ENV.
    if (isEnvironment) this.environment.set(name, assignment);
  }

  declare(name: string, definition: VariableDefinition): void {
    const declaration = { order: this.order++, definition };
    const list = this.declarations.get(name);
    if (list) list.push(declaration);
    else this.declarations.set(name, [declaration]);
  }

  find(name: string, order: number): Assignment | undefined {
    return lastBefore(this.assignments.get(name), order) ?? this.inherited(name);
  }

  /** Declared by an ARG, here or in a parent, with or without a value. */
  declared(name: string, order: number): VariableDefinition | undefined {
    const own = lastBefore(this.declarations.get(name), order);
    if (own !== undefined) return own.definition;
    for (let scope = this.parent; scope !== undefined; scope = scope.parent) {
      const last = scope.declarations.get(name)?.at(-1);
      if (last !== undefined) return last.definition;
    }
    return undefined;
  }

  /**
   * What the stage starts with. The parent's ENV are set anew when a stage begins (they are part of the image), so they win over its
   * ARGs, whichever came last.
   */
  private inherited(name: string): Assignment | undefined {
    if (this.inheritedCache.has(name)) return this.inheritedCache.get(name);
    let found: Assignment | undefined;
    let root: Scope = this;
    for (let scope = this.parent; scope !== undefined && found === undefined; scope = scope.parent) {
      found = scope.environment.get(name);
      root = scope;
    }
    found ??= root.image.get(name);
    for (let scope = this.parent; scope !== undefined && found === undefined; scope = scope.parent) {
      found = scope.assignments.get(name)?.at(-1);
    }
    this.inheritedCache.set(name, found);
    return found;
  }

  /** The names that are set, in the order of their last setting (llb's EnvList.Keys). */
  names(order: number): string[] {
    const chain: Scope[] = [];
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) chain.push(scope);
    const names = new Set<string>();
    const environment = new Set<string>();
    const touch = (name: string): void => {
      names.delete(name);
      names.add(name);
    };
    for (const scope of chain.reverse()) {
      for (const name of scope.image.keys()) environment.add(name);
      for (const name of environment) touch(name);
      const limit = scope === this ? order : Number.POSITIVE_INFINITY;
      const own: { name: string; order: number }[] = [];
      for (const [name, list] of scope.assignments) {
        const last = lastBefore(list, limit);
        if (last !== undefined) own.push({ name, order: last.order });
      }
      own.sort((a, b) => a.order - b.order);
      for (const { name } of own) touch(name);
      for (const name of scope.environment.keys()) environment.add(name);
    }
    return [...names];
  }
}

function lastBefore<Entry extends { readonly order: number }>(
  list: readonly Entry[] | undefined,
  order: number,
): Entry | undefined {
  if (list === undefined) return undefined;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.order < order) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
