import { lines, testConversions } from '../harness.ts';

testConversions('Rust', [
  {
    name: 'rust: a settings file and posts by their ending come along',
    dockerfile: lines(
      'FROM rust:1-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/x"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\n',
      'Cargo.lock': '[[package]]\nname = "x"\nversion = "0.1.0"\n',
      'src/main.rs':
        'fn main() { let s = std::fs::read_to_string("settings.toml"); let p = format!("{}/{}.md", dir, slug); }\n',
      'settings.toml': 'x = 1',
      'posts/first.md': 'x',
      'README.md': 'x',
    },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/target/release/x /app/target/release/x',
      'COPY --from=build /app/posts /app/posts',
      'COPY --from=build /app/settings.toml /app/settings.toml',
      'WORKDIR /app',
      'CMD ["./target/release/x"]',
    ),
  },
  {
    name: 'rust: a crate that links OpenSSL brings its library',
    dockerfile: lines(
      'FROM rust:1.80-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/demo"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "demo"\n[dependencies]\nreqwest = "0.12"\n',
      'Cargo.lock': '[[package]]\nname = "openssl-sys"\n',
      'src/main.rs': 'fn main() {}',
    },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /app/target/release/demo /app/target/release/demo',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./target/release/demo"]',
    ),
  },
  {
    name: 'rust: without the context its files are copied again, not the folder of intermediate files',
    dockerfile: lines(
      'FROM rust:1.80-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/demo"]',
    ),
    // The crates are not known: the full image has libraries that the bare one lacks.
    verdict: 'ask unproven',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY . /app/',
      'COPY --from=build /app/target/release/demo /app/target/release/demo',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./target/release/demo"]',
    ),
  },
  {
    name: 'rust: cargo run can become its binary, when the user wants',
    dockerfile: lines(
      'FROM rust:1.80-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["cargo", "run", "--release", "--", "-v"]',
    ),
    files: { 'Cargo.toml': '[package]\nname = "demo"\n', 'src/main.rs': 'fn main() {}' },
    answers: { start: 'binary' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/target/release/demo /app/target/release/demo',
      'WORKDIR /app',
      'CMD ["/app/target/release/demo","-v"]',
    ),
  },
  {
    name: 'rust: diesel links what its features say',
    dockerfile: lines(
      'FROM rust:1.83',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/a"]',
    ),
    files: {
      'Cargo.toml':
        '[package]\nname = "a"\n[dependencies]\ndiesel = { version = "2", features = ["mysql", "chrono"] }\n',
      'src/main.rs': 'fn main() {}',
    },
    verdict: 'safe',
    has: [/libmariadb3/],
    lacks: [/libpq5/],
  },
  {
    name: 'rust: a build script that makes assets is asked about',
    dockerfile: lines(
      'FROM rust:1.83',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/a"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "a"\n',
      'src/main.rs': 'fn main() { serve("static/dist") }',
      'build.rs': 'fn main() { std::process::Command::new("npm").arg("run").arg("build").status().unwrap(); }',
    },
    verdict: 'ask unproven',
  },
  {
    name: 'rust: an empty main to build the dependencies does not bring the folder of intermediate files',
    dockerfile: lines(
      'FROM rust:1.83',
      'WORKDIR /app',
      'COPY Cargo.toml Cargo.lock ./',
      'RUN mkdir src && echo "fn main() {}" > src/main.rs && cargo build --release && rm -rf src',
      'COPY . .',
      'RUN touch src/main.rs && cargo build --release',
      'CMD ["./target/release/a"]',
    ),
    files: {
      'Cargo.toml': '[package]\nname = "a"\n',
      'Cargo.lock': 'version = 3\n',
      'src/main.rs': 'fn main() { std::fs::read_to_string("data/x.txt"); }',
      'data/x.txt': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/data /app/data'],
    lacks: ['COPY --from=build /app /app'],
  },
  {
    name: 'rust: settings that a framework reads by itself are no sources',
    dockerfile: lines('FROM rust:1.83', 'WORKDIR /app', 'COPY . .', 'RUN cargo install --path .', 'CMD ["web"]'),
    files: {
      'Cargo.toml': '[package]\nname = "web"\n[dependencies]\nrocket = "0.5"\n',
      'Rocket.toml': '[default]\naddress = "0.0.0.0"\n',
      'src/main.rs': 'fn main() { FileServer::from("static"); }',
      'static/a.css': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/Rocket.toml /app/Rocket.toml', 'COPY --from=build /app/static /app/static'],
  },
]);
