/** Hover on a variable: its value here, who set it, in which scope. */
import type { DockerfileDocument } from '../../model/document.ts';
import type { Resolved, VariableDefinition, VariableUse } from '../../model/variables.ts';
import { code } from './markdown.ts';

/** What is known of a use of a variable. */
export function useLines(document: DockerfileDocument, use: VariableUse): readonly string[] {
  const lines = [valueLine(use.name, use.value), ...originLines(document, use.definition)];
  switch (use.state) {
    case 'undefined':
      lines.push('Nothing sets it: it is replaced by nothing.');
      break;
    case 'unknown':
      lines.push('This file does not set it; the base image may.');
      break;
    case 'image':
      lines.push('The base image sets it.');
      break;
    case 'predefined':
      lines.push('BuildKit sets it.');
      break;
    case 'deferred':
      lines.push('Decided in the stage that is built on this one.');
      break;
    case 'declared':
      lines.push('An ARG without a value: `--build-arg` may give one.');
      break;
    default:
  }
  const operator = operatorMeaning(use.operator);
  if (operator) lines.push(operator);
  return lines;
}

/** What is known of an ARG or ENV where it is set. */
export function definitionLines(document: DockerfileDocument, definition: VariableDefinition): readonly string[] {
  const uses = document.variables.usesOf(definition);
  const lines = [valueLine(definition.name, definition.value)];
  if (definition.kind === 'ENV')
    lines.push(
      'An environment variable: kept in the image, seen by every later step and by the container. Not a place for secrets.',
    );
  else if (definition.stage === undefined)
    lines.push('A global build argument: only FROM lines see it; a stage must declare it again with `ARG`.');
  else lines.push('A build argument of this stage: gone in the finished image, yet visible in its history.');
  if (definition.takesFrom === 'predefined') lines.push('BuildKit gives it its value.');
  else if (definition.takesFrom)
    lines.push(`Takes its value over from line ${definition.takesFrom.instruction.startLine}.`);
  if (definition.kind === 'ARG') lines.push(`Changed from outside with ${code(`--build-arg ${definition.name}=…`)}.`);
  if (uses.length > 0) {
    const places = [...new Set(uses.map(use => use.instruction.startLine))].slice(0, 6);
    lines.push(`Used in line ${places.join(', ')}.`);
  }
  return lines;
}

/** Where a value comes from. */
export function originLines(document: DockerfileDocument, definition: VariableDefinition | undefined): string[] {
  if (!definition) return [];
  const scope =
    definition.stage === undefined
      ? 'before the first FROM'
      : document.stages.length > 1
        ? `in stage ${code(definition.stage.nameWord?.value ?? String(definition.stage.index))}`
        : '';
  return [`Set by ${definition.kind} in line ${definition.instruction.startLine}${scope ? `, ${scope}` : ''}.`];
}

export function valueLine(name: string, value: Resolved | undefined): string {
  if (value === undefined) return `${code(name)} has no value here.`;
  if (value.known) return `${code(name)} is ${value.value === '' ? 'empty' : code(value.value)} here.`;
  switch (value.reason) {
    case 'build-argument':
      return `${code(name)} is whatever ${code(`--build-arg`)} gives.`;
    case 'base-image':
      return `The value of ${code(name)} comes from the base image.`;
    default:
      return `The value of ${code(name)} cannot be computed.`;
  }
}

const operators: Readonly<Record<string, string>> = {
  ':-': 'What follows `:-` is taken when it is not set or empty.',
  '-': 'What follows `-` is taken when it is not set.',
  ':+': 'What follows `:+` is taken when it is set and not empty, else nothing.',
  '+': 'What follows `+` is taken when it is set, else nothing.',
  ':?': 'The build stops with the text behind `:?` when it is not set or empty.',
  '?': 'The build stops with the text behind `?` when it is not set.',
  '#': 'The shortest match of the pattern behind `#` is taken off the front.',
  '##': 'The longest match of the pattern behind `##` is taken off the front.',
  '%': 'The shortest match of the pattern behind `%` is taken off the end.',
  '%%': 'The longest match of the pattern behind `%%` is taken off the end.',
  '/': 'The first match of the pattern is replaced.',
  '//': 'Every match of the pattern is replaced.',
};

function operatorMeaning(operator: string): string | undefined {
  return operators[operator];
}
