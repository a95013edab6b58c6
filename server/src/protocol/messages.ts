/**
 * What client and server say to each other beyond LSP. Types only; but for context/format.ts the only file of the server that the client imports:
 * `DrydockRequests` and `DrydockNotifications` name every message with what goes in and what comes back, so that both ends
 * are checked against the same table.
 *
 * Places are LSP positions (0-based, UTF-16) unless a comment says "1-based line", which is how people and BuildKit count.
 */

/** Client → server. `connection.onRequest('drydock/…', handler)` on one side, `sendRequest` on the other. */
export interface DrydockRequests {
  'drydock/searchNotes': { params: SearchNotesParams; result: SearchNotesResult };
  'drydock/note': { params: NoteParams; result: NoteResult | null };
  'drydock/dockerfileInfo': { params: DockerfileParams; result: DockerfileInfo };
  'drydock/refactorings': { params: RefactoringsParams; result: RefactoringsResult };
  'drydock/convert': { params: ConvertParams; result: ConvertResult };
  'drydock/contextInfo': { params: DockerfileParams; result: ContextInfo };
  'drydock/contextMap': { params: ContextMapParams; result: ContextMapResult };
  'drydock/excludeFromContext': { params: ExcludeParams; result: ExcludeResult };
  'drydock/createDockerignore': { params: DockerfileParams; result: NewIgnoreFile };
  'drydock/cacheView': { params: DockerfileParams; result: CacheViewResult };
  'drydock/imageAt': { params: ImageAtParams; result: ImageAtResult | null };
  'drydock/machineImages': { params: MachineImagesParams; result: MachineImagesResult };
  'drydock/registryTags': { params: RegistryTagsParams; result: RegistryTagsResult };
  'drydock/pinDigest': { params: PinDigestParams; result: PinDigestResult };
}

/** Client → server, without an answer. */
export interface DrydockNotifications {
  /** The user chose a build context for a Dockerfile (or took the choice back: `folder: null`). Sent at start for every remembered choice. */
  'drydock/contextChosen': { uri: string; folder: string | null };
}

/** Server → client, without an answer; to Drydock's own client only. */
export interface DrydockServerNotifications {
  /** What is known of build contexts is no longer what was: read at last, or changed, by whomever. */
  'drydock/contextsChanged': Record<string, never>;
}

/** Server → client. */
export interface DrydockServerRequests {
  /**
   * One of the files that are packaged beside the server: "tree-sitter-bash.wasm". From a web worker only: it has no files of its own, and
   * messages there carry bytes as they are.
   */
  'drydock/file': { params: { readonly name: string }; result: Uint8Array };
  /** A text of the workspace, where the server cannot read it itself (a browser, a virtual file system); null: none, or not to be read. */
  'drydock/readText': { params: { readonly uri: string }; result: { readonly text: string } | null };
  /** A folder of the workspace, in the same places; null: none, too big, or not to be read. */
  'drydock/readFolder': {
    params: { readonly uri: string };
    result: { readonly entries: readonly FolderEntry[] } | null;
  };
}

export interface FolderEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes of a file. */
  readonly size?: number;
}

export type DrydockRequest = keyof DrydockRequests;
export type ParamsOf<Method extends DrydockRequest> = DrydockRequests[Method]['params'];
export type ResultOf<Method extends DrydockRequest> = DrydockRequests[Method]['result'];

export interface PlainPosition {
  readonly line: number;
  readonly character: number;
}

export interface PlainRange {
  readonly start: PlainPosition;
  readonly end: PlainPosition;
}

export interface PlainTextEdit {
  readonly range: PlainRange;
  readonly newText: string;
}

/** Which Dockerfile is meant. */
export interface DockerfileParams {
  readonly uri: string;
  /** Its text, for a document that the server has not been told to open (another language id, a file picked in the explorer). The open document wins. */
  readonly text?: string;
}

// ---- notes -------------------------------------------------------------------------------------------------------------

export interface SearchNotesParams {
  /** What the user typed; empty: every note. */
  readonly query: string;
}

export interface SearchNotesResult {
  /** Best first. Without a query: by kind, then by title. */
  readonly notes: readonly NoteSummary[];
}

export interface NoteSummary {
  /** "instruction.COPY", "flag.COPY.--link", "concept.layer", … */
  readonly id: string;
  readonly title: string;
  /** "instruction", "flag", "directive", "concept", "command", "rule", "team", … */
  readonly kind: string;
  /** One sentence, plain text. */
  readonly summary: string;
}

export interface NoteParams {
  readonly id: string;
}

export interface NoteResult {
  readonly id: string;
  readonly title: string;
  /** The whole note, beginning with its title as a heading. */
  readonly markdown: string;
}

// ---- what a Dockerfile says ---------------------------------------------------------------------------------------------

export interface DockerfileInfo {
  /** In file order. The last one is what a build without a target makes. */
  readonly stages: readonly StageInfo[];
  /** Every ARG that `--build-arg` can set, each name once, in file order. */
  readonly buildArguments: readonly BuildArgumentInfo[];
  /**
   * Sources of COPY and ADD that come from the context, as written, each once: those without variable, wildcard, URL and heredoc.
   * The client looks which folder has them when it has to guess the context.
   */
  readonly contextSources: readonly string[];
  /** Ids that `RUN --mount=type=secret` asks for. */
  readonly secrets: readonly BuildSecretInfo[];
  /** True when a `RUN --mount=type=ssh` is there. */
  readonly needsSsh: boolean;
  /** What BuildKit would refuse before it runs a step. */
  readonly errors: readonly { readonly message: string; readonly range: PlainRange }[];
}

export interface StageInfo {
  readonly index: number;
  readonly name?: string;
  /** 1-based line of its FROM. */
  readonly line: number;
  /** The image or the stage it is built from, variables resolved where defaults allow; "" when the FROM has none. */
  readonly base: string;
  /** Ports of its own EXPOSE and of the stages it is built from (the base image's own are not known), in file order, each once. */
  readonly exposedPorts: readonly ExposedPortInfo[];
  /** Command line as the image would hold it: the ENTRYPOINT's words followed by the CMD's; empty when neither is in the file. */
  readonly command: readonly string[];
  /** True when what it runs is an interactive program: bash, sh, python, node, … without arguments. */
  readonly interactive: boolean;
  /** Environment variables with an empty value, which the image expects to be given at run time. */
  readonly emptyVariables: readonly string[];
  /** Paths of VOLUME. */
  readonly volumes: readonly string[];
  readonly hasHealthcheck: boolean;
}

export interface ExposedPortInfo {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

export interface BuildArgumentInfo {
  readonly name: string;
  /** As written, quotes removed; absent for `ARG NAME`: then the build is likely to need a value. */
  readonly defaultValue?: string;
  /** 1-based line of its first declaration. */
  readonly line: number;
  /** The name looks like it holds a secret, so that a value would be kept in the image's history. */
  readonly looksSecret: boolean;
}

export interface BuildSecretInfo {
  readonly id: string;
  readonly required: boolean;
}

// ---- refactorings ---------------------------------------------------------------------------------------------------------

export interface RefactoringsParams extends DockerfileParams {
  /** The selection, or the cursor. */
  readonly range: PlainRange;
}

export interface RefactoringsResult {
  readonly possible: readonly OfferedRefactoring[];
  /** Asked for by the place, but not possible: each with a sentence. */
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
  /** What there is at other places: where the cursor has to be. */
  readonly elsewhere: readonly { readonly title: string; readonly where: string }[];
}

export interface OfferedRefactoring extends ProposedText {
  /** "cache-mount"; several may have the same one, with other titles. */
  readonly id: string;
  /** False: the image that a plain build makes stays the same. */
  readonly changesImage: boolean;
}

/** A change to a text, to be shown before it is made. */
export interface ProposedText {
  /** "Combine this RUN with the next one" */
  readonly title: string;
  readonly newText: string;
  /** The same change, for the text that was read: apply only to that text. */
  readonly edits: readonly PlainTextEdit[];
  /** What it does and why: Markdown, a few lines. */
  readonly explanation: string;
  /** What changes beyond what was asked, where not everything could be proved: each one sentence. Empty: safe. */
  readonly cautions: readonly string[];
}

// ---- conversion to several stages -------------------------------------------------------------------------------------------

export interface ConvertParams extends DockerfileParams {
  /** Answers to the questions of an earlier result, by question id. */
  readonly answers?: Readonly<Record<string, string>>;
}

export type ConvertResult = ConvertedResult | ConvertQuestions | ConvertRefusal;

export interface ConvertedResult extends ProposedText {
  readonly outcome: 'converted';
  /** The version of the open document that was read; absent when `text` was read. */
  readonly version?: number;
}

export interface ConvertQuestions {
  readonly outcome: 'ask';
  /** At most two. */
  readonly questions: readonly ConvertQuestion[];
}

export interface ConvertQuestion {
  readonly id: string;
  /** "Which file does the image run?" */
  readonly title: string;
  /** The first one is what we advise. */
  readonly choices: readonly {
    readonly value: string;
    readonly label: string;
    readonly description?: string;
    readonly detail?: string;
  }[];
}

export interface ConvertRefusal {
  readonly outcome: 'refused';
  /** One sentence: why not. */
  readonly reason: string;
  /** One sentence: what to change so that it works. */
  readonly hint?: string;
  /** Where the reason stands. */
  readonly range?: PlainRange;
}

// ---- the build context --------------------------------------------------------------------------------------------------------

export interface ContextInfo {
  /** Uri of the folder that `COPY . .` would copy; absent for a document that is in no folder. */
  readonly folder?: string;
  /** Who says so. */
  readonly from: 'chosen' | 'compose' | 'bake' | 'devcontainer' | 'tasks' | 'ownFolder' | 'none';
  /** Uri of the ignore file that BuildKit would read, when it exists. */
  readonly ignoreFile?: string;
  /** What can be sent of it: what the ignore file lets through. Absent where it could not be read (no trust, no folder). */
  readonly files?: number;
  readonly bytes?: number;
  /** False: a limit or an unreadable folder left something out, so files and bytes are the least that it is. */
  readonly complete?: boolean;
}

export interface ContextMapParams extends DockerfileParams {
  /** The folder to show, from the context's root with `/`; absent or '': the root. */
  readonly path?: string;
}

export type ContextMapResult =
  | {
      readonly ok: true;
      /** Uri of the context's folder. */
      readonly folder: string;
      /** The folder of `path` with two levels below it. */
      readonly node: ContextNode;
      /** Uri of the ignore file that BuildKit would read, when it exists. */
      readonly ignoreFile?: string;
      readonly complete: boolean;
    }
  | {
      readonly ok: false;
      /** One sentence. */
      readonly reason: string;
    };

export interface ContextNode {
  readonly name: string;
  /** From the context's root with `/`; '' for the root, and for a sum of small entries. */
  readonly path: string;
  readonly isFolder: boolean;
  /** What is sent of it. */
  readonly files: number;
  readonly bytes: number;
  readonly ignoredFiles: number;
  readonly ignoredBytes: number;
  /** Biggest first. */
  readonly children: readonly ContextNode[];
}

export interface ExcludeParams extends DockerfileParams {
  /** What shall not be sent, from the context's root with `/`. */
  readonly path: string;
}

export type ExcludeResult =
  | {
      readonly ok: true;
      /** Uri of the ignore file to write. */
      readonly ignoreFile: string;
      readonly exists: boolean;
      /** Its text as it was read, and as it should be: apply only to that text. */
      readonly oldText: string;
      readonly newText: string;
    }
  | { readonly ok: false; readonly reason: string };

export interface NewIgnoreFile {
  /** Uri of the ignore file that BuildKit would read, or of the one to make; absent for a document that lies in no folder. */
  readonly ignoreFile?: string;
  readonly exists: boolean;
  /** Advised text; `\n` line ends. */
  readonly text: string;
  /** What it would leave out; absent where the context could not be read. */
  readonly files?: number;
  readonly bytes?: number;
}

export interface CacheViewResult {
  /** In file order. Empty for a file without stages. */
  readonly steps: readonly CacheStepInfo[];
  /** False: the files are not known, only the names in the Dockerfile. */
  readonly contextKnown: boolean;
}

export interface CacheStepInfo {
  readonly range: PlainRange;
  /** 1-based line. */
  readonly line: number;
  /** "COPY package.json ./": the beginning of the instruction, on one line. */
  readonly text: string;
  /** "build", or its number. */
  readonly stage: string;
  /** One sentence. */
  readonly summary: string;
  /** True when every change of a file of the context runs it again. */
  readonly isWhole: boolean;
  readonly invalidatedBy: readonly CacheCause[];
}

export interface CacheCause {
  /** The source as written. */
  readonly text: string;
  /** 1-based line of the instruction that brings it in. */
  readonly line: number;
  readonly files?: number;
  readonly bytes?: number;
  /** Biggest first. */
  readonly biggest: readonly { readonly path: string; readonly bytes: number }[];
}

// ---- images: what an engine or a registry said when the user asked, kept by the server for the session ------------------------

export interface ImageAtParams extends DockerfileParams {
  readonly position: PlainPosition;
}

/** The image of FROM, COPY --from or a mount under the cursor. */
export interface ImageAtResult {
  /** Defaults of variables put in; '' where an image can be written and none stands. */
  readonly name: string;
  /** `docker.io/library/node`; absent for what is no valid name. */
  readonly repository?: string;
  readonly range: PlainRange;
  /** It is written without variables and has no digest. */
  readonly canBePinned: boolean;
}

export interface MachineImagesParams {
  /** All that the engine has; they take the place of those that were named before. */
  readonly images: readonly {
    /** "node:20", "ghcr.io/acme/api:1.2" */
    readonly name: string;
    /** "sha256:…", when a registry knows the image by it. */
    readonly digest?: string;
    /** "193 MB, 2 days ago" */
    readonly detail: string;
  }[];
}

export interface MachineImagesResult {
  readonly known: number;
}

export interface RegistryTagsParams {
  /** `docker.io/library/node` */
  readonly repository: string;
  readonly tags: readonly string[];
}

export interface RegistryTagsResult {
  /** Best first, without signatures. */
  readonly tags: readonly string[];
}

export interface PinDigestParams extends ImageAtParams {
  /** The image that was looked up, as it is written: nothing is changed when another one stands there now. */
  readonly image: string;
  /** "sha256:…" */
  readonly digest: string;
}

export type PinDigestResult =
  | {
      readonly ok: true;
      readonly edits: readonly PlainTextEdit[];
      /** The version of the open document that was read; absent when `text` was read. */
      readonly version?: number;
    }
  /** One sentence. */
  | { readonly ok: false; readonly reason: string };
