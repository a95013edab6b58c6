/** What completion gets from outside, besides the document. */
import type { MarkupContent } from 'vscode-languageserver-types';
import type { CompiledDockerignore } from '../../context/dockerignore.ts';
import type { ContextTree } from '../../context/tree.ts';
import type { KnownImages } from './knownImages.ts';

export interface CompletionServices {
  /** Documentation of a note, or undefined. */
  readonly documentation: (noteId: string) => MarkupContent | undefined;
  /** The client can insert snippets. */
  readonly snippets: boolean;
  /** Files of the build context, when they are known. */
  readonly context?: { readonly tree: ContextTree; readonly ignore: CompiledDockerignore | undefined } | undefined;
  /** What an engine or a registry named when the user asked, and what can be asked. */
  readonly images?: KnownImages;
  /** Ids of rules, for directives and suppressions. */
  readonly ruleIds?: readonly string[];
  /** The character that made the client ask by itself. */
  readonly trigger?: string | undefined;
  /** What is found in the document now; asked for only where rules are named. */
  readonly findings?: () => readonly FoundHere[];
}

export interface FoundHere {
  readonly ruleId: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
}
