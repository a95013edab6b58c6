/**
 * Packages of the distribution: which only builds need, what a `-dev` package means at run time, and what language packages
 * need of the system. Debian's names come from facts/debianRuntime.generated.ts (computed from the archive's own indexes).
 */
import { debianRuntime } from './facts/debianRuntime.generated.ts';
import type { Distro } from './images.ts';

export type PackageClass = 'build' | 'dev' | 'runtime' | 'ambiguous';

const BUILD_ONLY = new Set(
  (
    'build-essential build-base gcc g++ cpp clang lld llvm make cmake ninja-build ninja samurai meson autoconf automake libtool libtool-bin autotools-dev ' +
    'pkg-config pkgconf pkgconfig bison flex nasm yasm patch binutils musl-dev libc6-dev libc-dev linux-headers linux-headers-amd64 dpkg-dev fakeroot debhelper ' +
    'subversion mercurial bzr cargo rustc golang golang-go go maven gradle ant default-jdk default-jdk-headless protobuf-compiler protoc upx upx-ucl ccache ' +
    'scons swig cython cython3 gfortran apt-transport-https software-properties-common gnupg gnupg2 gnupg1 dirmngr lsb-release apt-utils debconf-utils ' +
    'alpine-sdk abuild re2c phpize python-dev python3-dev python2-dev nodejs-dev cabal-install cabal ghc haskell-stack opam sbt leiningen ' +
    'crystal shards nim dub ldc gdc ocaml ocaml-nox ocaml-dune dune zig fpc fp-compiler gnat gprbuild swiftlang rebar3 ' +
    'gcc-c++ glibc-devel make kernel-headers rpm-build bazel mingw-w64 musl-tools gdb valgrind strace lcov cppcheck doxygen graphviz-dev dialog valac'
  ).split(' '),
);

const BUILD_PATTERNS = [
  /^(?:gcc|g\+\+|clang|llvm|lld|cpp|gfortran)-\d+/,
  /^openjdk-?\d*-jdk(?:-headless)?$/,
  /^linux-headers/,
  /^golang-\d/,
  /^postgresql-server-dev/,
  /^autoconf\d/,
];

const AMBIGUOUS = new Set(
  'curl wget git unzip zip xz-utils xz tar gzip bzip2 openssl openssh-client openssh-clients openssh jq python python2 python3 python3-pip py3-pip python3-venv python3-setuptools perl nodejs npm yarn composer less vim nano vim-tiny net-tools telnet iputils-ping procps htop tree file rsync sudo man lsof locales libarchive-tools ssh'.split(
    ' ',
  ),
);

/** The name without version, architecture and release: `libpq-dev=15.*`, `curl:amd64`, `git/bookworm`. */
export function packageName(written: string): string {
  return written.replace(/[=<>~/:].*$/, '').trim();
}

/** What a package is for. Names that are not known are taken for run-time ones. */
export function classifyPackage(written: string): PackageClass {
  const name = packageName(written);
  if (BUILD_ONLY.has(name) || BUILD_PATTERNS.some(pattern => pattern.test(name))) return 'build';
  if (/-dev$|-devel$|-static$|^lib.*-dev-/.test(name) || /^zlib1g-dev$|^libsasl2-dev$/.test(name)) return 'dev';
  if (AMBIGUOUS.has(name)) return 'ambiguous';
  return 'runtime';
}

/** The packages that hold what programs linked with a `-dev` package load; undefined when that is not known. */
export function runtimePackagesOf(devPackage: string, distro: Distro): readonly string[] | undefined {
  const name = packageName(devPackage);
  if (HEADERS_ONLY.has(name) || NEVER_LOADED.test(name)) return [];
  if (distro.kind === 'alpine') return alpineRuntime[name];
  if (distro.kind === 'ubuntu') return ubuntuRuntime(name, distro.release);
  if (distro.kind !== 'debian') return undefined;
  if (distro.release === 'buster' || distro.release === 'stretch') return olderRuntime[name];
  const index = ['bullseye', 'bookworm', 'trixie'].indexOf(distro.release);
  const row = debianTable().get(ALIASES[name] ?? name);
  if (row === undefined || index === -1) return undefined;
  for (let at = index; at >= 0; at--) {
    const cell = row[at] ?? '';
    if (cell === '=') continue;
    // No package of the same source: headers only, or a bundle of others. Only the former is nothing, and those are listed.
    if (cell === '' || cell === '-') return undefined;
    return cell.split(',').filter(entry => !isDevelopmentTool(entry));
  }
  return undefined;
}

/** Every Boost library of a release but those of Python and MPI: what `libboost-all-dev` stands for without them. */
export function boostLibraries(distro: Distro): readonly string[] {
  const names = [...debianTable().keys()].filter(
    name =>
      /^libboost-[\w-]+-dev$/.test(name) &&
      !/-(?:all|python|mpi|mpi-python|graph-parallel|numpy|tools|exception)-dev$/.test(name),
  );
  return [...new Set(names.flatMap(name => runtimePackagesOf(name, distro) ?? []))].sort();
}

/** Packages that only lead to another one, in some releases. */
const ALIASES: Readonly<Record<string, string>> = {
  'libfreetype6-dev': 'libfreetype-dev',
  'libturbojpeg-dev': 'libturbojpeg0-dev',
  'libcurl4-dev': 'libcurl4-openssl-dev',
  'libcurl-dev': 'libcurl4-openssl-dev',
  'libncurses5-dev': 'libncurses-dev',
  'libncursesw5-dev': 'libncurses-dev',
  'libpng12-dev': 'libpng-dev',
  'libmysqlclient-dev': 'default-libmysqlclient-dev',
};

/** Ubuntu's names for what is linked most: of focal, jammy and noble, in this order; one name where it never changed. */
const ubuntuNames: Readonly<Record<string, readonly string[]>> = {
  'libsqlite3-dev': ['libsqlite3-0'],
  'libpq-dev': ['libpq5'],
  'zlib1g-dev': ['zlib1g'],
  'libssl-dev': ['libssl1.1', 'libssl3', 'libssl3t64'],
  'libcurl4-openssl-dev': ['libcurl4', 'libcurl4', 'libcurl4t64'],
  'libcurl4-gnutls-dev': ['libcurl3-gnutls', 'libcurl3-gnutls', 'libcurl3t64-gnutls'],
  'libreadline-dev': ['libreadline8', 'libreadline8', 'libreadline8t64'],
  'libffi-dev': ['libffi7', 'libffi8', 'libffi8'],
  'libncurses-dev': ['libncurses6'],
  'libncurses5-dev': ['libncurses6'],
  'libncursesw5-dev': ['libncursesw6'],
  'libxml2-dev': ['libxml2'],
  'libyaml-dev': ['libyaml-0-2'],
  'libbz2-dev': ['libbz2-1.0'],
  'liblzma-dev': ['liblzma5'],
  'uuid-dev': ['libuuid1'],
  'libmysqlclient-dev': ['libmysqlclient21'],
  'libmicrohttpd-dev': ['libmicrohttpd12', 'libmicrohttpd12', 'libmicrohttpd12t64'],
};

function ubuntuRuntime(name: string, release: string): readonly string[] | undefined {
  const names = ubuntuNames[name];
  const index = ['focal', 'jammy', 'noble'].indexOf(release);
  if (names === undefined || index === -1) return undefined;
  return [names[index] ?? names[0]!];
}

/** Names that were the same in the archived releases. */
const olderRuntime: Readonly<Record<string, readonly string[]>> = {
  'libssl-dev': ['libssl1.1'],
  'libpq-dev': ['libpq5'],
  'default-libmysqlclient-dev': ['libmariadb3'],
  'libsqlite3-dev': ['libsqlite3-0'],
  'libffi-dev': ['libffi6'],
  'zlib1g-dev': ['zlib1g'],
  'libxml2-dev': ['libxml2'],
  'libxslt1-dev': ['libxslt1.1'],
  'libgmp-dev': ['libgmp10'],
  'libyaml-dev': ['libyaml-0-2'],
};

/** Header-only, static or tools: nothing of it is loaded at run time. */
const HEADERS_ONLY = new Set(
  (
    'nlohmann-json3-dev libeigen3-dev rapidjson-dev libboost-dev libboost-exception-dev libboost-tools-dev libasio-dev catch2 libgtest-dev libgmock-dev ' +
    'libbenchmark-dev libutfcpp-dev musl-dev libc6-dev libc-dev linux-libc-dev autotools-dev mesa-common-dev xutils-dev xtrans-dev libiberty-dev libcgal-dev ' +
    'libpthread-stubs0-dev libglm-dev manpages-dev libbison-dev libsparsehash-dev systemtap-sdt-dev uthash-dev libcereal-dev libpstreams-dev ' +
    'libwebsocketpp-dev libproperties-cpp-dev pybind11-dev libthrust-dev libosmium2-dev libmsgsl-dev libcpputest-dev lv2-dev xfslibs-dev ' +
    'config-package-dev packaging-dev cli-common-dev libstdc++-dev'
  ).split(' '),
);

/** `*-dev` packages of languages that link statically, and protocol headers. */
const NEVER_LOADED =
  /^(?:x11proto-.*-dev|x11proto-dev|libghc-.*-dev|lib.*-ocaml-dev|golang-.*-dev|libstdc\+\+-\d+-dev)$/;

function isDevelopmentTool(name: string): boolean {
  return /^(?:binutils|gcc|g\+\+|python3?-minimal)$/.test(name) || /-dev$|-doc$|-bin$/.test(name);
}

let table: Map<string, readonly string[]> | undefined;

function debianTable(): Map<string, readonly string[]> {
  table ??= new Map(
    debianRuntime.split('\n').map(line => {
      const [name, ...cells] = line.split('|');
      return [name!, cells] as const;
    }),
  );
  return table;
}

const alpineRuntime: Readonly<Record<string, readonly string[]>> = {
  'postgresql-dev': ['libpq'],
  'libpq-dev': ['libpq'],
  'mariadb-dev': ['mariadb-connector-c'],
  'mariadb-connector-c-dev': ['mariadb-connector-c'],
  'mysql-dev': ['mariadb-connector-c'],
  'libffi-dev': ['libffi'],
  'openssl-dev': ['openssl'],
  'libressl-dev': [],
  'libxml2-dev': ['libxml2'],
  'libxslt-dev': ['libxslt'],
  'jpeg-dev': ['libjpeg-turbo'],
  'libjpeg-turbo-dev': ['libjpeg-turbo'],
  'zlib-dev': ['zlib'],
  'libpng-dev': ['libpng'],
  'freetype-dev': ['freetype'],
  'tiff-dev': ['tiff'],
  'libwebp-dev': ['libwebp'],
  'sqlite-dev': ['sqlite-libs'],
  'yaml-dev': ['yaml'],
  'gmp-dev': ['gmp'],
  'icu-dev': ['icu-libs'],
  'libzip-dev': ['libzip'],
  'oniguruma-dev': ['oniguruma'],
  'vips-dev': ['vips'],
  'imagemagick-dev': ['imagemagick'],
  'cairo-dev': ['cairo'],
  'pango-dev': ['pango'],
  'gdal-dev': ['gdal'],
  'geos-dev': ['geos'],
  'proj-dev': ['proj'],
  'libsodium-dev': ['libsodium'],
  'librdkafka-dev': ['librdkafka'],
  'openldap-dev': ['libldap'],
  'krb5-dev': ['krb5-libs'],
  'unixodbc-dev': ['unixodbc'],
  'curl-dev': ['libcurl'],
  'ncurses-dev': ['ncurses-libs'],
  'readline-dev': ['readline'],
  'bzip2-dev': ['libbz2'],
  'xz-dev': ['xz-libs'],
  'openblas-dev': ['openblas'],
  'lapack-dev': ['lapack'],
  'hdf5-dev': ['hdf5'],
  'libevent-dev': ['libevent'],
  'pcre-dev': ['pcre'],
  'pcre2-dev': ['pcre2'],
  'linux-headers': [],
  'libc-dev': [],
  'musl-dev': [],
  'python3-dev': [],
  'python-dev': [],
  'zeromq-dev': ['libzmq'],
  'libmaxminddb-dev': ['libmaxminddb'],
  'giflib-dev': ['giflib'],
  'lcms2-dev': ['lcms2'],
  'openjpeg-dev': ['openjpeg'],
  'harfbuzz-dev': ['harfbuzz'],
  'fribidi-dev': ['fribidi'],
  'gettext-dev': ['libintl'],
  'snappy-dev': ['snappy'],
  'protobuf-dev': ['protobuf'],
  'grpc-dev': ['grpc-cpp'],
  'libuv-dev': ['libuv'],
  'libstdc++-dev': ['libstdc++'],
};

/**
 * Packages that the full images of Node, Python, Ruby and Perl lack, although language packages or sources call for them:
 * what buildpack-deps installs, with all that it depends on, was listed for bookworm and trixie.
 */
export function isInNoLanguageImage(name: string): boolean {
  return /^(?:ffmpeg|graphviz|ghostscript|tesseract-ocr|poppler-utils|libgl1|libzbar0\S*|libsndfile1\S*|nodejs|default-mysql-client|postgresql-client|redis-tools|sqlite3|jq|rsync|zip|netcat-openbsd|ncat|dnsutils|iputils-ping|wkhtmltopdf|libgif7|unixodbc|libodbc\S*|odbcinst\S*|libgdal\S*|libgeos\S*|libproj\S*|libvips\S*|libxmlsec1\S*)$/.test(
    name,
  );
}

/** Whether a package that the file installs may bring another one along: `graphviz-dev` and graphviz, `libgdal-dev` and libgdal36. */
export function isRelated(own: string, name: string): boolean {
  const stem = /^(?:lib)?([a-z]+)/.exec(name)?.[1] ?? name;
  return stem.length < 3 ? own.startsWith(name) || own.includes('mesa') : own.includes(stem);
}

/** Rough disk sizes in MB of what often stays behind. */
export function roughPackageSize(name: string): number {
  const known: Readonly<Record<string, number>> = {
    'build-essential': 230,
    'build-base': 190,
    gcc: 120,
    'g++': 150,
    git: 45,
    cmake: 40,
    'default-jdk': 400,
    ghc: 700,
    'haskell-stack': 750,
    golang: 250,
    'golang-go': 250,
    go: 250,
    rustc: 350,
    cargo: 350,
    rust: 350,
    swiftlang: 900,
    ocaml: 200,
    opam: 200,
    crystal: 200,
    ldc: 100,
    fpc: 150,
    gnat: 150,
    gfortran: 100,
    zig: 200,
    nim: 40,
    valac: 20,
    maven: 60,
    clang: 350,
    'python3-dev': 40,
    nodejs: 90,
    npm: 50,
    // Its recommended packages are a compiler.
    'python3-pip': 60,
    'software-properties-common': 40,
    'pkg-config': 1,
    'apt-transport-https': 1,
    'apt-utils': 1,
    'lsb-release': 1,
    unzip: 1,
    zip: 1,
    'xz-utils': 1,
  };
  return known[name] ?? (/-dev$/.test(name) ? 6 : 4);
}

/** What a package of a language needs of Debian at run time: `dev` packages are looked up per release, `run` names stay the same. */
interface SystemNeed {
  readonly pattern: RegExp;
  readonly dev?: readonly string[];
  readonly run?: readonly string[];
  readonly alpine?: readonly string[];
}

const pythonNeeds: readonly SystemNeed[] = [
  { pattern: /^(?:psycopg2|psycopg\[c\]|psycopg-c)$/, dev: ['libpq-dev'], alpine: ['libpq'] },
  // Pure Python: it loads libpq when it is imported.
  { pattern: /^psycopg$/, dev: ['libpq-dev'], alpine: ['libpq'] },
  { pattern: /^(?:mysqlclient|flask-mysqldb)$/, dev: ['default-libmysqlclient-dev'], alpine: ['mariadb-connector-c'] },
  // Built from its sources with what the full image has.
  { pattern: /^uwsgi$/, dev: ['libxml2-dev'], alpine: ['libxml2'] },
  { pattern: /^pyodbc$/, dev: ['unixodbc-dev'], alpine: ['unixodbc'] },
  { pattern: /^python-ldap$/, dev: ['libldap2-dev', 'libsasl2-dev'], alpine: ['libldap', 'libsasl'] },
  { pattern: /^(?:pycurl|celery\[sqs\]|kombu\[sqs\])$/, dev: ['libcurl4-openssl-dev'], alpine: ['libcurl'] },
  { pattern: /^(?:python3-saml|xmlsec)$/, dev: ['libxmlsec1-dev', 'libxml2-dev'], run: ['libxmlsec1-openssl'] },
  {
    pattern: /^(?:(?:django-|flask-)?weasyprint)$/,
    run: ['libpango-1.0-0', 'libpangoft2-1.0-0', 'libharfbuzz-subset0'],
    alpine: ['pango'],
  },
  { pattern: /^(?:cairosvg|pycairo|cairocffi|rlpycairo|xhtml2pdf)$/, run: ['libcairo2'], alpine: ['cairo'] },
  { pattern: /^(?:graphviz|pydot|pygraphviz)$/, run: ['graphviz'], alpine: ['graphviz'] },
  { pattern: /^(?:gdal|django-gis)$/, dev: ['libgdal-dev', 'libgeos-dev', 'libproj-dev'] },
  // Most of them bring OpenCV along without naming it.
  {
    pattern:
      /^(?:opencv-(?:contrib-)?python|ultralytics|yolov5|paddleocr|insightface|mediapipe|deepface|retina-face|mtcnn|supervision|imgaug|python-doctr|rapidocr(?:-onnxruntime)?|layoutparser|detectron2|mmcv|fer|gfpgan|realesrgan)$/,
    run: ['libgl1', 'libsm6', 'libxext6', 'libxrender1'],
    dev: ['libglib2.0-dev'],
  },
  { pattern: /^(?:easyocr|albumentations|rembg)$/, dev: ['libglib2.0-dev'] },
  { pattern: /^(?:vtk|pyvista|mayavi|open3d|pyrender)$/, run: ['libgl1', 'libgomp1', 'libxext6', 'libxrender1'] },
  { pattern: /^opencv-(?:contrib-)?python-headless$/, dev: ['libglib2.0-dev'] },
  { pattern: /^python-magic$/, dev: ['libmagic-dev'], alpine: ['libmagic'] },
  { pattern: /^pyzbar$/, dev: ['libzbar-dev'], alpine: ['zbar'] },
  { pattern: /^(?:pytesseract|tesserocr)$/, run: ['tesseract-ocr'], alpine: ['tesseract-ocr'] },
  { pattern: /^pdf2image$/, run: ['poppler-utils'], alpine: ['poppler-utils'] },
  { pattern: /^(?:pydub|ffmpeg-python|moviepy|ffmpeg)$/, run: ['ffmpeg'], alpine: ['ffmpeg'] },
  { pattern: /^wand$/, dev: ['libmagickwand-dev'], alpine: ['imagemagick'] },
  { pattern: /^(?:soundfile|librosa)$/, dev: ['libsndfile1-dev'], alpine: ['libsndfile'] },
  // There are no wheels of it: built on the full image, it is linked with what that has.
  {
    pattern: /^(?:dlib|face-recognition)$/,
    dev: ['libx11-dev', 'libpng-dev', 'libjpeg-dev', 'libwebp-dev'],
  },
  { pattern: /^(?:pyicu|polyglot)$/, dev: ['libicu-dev'], alpine: ['icu-libs'] },
  // Their wheels take it from the system.
  { pattern: /^(?:rasterio|fiona|geopandas|pyogrio|rioxarray)$/, run: ['libexpat1'], alpine: ['expat'] },
  // They write C++ and compile it when they run.
  { pattern: /^(?:pystan|httpstan|theano|aesara|pytensor|pymc3?|cppyy)$/, run: ['g++'], alpine: ['g++'] },
  { pattern: /^(?:cmdstanpy)$/, run: ['g++', 'make'], alpine: ['g++', 'make'] },
  { pattern: /^(?:ansible|ansible-core|ansible-runner)$/, run: ['openssh-client'], alpine: ['openssh-client'] },
  { pattern: /^(?:python-)?gnupg$/, run: ['gnupg'], alpine: ['gnupg'] },
  { pattern: /^(?:llama-cpp-python|hnswlib|chroma-hnswlib|chromadb)$/, run: ['libgomp1'], alpine: ['libgomp'] },
  { pattern: /^(?:lightgbm|xgboost|scikit-learn-intelex)$/, run: ['libgomp1'], alpine: ['libgomp'] },
  { pattern: /^(?:gitpython|pygit2|dvc|setuptools-scm|mlflow)$/, run: ['git'], alpine: ['git'] },
  { pattern: /^(?:pygame|pyglet)$/, run: ['libgl1'], dev: ['libglib2.0-dev'] },
];

const nodeNeeds: readonly SystemNeed[] = [
  {
    pattern: /^canvas$/,
    run: ['libcairo2', 'libpango-1.0-0', 'libpangocairo-1.0-0', 'libjpeg62-turbo', 'libgif7', 'librsvg2-2'],
  },
  { pattern: /^(?:@prisma\/client|prisma)$/, run: ['openssl', 'ca-certificates'], alpine: ['openssl'] },
  // The full image has the fonts' library through ImageMagick.
  { pattern: /^(?:phantomjs(?:-prebuilt)?|html-pdf|node-webshot)$/, run: ['libfontconfig1'] },
  {
    pattern: /^(?:ps-tree|tree-kill|forever|ps-node|ps-list|find-process|systeminformation)$/,
    run: ['procps'],
    alpine: [],
  },
  { pattern: /^odbc$/, dev: ['unixodbc-dev'], alpine: ['unixodbc'] },
  {
    pattern: /^(?:pdf2pic|node-ghostscript)$/,
    run: ['ghostscript', 'imagemagick'],
    alpine: ['ghostscript', 'imagemagick'],
  },
  { pattern: /^libpq|^pg-native$/, dev: ['libpq-dev'], alpine: ['libpq'] },
  { pattern: /^kerberos$/, run: ['libgssapi-krb5-2'] },
  { pattern: /^node-rdkafka$/, run: ['libsasl2-2', 'liblz4-1', 'libzstd1'] },
  { pattern: /^(?:fluent-ffmpeg)$/, run: ['ffmpeg'], alpine: ['ffmpeg'] },
  {
    pattern: /^(?:gm|imagemagick|imagemagick-convert|easyimage|imagemagick-cli)$/,
    run: ['imagemagick'],
    alpine: ['imagemagick'],
  },
  { pattern: /^(?:simple-git|nodegit|gitlog|git-last-commit|gift)$/, run: ['git', 'ca-certificates'], alpine: ['git'] },
  // yt-dlp is a program in Python.
  {
    pattern:
      /^(?:python-shell|youtube-dl(?:-exec|-wrap)?|yt-dlp(?:-exec|-wrap)?|ytdlp-nodejs|node-calls-python|pythonia|node-python)$/,
    run: ['python3', 'ca-certificates'],
    alpine: ['python3'],
  },
  { pattern: /^(?:compile-run|compilex|compilerun)$/, run: ['g++', 'python3'], alpine: ['g++', 'python3'] },
  { pattern: /^(?:pem|openssl-nodejs|openssl-wrapper|node-openssl-cert)$/, run: ['openssl'], alpine: ['openssl'] },
  { pattern: /^(?:exiftool-vendored|node-exiftool|exiftool)$/, run: ['perl'], alpine: ['perl'] },
  // They draw text with the fonts of the system.
  {
    pattern: /^(?:skia-canvas|@napi-rs\/canvas|@resvg\/resvg-js)$/,
    run: ['fontconfig', 'fonts-dejavu-core'],
    alpine: [],
  },
];

const rubyNeeds: readonly SystemNeed[] = [
  { pattern: /^pg$/, dev: ['libpq-dev'], alpine: ['libpq'] },
  { pattern: /^mysql2$/, dev: ['default-libmysqlclient-dev'], alpine: ['mariadb-connector-c'] },
  { pattern: /^sqlite3$/, dev: ['libsqlite3-dev'], alpine: ['sqlite-libs'] },
  { pattern: /^rmagick$/, dev: ['libmagickwand-dev'], alpine: ['imagemagick'] },
  { pattern: /^(?:mini_magick|image_processing|dragonfly)$/, run: ['imagemagick'], alpine: ['imagemagick'] },
  { pattern: /^(?:kt-)?paperclip$/, run: ['imagemagick', 'file'], alpine: ['imagemagick', 'file'] },
  // It reads the system's list of types when it is loaded.
  { pattern: /^mimemagic$/, run: ['shared-mime-info'], alpine: ['shared-mime-info'] },
  { pattern: /^(?:git|grit|licensee)$/, run: ['git'], alpine: ['git'] },
  { pattern: /^libxml-ruby$/, dev: ['libxml2-dev'], alpine: ['libxml2'] },
  { pattern: /^curses$/, dev: ['libncurses-dev'], alpine: ['ncurses-libs'] },
  {
    pattern: /^wkhtmltopdf-binary$/,
    run: ['libfontconfig1', 'libxext6', 'libxrender1'],
    dev: ['libfreetype-dev', 'libjpeg-dev', 'libpng-dev'],
  },
  { pattern: /^(?:ruby-vips|image_processing)$/, dev: ['libvips-dev'], alpine: ['vips'] },
  { pattern: /^charlock_holmes$/, dev: ['libicu-dev'], alpine: ['icu-libs'] },
  { pattern: /^(?:curb|typhoeus|ethon)$/, dev: ['libcurl4-openssl-dev'], alpine: ['libcurl'] },
  { pattern: /^(?:tzinfo|activesupport|rails)$/, run: ['tzdata'], alpine: ['tzdata'] },
  { pattern: /^(?:execjs|uglifier|webpacker|coffee-rails|autoprefixer-rails)$/, run: ['nodejs'], alpine: ['nodejs'] },
  { pattern: /^ffi$/, dev: ['libffi-dev'], alpine: ['libffi'] },
  { pattern: /^(?:psych|yajl)$/, dev: ['libyaml-dev'], alpine: ['yaml'] },
];

const rustNeeds: readonly SystemNeed[] = [
  { pattern: /^openssl-sys$/, dev: ['libssl-dev'], alpine: ['libgcc', 'openssl'] },
  { pattern: /^(?:pq-sys|libpq-sys)$/, dev: ['libpq-dev'], alpine: ['libpq'] },
  { pattern: /^mysqlclient-sys$/, dev: ['default-libmysqlclient-dev'], alpine: ['mariadb-connector-c'] },
  { pattern: /^curl-sys$/, dev: ['libcurl4-openssl-dev'], alpine: ['libcurl'] },
  { pattern: /^libsqlite3-sys$/, dev: ['libsqlite3-dev'], alpine: ['sqlite-libs'] },
  { pattern: /^rdkafka-sys$/, dev: ['libsasl2-dev', 'libssl-dev'] },
  { pattern: /^libdbus-sys$/, dev: ['libdbus-1-dev'] },
  { pattern: /^alsa-sys$/, dev: ['libasound2-dev'] },
  { pattern: /^libudev-sys$/, dev: ['libudev-dev'] },
];

const needsByLanguage = { python: pythonNeeds, node: nodeNeeds, ruby: rubyNeeds, rust: rustNeeds } as const;

/**
 * The packages of the system that packages of a language need at run time and that images without `-dev` packages lack.
 * `unknown`: language packages whose library has no known name in this release.
 */
export function systemNeeds(
  language: keyof typeof needsByLanguage,
  dependencies: readonly string[],
  distro: Distro,
): {
  readonly packages: readonly string[];
  readonly because: ReadonlyMap<string, string>;
  readonly unknown: readonly string[];
} {
  const packages = new Map<string, string>();
  const unknown: string[] = [];
  for (const dependency of dependencies) {
    const name = dependency.toLowerCase();
    for (const need of needsByLanguage[language]) {
      if (!need.pattern.test(name)) continue;
      if (distro.kind === 'alpine') {
        if (need.alpine === undefined) unknown.push(dependency);
        for (const runtime of need.alpine ?? []) packages.set(runtime, dependency);
        continue;
      }
      for (const runtime of need.run ?? []) packages.set(runtime, dependency);
      for (const dev of need.dev ?? []) {
        const runtimes = runtimePackagesOf(dev, distro);
        // Without the name the -dev package itself is installed: it brings the library along.
        if (runtimes === undefined) packages.set(dev, dependency);
        for (const runtime of runtimes ?? []) packages.set(runtime, dependency);
      }
    }
  }
  return { packages: [...packages.keys()], because: packages, unknown };
}

/** The package that brings a program: `pg_isready` → postgresql-client. undefined when it is not known. */
export function packageOfTool(tool: string, distro: Distro): string | undefined {
  const debian: Readonly<Record<string, string>> = {
    curl: 'curl',
    wget: 'wget',
    git: 'git',
    nc: 'netcat-openbsd',
    netcat: 'netcat-openbsd',
    ncat: 'ncat',
    jq: 'jq',
    pg_isready: 'postgresql-client',
    psql: 'postgresql-client',
    pg_dump: 'postgresql-client',
    mysql: 'default-mysql-client',
    mysqladmin: 'default-mysql-client',
    mysqldump: 'default-mysql-client',
    'redis-cli': 'redis-tools',
    envsubst: 'gettext-base',
    tini: 'tini',
    'dumb-init': 'dumb-init',
    gosu: 'gosu',
    bash: 'bash',
    ps: 'procps',
    pgrep: 'procps',
    pkill: 'procps',
    free: 'procps',
    top: 'procps',
    // It brings gcc and the headers of libc along, which gcc alone only recommends.
    gcc: 'g++',
    'g++': 'g++',
    gpg: 'gnupg',
    bzip2: 'bzip2',
    ping: 'iputils-ping',
    dig: 'dnsutils',
    nslookup: 'dnsutils',
    unzip: 'unzip',
    zip: 'zip',
    xz: 'xz-utils',
    openssl: 'openssl',
    ssh: 'openssh-client',
    'ssh-keygen': 'openssh-client',
    scp: 'openssh-client',
    rsync: 'rsync',
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffmpeg',
    convert: 'imagemagick',
    identify: 'imagemagick',
    magick: 'imagemagick',
    python3: 'python3',
    sqlite3: 'sqlite3',
    lsof: 'lsof',
    netstat: 'net-tools',
    telnet: 'telnet',
    file: 'file',
    less: 'less',
    sudo: 'sudo',
    cron: 'cron',
    crond: 'cron',
    supervisord: 'supervisor',
    nginx: 'nginx-light',
    adduser: 'adduser',
    addgroup: 'adduser',
    make: 'make',
    pdftotext: 'poppler-utils',
    tesseract: 'tesseract-ocr',
    gs: 'ghostscript',
    dot: 'graphviz',
    wkhtmltopdf: 'wkhtmltopdf',
  };
  const alpine: Readonly<Record<string, string>> = {
    curl: 'curl',
    bash: 'bash',
    git: 'git',
    jq: 'jq',
    pg_isready: 'postgresql-client',
    psql: 'postgresql-client',
    mysql: 'mysql-client',
    mysqladmin: 'mysql-client',
    'redis-cli': 'redis',
    envsubst: 'gettext',
    tini: 'tini',
    'dumb-init': 'dumb-init',
    gosu: 'gosu',
    'su-exec': 'su-exec',
    openssl: 'openssl',
    ssh: 'openssh-client',
    rsync: 'rsync',
    ffmpeg: 'ffmpeg',
    convert: 'imagemagick',
    identify: 'imagemagick',
    python3: 'python3',
    sqlite3: 'sqlite',
    dig: 'bind-tools',
    supervisord: 'supervisor',
    make: 'make',
    useradd: 'shadow',
    groupadd: 'shadow',
    usermod: 'shadow',
  };
  return distro.kind === 'alpine' ? alpine[tool] : debian[tool];
}

/** Programs that every image of the distribution holds. */
export function hasTool(tool: string, distro: Distro): boolean {
  if (COMMON_TOOLS.has(tool)) return true;
  if (distro.kind === 'alpine') return BUSYBOX_TOOLS.has(tool);
  if (distro.kind === 'debian' || distro.kind === 'ubuntu') {
    // Debian 13's image no longer has adduser.
    if (tool === 'adduser' || tool === 'addgroup')
      return distro.kind === 'ubuntu'
        ? distro.release !== 'resolute'
        : distro.release !== 'trixie' && distro.release !== 'forky';
    return DEBIAN_TOOLS.has(tool);
  }
  return false;
}

const COMMON_TOOLS = new Set(
  (
    'sh [ test echo printf true false : cd pwd ls export set unset exit exec eval trap read shift return break continue wait kill sleep date cat cp mv rm mkdir rmdir touch ln chmod chown ' +
    'chgrp head tail cut sort uniq wc tr tee basename dirname readlink realpath stat du df find xargs seq expr id whoami env printenv grep egrep fgrep sed awk tar gzip gunzip ' +
    'nproc hostname uname sha256sum md5sum mktemp dd diff cmp yes nice nohup timeout . source local umask type command alias ulimit hash getopts times install sync ' +
    'su login passwd mount umount dmesg more which clear stty sha1sum sha512sum od split paste comm fold base64 logger'
  ).split(' '),
);

const DEBIAN_TOOLS = new Set(
  'bash perl service start-stop-daemon update-rc.d dpkg apt-get apt useradd groupadd usermod groupmod userdel groupdel chpasswd getent ldconfig ldd iconv locale localedef setpriv flock runuser mawk zcat nl shuf stdbuf numfmt truncate tac [[ declare mapfile shopt pushd popd let getconf gpasswd chsh'.split(
    ' ',
  ),
);

const BUSYBOX_TOOLS = new Set(
  'ash wget nc adduser addgroup deluser delgroup ps pgrep pkill ping vi less unzip bzip2 xz top free netstat ifconfig ip nslookup telnet watch crond crontab httpd ftpget hexdump strings tac nl shuf truncate [[ getent flock setpriv cpio bunzip2 zcat killall pidof lsof traceroute chpasswd ldd iconv'.split(
    ' ',
  ),
);
