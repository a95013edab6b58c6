/** What Python programs that a RUN starts leave elsewhere: models, data sets, static files. Their texts tell, their words do not. */
import { isInside, type RunCommand, resolvePath } from './analysis.ts';
import { baseName } from './commandClass.ts';
import { isSystemFolder } from './effects/files.ts';
import type { Situation } from './situation.ts';

/** Libraries that download, the variables that name their folders, and the folders below the home folder that they take else. */
const DOWNLOADERS: readonly {
  readonly library: RegExp;
  readonly variables: readonly string[];
  readonly home: string;
}[] = [
  { library: /\bnltk\b/, variables: ['NLTK_DATA'], home: 'nltk_data' },
  {
    library:
      /\b(?:transformers|huggingface_hub|sentence_transformers|diffusers|datasets|whisper|torch|torchvision|from_pretrained|snapshot_download|spacy_transformers|fastembed|open_clip)\b/,
    variables: [
      'HF_HOME',
      'HF_HUB_CACHE',
      'HUGGINGFACE_HUB_CACHE',
      'TRANSFORMERS_CACHE',
      'SENTENCE_TRANSFORMERS_HOME',
      'TORCH_HOME',
      'XDG_CACHE_HOME',
      'FASTEMBED_CACHE_PATH',
    ],
    home: '.cache',
  },
  { library: /\beasyocr\b/, variables: ['EASYOCR_MODULE_PATH'], home: '.EasyOCR' },
  { library: /\bpaddleocr\b/, variables: ['PADDLE_OCR_BASE_DIR'], home: '.paddleocr' },
  { library: /\b(?:keras|tensorflow)\b/, variables: ['KERAS_HOME'], home: '.keras' },
  { library: /\bstanza\b/, variables: ['STANZA_RESOURCES_DIR'], home: 'stanza_resources' },
  { library: /\bgensim\b/, variables: ['GENSIM_DATA_DIR'], home: 'gensim-data' },
  { library: /\brembg\b/, variables: ['U2NET_HOME'], home: '.u2net' },
  { library: /\bdeepface\b/i, variables: ['DEEPFACE_HOME'], home: '.deepface' },
  { library: /\binsightface\b/, variables: ['INSIGHTFACE_HOME'], home: '.insightface' },
];

/**
 * Folders outside the project that the command may fill; whether it does is only known when it is built. By its script's text,
 * which the context gives, by `-c` and by heredocs.
 */
export function hiddenWrites(run: RunCommand, situation: Situation): readonly string[] {
  if (!/^python[\d.]*$/.test(baseName(run.command.program))) return [];
  if (run.words.includes('collectstatic')) return staticRoots(situation);
  const line = run.words.join(' ');
  if (/\s-m (?:pip|venv|virtualenv|compileall|pipenv|poetry)\b/.test(run.words.join(' '))) return [];
  const told = /\bnltk\b.*?(?:\s(?:-d|--dir)[ =](\S+)|download_dir\s*=\s*["']([^"']+))/.exec(line);
  if (told) return [resolvePath(run.cwd, (told[1] ?? told[2])!)].filter(path => !path.includes('$'));
  const text = textOf(run, situation);
  if (text === undefined) return [];
  const variables = run.step.variables;
  const found = DOWNLOADERS.filter(entry => entry.library.test(text));
  if (found.length === 0) return [];
  const folders = found.flatMap(entry => [
    ...entry.variables.flatMap(name => variables.get(name)?.split(':') ?? []),
    `${run.home}/${entry.home}`,
  ]);
  // `cache_dir="/models"`: any folder that the text names.
  for (const match of text.matchAll(/["'](\/[\w.-]+(?:\/[\w.-]+)*)\/?["']/g)) folders.push(match[1]!);
  return [...new Set(folders)].filter(isOwnFolder);
}

/** The program's text: of `-c`, of standard input, of a script of the context; the name of a module. */
function textOf(run: RunCommand, situation: Situation): string | undefined {
  const at = run.words.indexOf('-c');
  if (at !== -1) return run.words[at + 1];
  if (run.words.includes('-m')) return run.words.join(' ');
  const script = run.words.slice(1).find(word => !word.startsWith('-') || word === '-');
  if (script === undefined || script === '-') {
    const { span } = run.step.instruction;
    return situation.facts.document.text.slice(span.start, span.end);
  }
  return situation.readImage(resolvePath(run.cwd, script));
}

/** `STATIC_ROOT` of Django's settings, where it lies outside the project. */
function staticRoots(situation: Situation): readonly string[] {
  const roots: string[] = [];
  for (const path of situation.imageFiles?.keys() ?? []) {
    if (!/settings[^/]*(?:\/[^/]+)?\.py$/.test(path)) continue;
    const text = situation.readImage(path) ?? '';
    for (const match of text.matchAll(/^\s*STATIC_ROOT\s*=.*?["'](\/[\w./-]+?)\/?["']/gm)) roots.push(match[1]!);
  }
  return [...new Set(roots)].filter(isOwnFolder);
}

function isOwnFolder(path: string): boolean {
  return (
    path.startsWith('/') &&
    !path.includes('$') &&
    !isSystemFolder(path) &&
    !['/usr', '/etc', '/dev', '/proc', '/sys', '/tmp', '/bin', '/lib'].some(folder => isInside(path, folder))
  );
}
