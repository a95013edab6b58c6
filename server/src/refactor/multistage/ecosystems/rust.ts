/** Rust: the binary on the bare system of the builder's release; crates that link C libraries get those. */

import { type ProgramCall, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { parseCargoLock, parseCargoToml } from '../manifests.ts';
import { systemNeeds } from '../packages.ts';
import {
  answerOf,
  type Doubt,
  type Ecosystem,
  lineOf,
  type PlanResult,
  refuse,
  runsOf,
  type Situation,
  startInstruction,
} from '../situation.ts';
import type { Question } from '../types.ts';
import { planCompiled } from './compiled.ts';

/** Crates that bring OpenSSL along unless told otherwise. */
const OPENSSL_USERS =
  /^(?:openssl|openssl-sys|native-tls|reqwest|hyper-tls|tokio-native-tls|async-native-tls|lettre|postgres-openssl|postgres-native-tls|ureq-native|octocrab|teloxide|serenity|isahc|curl|git2|rdkafka|surf|elasticsearch|sentry|influxdb|mysql|mysql_async|mongodb-native|telegram-bot|egg-mode|oauth2|web3|ethers)$/;
/** Crates known to link nothing of the system. */
const PURE =
  /^(?:serde.*|tokio(?:-stream|-util)?|axum.*|actix.*|clap.*|structopt|rand.*|regex|anyhow|thiserror|tracing.*|hyper|hyper-util|http.*|warp|rocket.*|chrono.*|time|uuid|log|env_logger|futures.*|tower.*|bytes|once_cell|lazy_static|itertools|rayon|num.*|base64|sha1|sha2|md5|hex|toml|dotenv.*|async-trait|async-std|smol|either|indexmap|hashbrown|parking_lot|crossbeam.*|flate2|url|mime.*|askama.*|tera|handlebars|maud|ryu|itoa|nom|pest.*|syn|quote|proc-macro2|bitflags|smallvec|memchr|libc|nix|socket2|mio|poem|salvo|tide|gotham|iron|juniper|async-graphql.*|jsonwebtoken|argon2|bcrypt|mimalloc|jemallocator|tikv-jemallocator|snmalloc-rs|simd-json|sonic-rs|ferris-says|colored|yarte.*|v_htmlescape|may.*|ntex.*|xitca.*|trillium.*|viz|graphul|rustls.*|webpki.*|ring|csv|semver|strum.*|derive_more|config|figment|prometheus|metrics.*|dashmap|arc-swap|moka|lru|petgraph|ndarray|image|png|cfg-if|home|dirs|walkdir|tempfile|zstd.*|lz4.*)$/;

export const rust: Ecosystem = {
  name: 'rust',
  matches: situation =>
    situation.facts.image.family === 'rust' ||
    runsOf(situation, 'cargo').some(run => /^(?:build|install)$/.test(run.words[1] ?? '')),
  plan: situation => {
    const main = situation.main;
    if (main !== undefined && isCargo(main)) return planCargoRun(situation);
    if (
      runsOf(situation, 'cargo').length === 0 &&
      !situation.facts.runs.some(run => run.effect.kind === 'project' || run.effect.kind === 'build')
    ) {
      return refuse(
        'no-build',
        'No RUN builds a program.',
        'Build it with `RUN cargo build --release` and start the binary.',
      );
    }
    return planBinary(situation);
  },
};

/** Whether a call is of `cargo`, which may build and start the program. */
export function isCargo(call: ProgramCall): boolean {
  return baseName(call.program) === 'cargo';
}

function planBinary(situation: Situation): PlanResult {
  const { image } = situation.facts;
  const { packages, doubts } = crateNeeds(situation);
  doubts.push(...buildScriptDoubts(situation));
  const tls =
    crates(situation)?.some(name => OPENSSL_USERS.test(name) || /native-certs|webpki|rustls/.test(name)) ?? true;
  const musl =
    situation.facts.runs.some(run => run.command.program === 'cargo' && run.words.some(word => /-musl$/.test(word))) &&
    image.distro.kind !== 'alpine';
  return planCompiled(situation, {
    ecosystem: 'rust',
    isSource: path =>
      // Rocket.toml and other settings are read by programs of their own accord.
      /\.rs$|(?:^|\/)(?:Cargo\.(?:toml|lock)|rustfmt\.toml|clippy\.toml|deny\.toml|Cross\.toml|diesel\.toml)$/.test(
        path,
      ) ||
      /^(?:src|target|tests|benches|examples|\.cargo)\//.test(path) ||
      /^rust-toolchain/.test(path),
    sourceEndings: /\.rs$/,
    opensFiles:
      /File::(?:open|create)|\bfs::|read_to_string|ServeDir|ServeFile|Files::new|fs::dir|NamedFile|FileServer|OpenOptions|Tera::new|register_template|dotenv|Config::builder|SqliteConnect|sqlite:|sqlx::migrate|current_dir|current_exe|include_dir|Template::fairing|rocket_dyn_templates|config::File|migrations/,
    connects: tls ? /./ : /reqwest|hyper|rustls|native_tls|openssl|tonic/,
    usesZones: /chrono_tz|Tz::/,
    binFolder: '/usr/local/cargo/bin',
    isStatic: musl,
    packages,
    doubts,
    buildFolders: ['/usr/local/cargo', '/usr/local/rustup'],
    heavyBuild: true,
    builderHasCertificates: image.family === 'rust',
  });
}

function crates(situation: Situation): readonly string[] | undefined {
  const lock = manifestsNamed(situation, 'Cargo.lock');
  if (lock.length > 0) return lock.flatMap(parseCargoLock);
  const tomls = manifestsNamed(situation, 'Cargo.toml');
  return tomls.length === 0 ? undefined : tomls.flatMap(text => parseCargoToml(text).dependencies);
}

function manifestsNamed(situation: Situation, name: string): string[] {
  if (situation.imageFiles === undefined) return [];
  return [...situation.imageFiles].flatMap(([image, file]) => {
    if (baseName(image) !== name) return [];
    const text = situation.context?.read(file);
    return text === undefined ? [] : [text];
  });
}

function crateNeeds(situation: Situation): {
  readonly packages: { readonly name: string; readonly why: string }[];
  readonly doubts: Doubt[];
} {
  const { distro } = situation.facts.image;
  // rustc by itself knows no crates.
  if (situation.imageFiles !== undefined && isRustcOnly(situation)) return { packages: [], doubts: [] };
  const locks = manifestsNamed(situation, 'Cargo.lock').flatMap(parseCargoLock);
  const tomls = manifestsNamed(situation, 'Cargo.toml').map(parseCargoToml);
  const vendored = new Set(tomls.flatMap(toml => toml.vendored));
  let names: string[];
  if (locks.length > 0) {
    const isVendored = locks.includes('openssl-src') || vendored.has('openssl') || vendored.has('native-tls');
    names = locks.filter(
      name =>
        !(name === 'openssl-sys' && isVendored) &&
        !(
          name === 'libsqlite3-sys' && tomls.some(toml => toml.vendored.some(entry => /sqlite|sqlx|diesel/.test(entry)))
        ),
    );
    // sqlx builds SQLite from its own sources.
    if (locks.includes('sqlx-sqlite')) names = names.filter(name => name !== 'libsqlite3-sys');
  } else {
    const direct = tomls.flatMap(toml => toml.dependencies).filter(name => !vendored.has(name));
    names = [...direct];
    if (tomls.length === 0 || direct.some(name => OPENSSL_USERS.test(name) || !PURE.test(name)))
      names.push('openssl-sys');
    if (direct.includes('rusqlite')) names.push('libsqlite3-sys');
    const features = new Map(tomls.flatMap(toml => [...toml.features]));
    const diesel = features.get('diesel') ?? [];
    if (direct.includes('diesel')) {
      if (diesel.some(feature => /mysql/.test(feature))) names.push('mysqlclient-sys');
      if (diesel.some(feature => /sqlite/.test(feature)) && !direct.includes('libsqlite3-sys'))
        names.push('libsqlite3-sys');
      if (diesel.length === 0 || diesel.some(feature => /postgres/.test(feature))) names.push('pq-sys');
    }
    if (direct.includes('curl')) names.push('curl-sys');
    if (direct.includes('rdkafka')) names.push('rdkafka-sys');
  }
  if (
    distro.kind === 'ubuntu' ||
    (distro.kind === 'debian' && !['bullseye', 'bookworm', 'trixie', 'buster', 'stretch'].includes(distro.release))
  ) {
    return { packages: [], doubts: [] };
  }
  const needs = systemNeeds('rust', names, distro);
  const alpine = distro.kind === 'alpine';
  const packages = needs.packages
    .filter(name => !alpine || name !== 'openssl' || locks.length > 0)
    .map(name => ({ name, why: `the crate ${needs.because.get(name)} links it` }));
  if (alpine) packages.push({ name: 'libgcc', why: 'Rust programs load it' });
  return {
    packages: packages.filter((entry, index, all) => all.findIndex(other => other.name === entry.name) === index),
    doubts:
      locks.length === 0 && tomls.length === 0 && situation.facts.image.variant === 'full'
        ? [
            {
              obligation: 'O5',
              code: 'unknown-dependencies',
              message:
                'Cargo.toml cannot be read: some crates link libraries that the full image brings and a bare system lacks (diesel: libpq5, rusqlite: libsqlite3-0 …).',
              hint: 'Give the folder of the build context.',
            },
          ]
        : [],
  };
}

/** Only rustc runs, and there is no Cargo.toml that something else could build. */
function isRustcOnly(situation: Situation): boolean {
  return (
    runsOf(situation, 'rustc').length > 0 &&
    runsOf(situation, 'cargo', 'make', 'just').length === 0 &&
    !situation.facts.runs.some(run => run.effect.kind === 'project') &&
    ![...situation.imageFiles!.keys()].some(path => baseName(path) === 'Cargo.toml')
  );
}

/** A build script that writes files among the sources, or calls other build tools: it is not known which of them the program reads. */
function buildScriptDoubts(situation: Situation): Doubt[] {
  for (const [image, file] of situation.imageFiles ?? []) {
    if (baseName(image) !== 'build.rs') continue;
    const text = situation.context?.read(file);
    if (text === undefined) continue;
    const writes = /\bfs::(?:write|copy|create_dir|rename)|File::create|OpenOptions|create_dir_all|copy_dir/.test(text);
    const outside =
      writes &&
      (!/OUT_DIR|tonic_build|prost_build/.test(text) ||
        /CARGO_MANIFEST_DIR|"\.{0,2}\/?(?:src|static|public|dist|assets|templates)/.test(text));
    const calls =
      /Command::new\(\s*"(?:npm|npx|yarn|pnpm|bun|node|trunk|wasm-pack|sass|tailwindcss|make|sh|bash|python3?|hugo)"/.test(
        text,
      );
    if (!outside && !calls) continue;
    return [
      {
        obligation: 'O8',
        code: 'build-script',
        message: `${file} ${calls ? 'calls other build tools' : 'writes files among the sources'}, and it is not known which of the results the program reads.`,
      },
    ];
  }
  return [];
}

/** `cargo run`: the binary that it builds can be started instead, if the user agrees. */
function planCargoRun(situation: Situation): PlanResult {
  const { facts } = situation;
  const main = situation.main!;
  const instruction = startInstruction(facts);
  const line = lineOf(instruction);
  const development = refuse(
    'development-server',
    `The container starts \`cargo ${main.args[0] ?? ''}\`, which needs the tools of the build.`,
    'Start the binary: `CMD ["./target/release/NAME"]`.',
    line,
  );
  const separator = main.args.indexOf('--');
  const own = separator === -1 ? main.args : main.args.slice(0, separator);
  const program = separator === -1 ? [] : main.args.slice(separator + 1);
  const release = own.includes('--release') || own.includes('-r');
  const bin = own[own.indexOf('--bin') + 1];
  const manifests = manifestsNamed(situation, 'Cargo.toml').map(parseCargoToml);
  const name = own.includes('--bin')
    ? bin
    : manifests.length === 1
      ? (manifests[0]!.binaries[0] ?? manifests[0]!.packageName)
      : undefined;
  const built = runsOf(situation, 'cargo').some(
    run => run.words[1] === 'build' && run.words.some(word => word === '--release' || word === '-r') === release,
  );
  if (
    main.args[0] !== 'run' ||
    name === undefined ||
    !built ||
    (facts.entrypoint !== undefined && facts.cmd !== undefined) ||
    facts.starts.length !== 1 ||
    (!instruction.json && program.some(word => !/^[\w./:=@%+,-]+$/.test(word))) ||
    own.some(arg => /^--(?:manifest-path|example|package|features)|^-p$/.test(arg))
  )
    return development;
  const path = resolvePath(main.cwd, `target/${release ? 'release' : 'debug'}/${name}`);
  // The form stays: in shell form the program has a shell above it, as before.
  const newWords = instruction.json ? JSON.stringify([path, ...program]) : [path, ...program].join(' ');
  const question: Question = {
    id: 'start',
    question: `The container starts \`cargo ${main.args.join(' ')}\`, which builds again. Start the binary ${path} instead?`,
    options: [
      { value: 'binary', label: 'Start the binary', detail: `${instruction.name} becomes ${newWords}` },
      { value: 'keep', label: 'Keep cargo run', detail: 'Then the image needs Rust, and nothing is converted.' },
    ],
    default: 'binary',
  };
  if (answerOf(situation, question) === 'keep') return development;
  const call = { ...main, program: path, args: program };
  const planned = planBinary({ ...situation, calls: [call], main: call });
  if ('refuse' in planned) return planned;
  return {
    plan: {
      ...planned.plan,
      questions: [question, ...planned.plan.questions],
      calls: [call],
      drops: name_ => name_ === instruction.name,
      newCommand: `${instruction.name} ${newWords}`,
    },
  };
}
