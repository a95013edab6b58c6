/** Open documents: one text, one lazily made snapshot for each version, shared by every feature. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createDocument, type DockerfileDocument } from '../model/document.ts';

export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  /** The parsed Dockerfile of this version; made on first use. */
  readonly dockerfile: DockerfileDocument;
}

class Snapshot implements OpenDocument {
  private parsed: DockerfileDocument | undefined;

  constructor(readonly buffer: TextDocument) {}

  get uri(): string {
    return this.buffer.uri;
  }

  get languageId(): string {
    return this.buffer.languageId;
  }

  get version(): number {
    return this.buffer.version;
  }

  get text(): string {
    return this.buffer.getText();
  }

  get dockerfile(): DockerfileDocument {
    this.parsed ??= createDocument(this.text, { uri: this.uri });
    return this.parsed;
  }
}

/** For `new TextDocuments(...)`: an update makes a new snapshot, so a request keeps the one it began with. */
export const documentConfiguration = {
  create(uri: string, languageId: string, version: number, content: string): OpenDocument {
    return new Snapshot(TextDocument.create(uri, languageId, version, content));
  },
  update(document: OpenDocument, changes: TextDocumentContentChangeEvent[], version: number): OpenDocument {
    return new Snapshot(TextDocument.update((document as Snapshot).buffer, changes, version));
  },
};

/** A snapshot of a text that no client has opened. */
export function looseDocument(uri: string, text: string): OpenDocument {
  return documentConfiguration.create(uri, 'dockerfile', 0, text);
}
