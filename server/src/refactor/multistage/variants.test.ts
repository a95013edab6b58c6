import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { lines } from './harness.ts';
import { convertTest, finalStage, verdictOf } from './testSupport.ts';
import type { Conversion } from './types.ts';

before(() => loadShellForTests());

const dockerfile = lines(
  'FROM golang:1.22-bookworm',
  'WORKDIR /app',
  'COPY . .',
  'RUN CGO_ENABLED=0 go build -o server .',
  'EXPOSE 8080',
  'CMD ["./server"]',
);
const files = {
  'go.mod': 'module x\n',
  'main.go': 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};

function offered(conversion: Conversion): readonly string[] {
  return conversion.questions.find(question => question.id === 'variant')?.options.map(option => option.value) ?? [];
}

describe('the final image as a choice', () => {
  test('a static program may go to scratch or distroless; the usual image stays the default and is safe', () => {
    const usual = convertTest(dockerfile, files);
    assert.equal(verdictOf(usual), 'safe');
    assert.deepEqual(offered(usual), ['slim', 'scratch', 'distroless']);
    assert.match(finalStage(usual), /^FROM debian:bookworm-slim\n/);
    const empty = convertTest(dockerfile, files, { variant: 'scratch' });
    assert.equal(verdictOf(empty), 'safe');
    assert.equal(
      finalStage(empty),
      lines(
        'FROM scratch',
        'COPY --from=build /app/server /app/server',
        'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
        'WORKDIR /app',
        'EXPOSE 8080',
        'CMD ["./server"]',
      ),
    );
    const small = convertTest(dockerfile, files, { variant: 'distroless' });
    assert.equal(verdictOf(small), 'safe');
    assert.match(finalStage(small), /^FROM gcr\.io\/distroless\/static-debian12:nonroot\n/);
  });

  test('a program that is linked with libc may go to distroless of the same release only', () => {
    const dynamic = dockerfile.replace('CGO_ENABLED=0 ', '');
    assert.deepEqual(offered(convertTest(dynamic, files)), ['slim', 'distroless']);
    assert.match(
      finalStage(convertTest(dynamic, files, { variant: 'distroless' })),
      /distroless\/base-debian12:nonroot/,
    );
    assert.deepEqual(offered(convertTest(dynamic.replace('bookworm', 'bullseye'), files)), []);
    const rust = lines(
      'FROM rust:1.83-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN cargo build --release',
      'CMD ["./target/release/a"]',
    );
    const sources = {
      'Cargo.toml': '[package]\nname = "a"\n',
      'Cargo.lock': 'version = 3\n',
      'src/main.rs': 'fn main() {}',
    };
    assert.match(finalStage(convertTest(rust, sources, { variant: 'distroless' })), /distroless\/cc-debian12:nonroot/);
  });

  test('users by name and time zones come along', () => {
    const withUser = dockerfile.replace('CMD', 'RUN useradd -u 1001 app\nUSER app\nCMD');
    const zoned = {
      ...files,
      'main.go': 'package main\nimport "time"\nfunc main() { time.LoadLocation("Europe/Rome") }\n',
    };
    const conversion = convertTest(withUser, zoned, { variant: 'scratch' });
    assert.equal(verdictOf(conversion), 'safe', JSON.stringify(conversion.reasons));
    const final = finalStage(conversion);
    assert.match(
      final,
      /^FROM scratch\n(?:ENV .*\n)*COPY --from=build \/etc\/passwd \/etc\/passwd\nCOPY --from=build \/etc\/group \/etc\/group\n/,
    );
    assert.match(final, /COPY --from=build \/usr\/share\/zoneinfo \/usr\/share\/zoneinfo\n/);
    assert.match(final, /\nUSER app\n/);
    assert.doesNotMatch(final, /\nRUN /);
  });

  test('whatever needs a shell or a program of the system keeps them', () => {
    const changes: readonly (readonly [string, string])[] = [
      ['CMD ["./server"]', 'CMD ./server'],
      ['CMD ["./server"]', 'ENTRYPOINT ["tini", "--", "./server"]'],
      ['CMD ["./server"]', 'HEALTHCHECK CMD curl -f http://localhost:8080/\nCMD ["./server"]'],
      ['COPY . .', 'RUN apt-get update && apt-get install -y ffmpeg\nCOPY . .'],
    ];
    for (const [from, to] of changes)
      assert.deepEqual(offered(convertTest(dockerfile.replace(from, to), files)), [], to);
    const starts = { ...files, 'run.go': 'package main\nimport "os/exec"\nvar c = exec.Command("git")\n' };
    assert.deepEqual(offered(convertTest(dockerfile, starts)), []);
    assert.deepEqual(offered(convertTest(dockerfile)), []);
    assert.deepEqual(offered(convertTest(dockerfile, { ...files, 'hidden.go': undefined })), []);
  });

  test('temporary files need their folder, which scratch lacks', () => {
    const temporary = { ...files, 'tmp.go': 'package main\nimport "os"\nvar f, _ = os.CreateTemp("", "x")\n' };
    assert.ok(!offered(convertTest(dockerfile, temporary)).includes('scratch'));
  });

  test('without USER, distroless is for programs that write nothing', () => {
    const reads = {
      ...files,
      'data.go': 'package main\nimport "os"\nvar d, _ = os.ReadFile("data.txt")\n',
      'data.txt': 'x',
    };
    assert.deepEqual(offered(convertTest(dockerfile, reads)), ['slim', 'scratch']);
  });

  test('a health check by the program itself stays', () => {
    const own = dockerfile.replace('CMD', 'HEALTHCHECK CMD ["/app/server", "--check"]\nCMD');
    assert.deepEqual(offered(convertTest(own, files)), ['slim', 'scratch', 'distroless']);
  });
});

describe('pinning the build image', () => {
  test('a tag without a version is asked about, and pinning is what is advised', () => {
    const floating = dockerfile.replace('golang:1.22-bookworm', 'golang:latest').replace('CGO_ENABLED=0 ', '');
    const asked = convertTest(floating, files);
    assert.equal(verdictOf(asked), 'ask pin');
    assert.match(asked.text ?? '', /^FROM golang:trixie AS build\n/);
    const pinned = convertTest(floating, files, { pin: 'pin' });
    assert.match(verdictOf(pinned), /^safe/);
    const kept = convertTest(floating, files, { pin: 'keep' });
    assert.match(verdictOf(kept), /^safe/);
    assert.match(kept.text ?? '', /^FROM golang:latest AS build\n/);
  });

  test('of a version that still moves it is an offer', () => {
    const moving = dockerfile.replace('golang:1.22-bookworm', 'golang:1.25 AS dev').replace('CGO_ENABLED=0 ', '');
    const usual = convertTest(moving, files);
    assert.equal(verdictOf(usual), 'safe');
    assert.ok(usual.questions.some(question => question.id === 'pin' && question.default === 'keep'));
    assert.match(convertTest(moving, files, { pin: 'pin' }).text ?? '', /^FROM golang:1\.25-trixie AS dev\n/);
  });
});
