// Writes syntaxes/dockerfile.tmLanguage.json and syntaxes/dockerignore.tmLanguage.json. TextMate grammars have no variables, and the one for
// Dockerfiles is needed twice (escape `\` and escape `` ` ``) with twenty heredoc languages, so it is put together here.
// `node tools/genGrammars.mjs --check` compares (a test does). Rules of the house, so that nothing ever leaks into the next instruction:
//   - everything inside an instruction ends at a line end that is not continued: `(?=\n)`;
//   - whatever spans lines includes `#continued`, which eats the continuation, the line end, and comment and blank lines behind it;
//   - heredoc bodies are `begin`/`while`, which drops all that an embedded grammar has left open.
// Design and the choice of scope names: docs/grammars.md.
import { readFileSync, writeFileSync } from 'node:fs';

/** What can be embedded: key → grammar. The key is part of the scope, which package.json maps to a language. */
const languages = {
  shell: 'source.shell',
  python: 'source.python',
  javascript: 'source.js',
  typescript: 'source.ts',
  ruby: 'source.ruby',
  perl: 'source.perl',
  php: 'source.php',
  powershell: 'source.powershell',
  sql: 'source.sql',
  lua: 'source.lua',
  json: 'source.json',
  yaml: 'source.yaml',
  xml: 'text.xml',
  html: 'text.html.basic',
  css: 'source.css',
  ini: 'source.ini',
  go: 'source.go',
  rust: 'source.rust',
  c: 'source.c',
};

/** Programs in RUN that read a heredoc as their script, and what a shebang may name. */
const interpreters = {
  python: String.raw`(?:python|pypy)[\d.]*`,
  javascript: 'node|nodejs|deno|bun',
  ruby: 'ruby',
  perl: 'perl',
  php: 'php',
  powershell: 'pwsh|powershell',
  sql: 'psql|mysql|mariadb|sqlite3|clickhouse-client',
  lua: 'lua|luajit',
};
/** They keep a heredoc as data. */
const dataPrograms = 'cat|tee|dd|install|base64|patch|envsubst|sed|awk|grep';

/** File names that COPY and ADD give to a heredoc. */
const extensions = {
  shell: 'sh|bash|zsh|bashrc|profile',
  python: 'py',
  javascript: 'js|mjs|cjs',
  typescript: 'ts|mts|cts',
  ruby: 'rb',
  perl: 'pl|pm',
  php: 'php',
  powershell: 'ps1',
  sql: 'sql',
  lua: 'lua',
  json: 'json',
  yaml: 'ya?ml',
  xml: 'xml|svg',
  html: 'html?',
  css: 'css',
  ini: 'ini|cfg|toml|env|properties|service',
  go: 'go',
  rust: 'rs',
  c: 'c|h',
};

const keyword = 'keyword.other.special-method.dockerfile';
const lineEnd = String.raw`(?=\n)`;
const name = scope => ({ name: scope });

/** The rules for one escape character. `tag` is put behind the names of the repository. */
function variant(escape, tag, { interpreters, extensions }) {
  const esc = escape === '\\' ? '\\\\' : '`';
  /** An escape at the end of the line that is not itself escaped, as BuildKit's regular expression wants it. */
  const continuation = String.raw`(?<!${esc})(${esc})[ \t]*$\n?`;
  const own = names => names.map(each => ({ include: `#${each}${tag}` }));
  const repository = {};
  const define = (rule, value) => {
    repository[rule + tag] = value;
  };
  /** An instruction: `(?:^|\G)` so that it may stand behind ONBUILD too. */
  const instruction = (word, patterns, more = {}) => ({
    name: `meta.instruction.${word.toLowerCase().replace(/\W+/g, '-')}.dockerfile`,
    begin: String.raw`(?:^|\G)[ \t]*((?i:${word}))(?=[ \t]|${esc}[ \t]*$|$)${more.ahead ?? ''}`,
    beginCaptures: { 1: name(keyword) },
    end: lineEnd,
    patterns: [...own(['continued']), ...patterns],
  });

  define('continued', {
    patterns: [
      { match: continuation, captures: { 1: name('constant.character.escape.line-continuation.dockerfile') } },
      {
        match: String.raw`^[ \t]*((#).*)$\n?`,
        captures: {
          1: name('comment.line.number-sign.dockerfile'),
          2: name('punctuation.definition.comment.dockerfile'),
        },
      },
      { match: String.raw`^[ \t]*$\n?` },
    ],
  });
  define('escaped', { match: String.raw`${esc}[^\n]`, name: 'constant.character.escape.dockerfile' });

  define('variables', {
    patterns: [
      {
        match: String.raw`(\$)([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$-])`,
        name: 'variable.other.normal.dockerfile',
        captures: { 1: name('punctuation.definition.variable.dockerfile') },
      },
      {
        begin: String.raw`(\$\{)([!#]?)([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!-])`,
        beginCaptures: {
          1: name('punctuation.definition.variable.begin.dockerfile'),
          2: name('keyword.operator.modifier.dockerfile'),
          3: name('variable.other.bracket.dockerfile'),
        },
        end: String.raw`(\})|(?=\n)`,
        endCaptures: { 1: name('punctuation.definition.variable.end.dockerfile') },
        name: 'meta.variable.dockerfile',
        patterns: [
          ...own(['continued']),
          {
            match: String.raw`\G(?::?[-+?=]|##?|%%?|//?|[\^,]{1,2}|:|\[)`,
            name: 'keyword.operator.modifier.dockerfile',
          },
          ...own(['escaped', 'variables', 'double', 'single']),
        ],
      },
    ],
  });
  define('double', {
    begin: '"',
    beginCaptures: { 0: name('punctuation.definition.string.begin.dockerfile') },
    end: String.raw`(")|(?=\n)`,
    endCaptures: { 1: name('punctuation.definition.string.end.dockerfile') },
    name: 'string.quoted.double.dockerfile',
    patterns: own(['continued', 'escaped', 'variables']),
  });
  define('single', {
    begin: "'",
    beginCaptures: { 0: name('punctuation.definition.string.begin.dockerfile') },
    end: String.raw`(')|(?=\n)`,
    endCaptures: { 1: name('punctuation.definition.string.end.dockerfile') },
    name: 'string.quoted.single.dockerfile',
    patterns: own(['continued']),
  });
  /** Only what will be JSON: `RUN [ "$a" = b ]` is a shell's test. */
  define('json', {
    begin: String.raw`(\[)(?=\s*(?:\]\s*$|"(?:[^"\\\n]|\\.)*"\s*(?:,|\]\s*$|${esc}[ \t]*$)|${esc}[ \t]*$))`,
    beginCaptures: { 1: name('punctuation.definition.array.begin.dockerfile') },
    end: String.raw`(\])|(?=\n)`,
    endCaptures: { 1: name('punctuation.definition.array.end.dockerfile') },
    name: 'meta.exec-form.dockerfile',
    patterns: [
      ...own(['continued']),
      {
        begin: '"',
        beginCaptures: { 0: name('punctuation.definition.string.begin.dockerfile') },
        end: String.raw`(")|(?=\n)`,
        endCaptures: { 1: name('punctuation.definition.string.end.dockerfile') },
        name: 'string.quoted.double.json.dockerfile',
        patterns: [
          ...own(['continued']),
          { match: String.raw`\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`, name: 'constant.character.escape.json.dockerfile' },
          { match: String.raw`\\.`, name: 'invalid.illegal.escape.json.dockerfile' },
          ...own(['variables']),
        ],
      },
      { match: ',', name: 'punctuation.separator.array.dockerfile' },
    ],
  });

  // ---- flags ----
  const stage = String.raw`[A-Za-z0-9][\w.-]*`;
  define('flags', {
    patterns: [
      {
        begin: String.raw`(?<=[ \t]|^)(--)(mount)(=)`,
        beginCaptures: flagCaptures(),
        end: String.raw`(?=[ \t\n])`,
        name: 'meta.flag.mount.dockerfile',
        patterns: [
          {
            match: String.raw`(?:\G|(?<=[,"]))(type)(=)(bind|cache|tmpfs|secret|ssh)(?=[,"\s])`,
            captures: {
              1: name('support.type.property-name.dockerfile'),
              2: name('keyword.operator.assignment.dockerfile'),
              3: name('constant.language.mount-type.dockerfile'),
            },
          },
          {
            match: String.raw`(?:\G|(?<=[,"]))([A-Za-z][\w-]*)(?:(=)|(?=[,"\s]))`,
            captures: {
              1: name('support.type.property-name.dockerfile'),
              2: name('keyword.operator.assignment.dockerfile'),
            },
          },
          { match: ',', name: 'punctuation.separator.mount.dockerfile' },
          ...own(['variables', 'escaped']),
          { match: String.raw`[^,\s$"]+`, name: 'string.unquoted.dockerfile' },
        ],
      },
      {
        match: String.raw`(?<=[ \t]|^)(--)(from)(=)(${stage})(?=[ \t\n])`,
        captures: { ...flagCaptures(), 4: name('entity.name.type.stage.dockerfile') },
        name: 'meta.flag.dockerfile',
      },
      {
        begin: String.raw`(?<=[ \t]|^)(--)([a-zA-Z][\w-]*)(=)?`,
        beginCaptures: flagCaptures(),
        end: String.raw`(?=[ \t\n])`,
        name: 'meta.flag.dockerfile',
        patterns: [
          ...own(['variables', 'double', 'single', 'escaped']),
          { match: String.raw`(?<==)(?:true|false)(?=\s)`, name: 'constant.language.boolean.dockerfile' },
          {
            match: String.raw`(?<==)(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h)?)+(?=\s)`,
            name: 'constant.numeric.dockerfile',
          },
          { match: String.raw`[^\s$"'${esc}]+`, name: 'string.unquoted.dockerfile' },
        ],
      },
    ],
  });

  // ---- heredocs ----
  const bodyOf = (key, grammar) => ({
    begin: '^',
    end: '(?!)',
    name: `meta.embedded.block.${key}.dockerfile`,
    contentName: grammar ?? `string.unquoted.heredoc.dockerfile`,
    patterns: grammar ? [{ include: grammar }] : own(['variables']),
  });
  define('shebang-bodies', {
    patterns: Object.entries(interpreters).map(([key, programs]) => ({
      ...bodyOf(key, languages[key]),
      begin: String.raw`^(?=#!.*[/\s](?:${programs})\b)`,
    })),
  });
  /** `rest`: rules for what follows on the operator's line. */
  const heredocRules = (key, grammar, rest) => {
    const operator = String.raw`(?<=[ \t])(\d*)(<<-?)[ \t]*(["']?)([^\s<"'|&;()]+)(\3)(?=[ \t\n])`;
    const captures = {
      1: name('constant.numeric.file-descriptor.dockerfile'),
      2: name('keyword.operator.heredoc.dockerfile'),
      3: name('punctuation.definition.string.begin.dockerfile'),
      4: name('keyword.control.heredoc-token.dockerfile'),
      5: name('punctuation.definition.string.end.dockerfile'),
    };
    const bodies = [...(key === 'shell' ? own(['shebang-bodies']) : []), bodyOf(key.replace('copy-', ''), grammar)];
    const lines = [...bodies, { match: operator, captures }, ...rest];
    return {
      // The outer rule is there for the terminator's line, at which the inner one gives up.
      begin: String.raw`(?<=[ \t])(?=\d*<<-?[ \t]*["']?[^\s<"'|&;()]+["']?[ \t\n])`,
      end: String.raw`^\t*([^\s<"'|&;()]+)$`,
      endCaptures: { 1: name('keyword.control.heredoc-token.dockerfile') },
      patterns: [
        {
          // Several on a line: all up to the terminator of the last one.
          begin: operator + String.raw`(?=.*[ \t]\d*<<-?[ \t]*["']?([^\s<"'|&;()]+)["']?(?:[^<]|<(?!<))*$)`,
          beginCaptures: captures,
          while: String.raw`^(?!\t*\6$)`,
          name: 'meta.heredoc.dockerfile',
          patterns: lines,
        },
        {
          begin: operator,
          beginCaptures: captures,
          while: String.raw`^(?!\t*\4$)`,
          name: 'meta.heredoc.dockerfile',
          patterns: lines,
        },
      ],
    };
  };

  // ---- the shell in RUN, CMD, ENTRYPOINT ----
  const commandEnd = {
    // Assignments and keywords come first (applyEndPatternLast), then the command's name ends the wait for it.
    end: String.raw`\b(for|select)[ \t]+([A-Za-z_]\w*)(?:[ \t]+(in)\b)?|\b(case)\b(?=\s)|([\w./~][\w./+@%:~-]*)|(?=\S)|(?=\n)`,
    endCaptures: {
      1: name('keyword.control.shell'),
      2: name('variable.other.loop.shell'),
      3: name('keyword.control.shell'),
      4: name('keyword.control.shell'),
      5: name('entity.name.function.call.shell'),
    },
    applyEndPatternLast: true,
    patterns: [
      ...own(['continued']),
      {
        match: String.raw`(?:\b(?:if|then|elif|else|fi|do|done|while|until|esac|function|time)\b|!)(?=[ \t\n;)&|])`,
        name: 'keyword.control.shell',
      },
      ...own(['assignments']),
    ],
  };
  // Never where it would end at once: a rule that comes and goes without a step stops the whole line.
  define('command', { begin: String.raw`\G(?=[\w./~!]|${esc}[ \t]*$)`, ...commandEnd });
  define('assignments', {
    begin: String.raw`(?<![\w./-])([A-Za-z_][A-Za-z0-9_]*)(\[[^\]\n]*\])?(\+?=)`,
    beginCaptures: {
      1: name('variable.other.assignment.shell'),
      2: name('variable.other.assignment.shell'),
      3: name('keyword.operator.assignment.shell'),
    },
    end: String.raw`(?=[ \t\n;&|)<>])`,
    patterns: [...own(['word-parts']), { match: String.raw`[^\s;&|)<>"'$${'`'}\\]+`, name: 'string.unquoted.shell' }],
  });
  define('word-parts', {
    patterns: [
      ...own(['continued']),
      ...own(['shell-double', 'single']),
      { include: `#substitutions${tag}` },
      ...own(['variables', 'escaped']),
    ],
  });
  define('shell-double', {
    begin: '"',
    beginCaptures: { 0: name('punctuation.definition.string.begin.shell') },
    end: String.raw`(")|(?=\n)`,
    endCaptures: { 1: name('punctuation.definition.string.end.shell') },
    name: 'string.quoted.double.shell',
    patterns: own(['continued', 'escaped', 'substitutions', 'variables']),
  });
  define('substitutions', {
    patterns: [
      {
        begin: String.raw`\$\(\(`,
        end: String.raw`(\)\))|(?=\n)`,
        beginCaptures: { 0: name('punctuation.definition.arithmetic.begin.shell') },
        endCaptures: { 1: name('punctuation.definition.arithmetic.end.shell') },
        name: 'meta.arithmetic.shell',
        patterns: [
          ...own(['continued', 'variables']),
          { match: String.raw`\b\d+\b`, name: 'constant.numeric.shell' },
          { match: '<<|>>|[-+*/%<>=!&|^~]+', name: 'keyword.operator.arithmetic.shell' },
        ],
      },
      {
        begin: String.raw`\$\(|[<>]\(`,
        end: String.raw`(\))|(?=\n)`,
        beginCaptures: { 0: name('punctuation.definition.subshell.begin.shell') },
        endCaptures: { 1: name('punctuation.definition.subshell.end.shell') },
        name: 'meta.embedded.substitution.shell',
        patterns: own(['command', 'shell-line']),
      },
      ...(escape === '\\'
        ? [
            {
              begin: '`',
              end: '(`)|(?=\\n)',
              beginCaptures: { 0: name('punctuation.definition.subshell.begin.shell') },
              endCaptures: { 1: name('punctuation.definition.subshell.end.shell') },
              name: 'meta.embedded.substitution.shell',
              patterns: [
                ...own(['continued', 'double', 'single', 'variables', 'escaped']),
                { match: String.raw`(?<=[ \t])--?[A-Za-z0-9][\w-]*`, name: 'constant.other.option.shell' },
              ],
            },
          ]
        : []),
    ],
  });
  define('shell-line', {
    patterns: [
      ...own(['continued']),
      {
        match: String.raw`(?<=[ \t;&|(])(#)[^\n]*?(?=[ \t]*(?<!${esc})${esc}[ \t]*$|$)`,
        name: 'comment.line.number-sign.shell',
        captures: { 1: name('punctuation.definition.comment.shell') },
      },
      {
        begin: String.raw`&&|\|\||;;|;|\|&?|(?<![<>\d])&(?![>\d])|(?<![\w$<>])\(|(?<=[ \t])\{(?=[ \t])`,
        beginCaptures: { 0: name('keyword.operator.logical.shell') },
        ...commandEnd,
      },
      { match: String.raw`(?<=[ \t])in(?=[ \t]+[^\s()]+\))`, name: 'keyword.control.shell' },
      { match: String.raw`\d*(?:<<<|>>|&>>?|>&|<&|>\||[<>])(?:\d+|-)?`, name: 'keyword.operator.redirect.shell' },
      { match: String.raw`\)|\}`, name: 'keyword.operator.logical.shell' },
      ...own(['word-parts', 'assignments']),
      { match: String.raw`(?<=[ \t])--?[A-Za-z0-9][\w-]*`, name: 'constant.other.option.shell' },
      {
        match: String.raw`(?<=[ \t])\[{1,2}(?=[ \t])|(?<=[ \t])\]{1,2}(?=[ \t\n;])`,
        name: 'keyword.operator.test.shell',
      },
    ],
  });
  const shellBody = (heredoc, scope = 'meta.embedded.line.shell.dockerfile') => ({
    begin: String.raw`(?=[^\s])`,
    end: lineEnd,
    name: scope,
    patterns: [...(heredoc ? [{ include: `#${heredoc}${tag}` }] : []), ...own(['command', 'shell-line'])],
  });
  const rest = own(['shell-line']);
  for (const key of ['shell', ...Object.keys(interpreters)])
    define(`heredoc-${key}`, heredocRules(key, languages[key], rest));
  define('heredoc-data', heredocRules('data', undefined, rest));
  const runBody = key => [...own(['flags', 'json']), shellBody(`heredoc-${key}`)];
  const runAhead = programs =>
    String.raw`(?=[ \t](?:[^#\n]*[ \t/;&|(])?(?:${programs})[ \t][^|;&\n]*<<|[ \t](?:${programs})[ \t]+<<)`;

  // ---- instructions ----
  const copyWords = [
    ...own(['variables', 'double', 'single', 'escaped']),
    {
      match: String.raw`(?<=[ \t])(?:https?|ftp|git|ssh)://[^\s$]+|(?<=[ \t])git@[^\s$]+`,
      name: 'markup.underline.link.dockerfile',
    },
    { match: String.raw`\*\*?|\?`, name: 'keyword.operator.wildcard.dockerfile' },
  ];
  const copyRules = Object.entries(extensions).map(([key, endings]) => {
    define(`heredoc-copy-${key}`, heredocRules(`copy-${key}`, languages[key], copyWords));
    return instruction(
      'COPY|ADD',
      [...own(['flags', 'json']), { include: `#heredoc-copy-${key}${tag}` }, ...copyWords],
      {
        ahead: String.raw`(?=[^\n]*[ \t]\d*<<[^\n]*\.(?:${endings})["']?[ \t]*$)`,
      },
    );
  });
  define('heredoc-copy', heredocRules('copy', undefined, copyWords));

  const image = {
    patterns: [
      ...own(['continued']),
      {
        match: String.raw`(?<=[ \t])((?i:AS))(?:[ \t]+([^\s]+))?(?=[ \t\n])`,
        captures: { 1: name(keyword), 2: name('entity.name.type.stage.dockerfile') },
      },
      { match: String.raw`(?<=[ \t])scratch(?=[ \t\n])`, name: 'constant.language.scratch.dockerfile' },
      ...own(['flags', 'variables', 'double', 'single', 'escaped']),
      {
        match: '(@)(sha256:)?([A-Fa-f0-9]*)',
        captures: {
          1: name('punctuation.separator.digest.dockerfile'),
          2: name('constant.other.digest.dockerfile'),
          3: name('constant.other.digest.dockerfile'),
        },
      },
      {
        match: String.raw`(:)([\w.-]+)(?=[@\s$])`,
        captures: { 1: name('punctuation.separator.tag.dockerfile'), 2: name('constant.other.tag.dockerfile') },
      },
      { match: String.raw`(:)(?=\$)`, captures: { 1: name('punctuation.separator.tag.dockerfile') } },
      { match: String.raw`[\w./-]+(?::\d+/[\w./-]*)?`, name: 'entity.name.image.dockerfile' },
    ],
  };
  define('image', image);

  const pairs = [
    {
      begin: String.raw`(?<=[ \t]|^)([^\s=$"']+|"[^"\n]*"|'[^'\n]*')(=)`,
      beginCaptures: {
        1: name('variable.other.readwrite.dockerfile'),
        2: name('keyword.operator.assignment.dockerfile'),
      },
      end: String.raw`(?=[ \t\n])`,
      patterns: [
        ...own(['continued', 'double', 'single', 'variables', 'escaped']),
        { match: String.raw`[^\s"'$${esc}]+`, name: 'string.unquoted.dockerfile' },
      ],
    },
    ...own(['variables', 'double', 'single', 'escaped']),
  ];
  const legacyPair = {
    match: String.raw`\G[ \t]+([A-Za-z_][\w.-]*)(?=[ \t]+[^=\s])`,
    captures: { 1: name('variable.other.readwrite.dockerfile') },
  };
  const paths = own(['json', 'variables', 'double', 'single', 'escaped']);
  define('instructions', {
    patterns: [
      instruction('FROM', own(['image'])),
      ...Object.entries(interpreters).map(([key, programs]) =>
        instruction('RUN', runBody(key), { ahead: runAhead(programs) }),
      ),
      instruction('RUN', runBody('data'), { ahead: runAhead(dataPrograms) }),
      instruction('RUN', runBody('shell')),
      ...copyRules,
      instruction('COPY|ADD', [...own(['flags', 'json', 'heredoc-copy']), ...copyWords]),
      instruction('ENV|LABEL', [legacyPair, ...pairs]),
      instruction('ARG', [
        ...pairs,
        { match: String.raw`(?<=[ \t])[A-Za-z_][\w.-]*(?=[ \t\n])`, name: 'variable.other.readwrite.dockerfile' },
      ]),
      instruction('CMD|ENTRYPOINT', [...own(['json']), shellBody(undefined)]),
      instruction('HEALTHCHECK', [
        ...own(['flags']),
        { match: String.raw`(?<=[ \t])(?i:NONE)(?=[ \t\n])`, name: 'constant.language.none.dockerfile' },
        {
          begin: String.raw`(?<=[ \t]|^)((?i:CMD))(?=[ \t]|${esc}[ \t]*$)`,
          beginCaptures: { 1: name(keyword) },
          end: lineEnd,
          patterns: [...own(['continued', 'json']), shellBody(undefined)],
        },
      ]),
      instruction('SHELL', own(['json'])),
      instruction('EXPOSE', [
        {
          match: String.raw`(?<=[ \t])(\d+)(?:(-)(\d+))?(?:(/)((?i:tcp|udp|sctp)))?(?=[ \t\n])`,
          captures: {
            1: name('constant.numeric.port.dockerfile'),
            2: name('keyword.operator.range.dockerfile'),
            3: name('constant.numeric.port.dockerfile'),
            4: name('punctuation.separator.protocol.dockerfile'),
            5: name('constant.language.protocol.dockerfile'),
          },
        },
        ...own(['variables', 'double', 'single', 'escaped']),
      ]),
      instruction('STOPSIGNAL', [
        {
          match: String.raw`(?<=[ \t])(?i:SIG)?[A-Z][A-Z0-9+-]*(?=[ \t\n])`,
          name: 'constant.language.signal.dockerfile',
        },
        { match: String.raw`(?<=[ \t])\d+(?=[ \t\n])`, name: 'constant.numeric.signal.dockerfile' },
        ...own(['variables']),
      ]),
      instruction('USER', [
        {
          match: String.raw`(?<=[ \t])([\w.-]+)(?:(:)([\w.-]+))?(?=[ \t\n])`,
          captures: {
            1: name('entity.name.user.dockerfile'),
            2: name('punctuation.separator.group.dockerfile'),
            3: name('entity.name.group.dockerfile'),
          },
        },
        ...own(['variables', 'double', 'single', 'escaped']),
      ]),
      instruction('WORKDIR', own(['variables', 'double', 'single', 'escaped'])),
      instruction('VOLUME', paths),
      instruction('MAINTAINER', [
        ...own(['double', 'single']),
        { match: String.raw`[^\s"'][^\n"']*`, name: 'string.unquoted.dockerfile' },
      ]),
      {
        name: 'meta.instruction.onbuild.dockerfile',
        begin: String.raw`^[ \t]*((?i:ONBUILD))(?=[ \t])`,
        beginCaptures: { 1: name('keyword.control.dockerfile') },
        end: lineEnd,
        patterns: own(['continued', 'instructions']),
      },
      // Anything else: a comment or a string in it must not be lost, and nothing may leak.
      {
        begin: String.raw`^[ \t]*([A-Za-z]+)(?=[ \t]|$)`,
        end: lineEnd,
        patterns: own(['continued', 'double', 'single', 'variables', 'escaped']),
      },
    ],
  });
  define('file', {
    patterns: [
      {
        match: String.raw`^([ \t]*)((#).*)$\n?`,
        captures: {
          1: name('punctuation.whitespace.comment.leading.dockerfile'),
          2: name('comment.line.number-sign.dockerfile'),
          3: name('punctuation.definition.comment.dockerfile'),
        },
      },
      ...own(['instructions']),
    ],
  });
  return repository;
}

function pick(table, keys) {
  return Object.fromEntries(keys.map(key => [key, table[key]]));
}

function flagCaptures() {
  return {
    1: name('punctuation.definition.flag.dockerfile'),
    2: name('variable.parameter.flag.dockerfile'),
    3: name('keyword.operator.assignment.dockerfile'),
  };
}

const directiveCaptures = {
  1: name('punctuation.definition.comment.dockerfile'),
  2: name('keyword.other.directive.dockerfile'),
  3: name('keyword.operator.assignment.dockerfile'),
  4: name('string.unquoted.directive.dockerfile'),
};
const dockerfile = {
  $comment: 'Written by tools/genGrammars.mjs. Do not edit.',
  name: 'Dockerfile',
  scopeName: 'source.dockerfile',
  patterns: [{ include: '#header' }, { include: '#file' }],
  repository: {
    // Directives count only at the very top; one of them may change the escape character for all that follows.
    header: {
      begin: String.raw`\A(?=[ \t]*#[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=)`,
      end: String.raw`^(?![ \t]*#[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=)`,
      patterns: [
        {
          begin: String.raw`^[ \t]*(#)[ \t]*((?i:escape))[ \t]*(=)[ \t]*(${'`'})[ \t]*$`,
          beginCaptures: { ...directiveCaptures, 0: name('comment.line.directive.dockerfile') },
          end: '(?!)',
          patterns: [
            // Further directives right below; a real comment looks just the same, which is as good.
            { include: '#file-backtick' },
          ],
        },
        {
          match: String.raw`^[ \t]*(#)[ \t]*((?i:syntax|escape|check))[ \t]*(=)[ \t]*(.*?)[ \t]*$`,
          captures: directiveCaptures,
          name: 'comment.line.directive.dockerfile',
        },
        {
          match: String.raw`^[ \t]*((#).*)$`,
          captures: {
            1: name('comment.line.number-sign.dockerfile'),
            2: name('punctuation.definition.comment.dockerfile'),
          },
        },
      ],
    },
    ...variant('\\', '', { interpreters, extensions }),
    // Windows images: what is written there.
    ...variant('`', '-backtick', {
      interpreters: { powershell: interpreters.powershell, python: interpreters.python },
      extensions: pick(extensions, ['powershell', 'json', 'xml', 'yaml', 'ini']),
    }),
  },
};

const dockerignore = {
  $comment: 'Written by tools/genGrammars.mjs. Do not edit.',
  name: 'Docker ignore file',
  scopeName: 'source.dockerignore',
  patterns: [
    {
      match: String.raw`^\x{FEFF}?((#).*)$`,
      captures: {
        1: name('comment.line.number-sign.dockerignore'),
        2: name('punctuation.definition.comment.dockerignore'),
      },
    },
    {
      begin: String.raw`^\s*(!)?\s*(?=\S)`,
      beginCaptures: { 1: name('keyword.operator.negation.dockerignore') },
      end: '$',
      name: 'meta.pattern.dockerignore',
      patterns: [
        { match: String.raw`\\.`, name: 'constant.character.escape.dockerignore' },
        { match: String.raw`\*\*`, name: 'keyword.operator.wildcard.folders.dockerignore' },
        { match: '[*?]', name: 'keyword.operator.wildcard.dockerignore' },
        { match: '/', name: 'punctuation.separator.path.dockerignore' },
        {
          begin: String.raw`(\[)(\^)?`,
          beginCaptures: {
            1: name('punctuation.definition.character-class.begin.dockerignore'),
            2: name('keyword.operator.negation.dockerignore'),
          },
          end: String.raw`(\])|(?=$)`,
          endCaptures: { 1: name('punctuation.definition.character-class.end.dockerignore') },
          name: 'constant.other.character-class.dockerignore',
          patterns: [
            { match: String.raw`\\.`, name: 'constant.character.escape.dockerignore' },
            { match: String.raw`(?<=[^\[^])-(?=[^\]])`, name: 'keyword.operator.range.dockerignore' },
          ],
        },
        { match: String.raw`[^\\*?/\[\]\s]+`, name: 'string.unquoted.path.dockerignore' },
      ],
    },
  ],
};

const outputs = {
  'syntaxes/dockerfile.tmLanguage.json': dockerfile,
  'syntaxes/dockerignore.tmLanguage.json': dockerignore,
};
let differs = false;
for (const [file, grammar] of Object.entries(outputs)) {
  const text = `${JSON.stringify(grammar)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is out of date: run node tools/genGrammars.mjs`);
    differs = true;
  }
}
process.exit(differs ? 1 : 0);
