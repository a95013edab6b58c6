import { lines, testConversions } from '../harness.ts';

const goMain = 'package main\nimport "fmt"\nfunc main() { fmt.Println("x") }\n';
const goServer = 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":8080", nil) }\n';

testConversions('Go', [
  {
    name: 'go: nothing but sources, so only the program is copied',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: { 'go.mod': 'module x\n', 'main.go': goMain, 'README.md': 'x' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/server /app/server',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: a server gets the certificates of the builder',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: { 'go.mod': 'module x\n', 'main.go': goServer },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/server /app/server',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: papers that the program reads come along',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: {
      'go.mod': 'module x\n',
      'main.go':
        'package main\nimport "os"\nfunc main() { os.ReadDir("articles"); os.ReadFile("./docs/swagger.json"); os.ReadFile("CHANGELOG.md") }\n',
      'articles/first.md': 'x',
      'docs/swagger.json': '{}',
      'CHANGELOG.md': 'x',
      'README.md': 'x',
      'tests/cases.json': '{}',
    },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/server /app/server',
      'COPY --from=build /app/CHANGELOG.md /app/CHANGELOG.md',
      'COPY --from=build /app/articles /app/articles',
      'COPY --from=build /app/docs /app/docs',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: files that the program may open come along',
    dockerfile: lines(
      'FROM golang:1.22-alpine3.20',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o server .',
      'CMD ["./server"]',
    ),
    files: {
      'go.mod': '',
      'main.go': 'package main\nfunc main() { os.ReadFile("config.yaml") }',
      'config.yaml': '',
      'templates/a.html': '',
      'main_test.go': '',
    },
    verdict: 'safe',
    final: lines(
      'FROM alpine:3.20',
      'COPY --from=build /app/server /app/server',
      'COPY --from=build /app/config.yaml /app/config.yaml',
      'COPY --from=build /app/templates /app/templates',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go: without the context the whole folder is copied',
    dockerfile: lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o server .',
      'CMD ["./server"]',
    ),
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app /app',
      'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
      'WORKDIR /app',
      'CMD ["./server"]',
    ),
  },
  {
    name: 'go install: a bare name is still found where it was',
    dockerfile: lines(
      'FROM golang:1.22',
      'WORKDIR /src',
      'COPY . .',
      'RUN go install ./cmd/hi',
      'USER nobody',
      'ENTRYPOINT ["hi"]',
    ),
    files: { 'go.mod': '', 'cmd/hi/main.go': goMain },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'ENV PATH=/go/bin:$PATH',
      'COPY --from=build /go/bin/hi /go/bin/hi',
      'WORKDIR /src',
      'USER nobody',
      'ENTRYPOINT ["hi"]',
    ),
  },
  {
    name: 'go: a tag that says no version is a question',
    dockerfile: lines('FROM golang', 'WORKDIR /app', 'COPY . .', 'RUN go build -o server .', 'CMD ["./server"]'),
    files: { 'main.go': goMain },
    verdict: 'ask pin',
  },
  {
    name: 'go: what is built is not what is started',
    dockerfile: lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go build -o /bin/a .', 'CMD ["/app/b"]'),
    files: { 'main.go': goMain },
    verdict: 'ask unproven',
  },
  {
    name: 'go: time zones by name are found in the folder of the Go that built the program',
    dockerfile: lines('FROM golang:1.22-alpine', 'WORKDIR /app', 'COPY . .', 'RUN go build -o a .', 'CMD ["./a"]'),
    files: {
      'go.mod': 'module x\n',
      'main.go': 'package main\nimport "time"\nfunc main() { time.LoadLocation("Europe/Rome") }\n',
    },
    verdict: 'safe',
    has: ['COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip'],
  },
  {
    name: 'go: a file that a RUN copies among the sources comes along',
    dockerfile: lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN cp config.example.yml config.yml && go build -o server . && cp server /usr/local/bin/server',
      'CMD ["server"]',
    ),
    files: {
      'go.mod': 'module x\n',
      'main.go': 'package main\nimport "os"\nfunc main() { os.ReadFile("config.yml") }\n',
      'config.example.yml': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app /app'],
  },
  {
    name: 'go: what an entry script hands on is no file',
    dockerfile: lines(
      'FROM golang:1.22-alpine',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o /bin/api . && go install example.com/migrate@latest',
      'ENTRYPOINT ["/app/entrypoint.sh"]',
      'CMD ["/bin/api"]',
    ),
    files: {
      'go.mod': 'module x\n',
      'main.go': 'package main\nfunc main() {}\n',
      'entrypoint.sh': '#!/bin/sh\nmigrate up\nexec "$@"\n',
    },
    verdict: 'safe',
    has: ['COPY --from=build /go/bin/migrate /go/bin/migrate', 'COPY --from=build /bin/api /bin/api'],
  },
]);
