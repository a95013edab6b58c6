import { lines, testConversions } from '../harness.ts';

testConversions('C and C++', [
  {
    name: 'c: libraries that were linked, and what make installed',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y build-essential zlib1g-dev libcurl4-openssl-dev',
      'COPY . /src',
      'RUN cd /src && make && make install',
      'CMD ["prog"]',
    ),
    files: { Makefile: '', 'main.c': 'int main(){}' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'RUN apt-get update && apt-get install -y --no-install-recommends libcurl4 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /usr/local /usr/local',
      'RUN ldconfig',
      'CMD ["prog"]',
    ),
  },
  {
    name: 'c: a prefix that a configure step named is where make install writes',
    dockerfile: lines(
      'FROM debian:bookworm',
      'RUN apt-get update && apt-get install -y build-essential',
      'COPY . /src',
      'RUN cd /src && ./configure --prefix=/usr && make install',
      'CMD ["/usr/bin/prog"]',
    ),
    files: { configure: '', 'main.c': '' },
    verdict: 'ask unproven',
  },
  {
    name: 'c++: a script of the project that calls the compilers builds too',
    dockerfile: lines(
      'FROM ubuntu:24.04',
      'RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake',
      'WORKDIR /app',
      'COPY . .',
      'RUN chmod +x ./build.sh && ./build.sh',
      'CMD ["./build/collector"]',
    ),
    files: {
      'build.sh': '#!/bin/bash\nmkdir -p build && cd build && cmake .. && make\n',
      'CMakeLists.txt': 'add_executable(collector main.cpp)\n',
      'main.cpp': 'int main() {}\n',
    },
    verdict: 'safe',
    has: ['FROM ubuntu:24.04', 'COPY --from=build /app /app'],
  },
  {
    name: 'c++: a script that writes elsewhere is not read as a build',
    dockerfile: lines(
      'FROM ubuntu:24.04',
      'RUN apt-get update && apt-get install -y build-essential',
      'WORKDIR /app',
      'COPY . .',
      'RUN ./build.sh',
      'CMD ["./app"]',
    ),
    files: { 'build.sh': 'make\ncp data /usr/share/app/\n', 'main.c': 'int main() {}\n' },
    verdict: 'refuse no-build',
  },
  {
    name: 'c++: a file that a library opens by its name comes along, a library that was built from a clone too',
    dockerfile: lines(
      'FROM ubuntu:22.04',
      'RUN apt-get update && apt-get install -y git g++ cmake',
      'RUN git clone https://example.org/web && cd web && git submodule update --init && mkdir build && cd build && cmake .. && make && make install',
      'WORKDIR /app',
      'COPY . .',
      'RUN mkdir build && cd build && cmake .. && make',
      'CMD ["./build/app"]',
    ),
    files: {
      'CMakeLists.txt': 'add_executable(app main.cc)\n',
      'main.cc': '#include <web/app.h>\nint main() { web::app().loadConfigFile("./config.json"); }\n',
      'config.json': '{}',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/config.json /app/config.json', 'COPY --from=build /usr/local /usr/local'],
    lacks: ['/web'],
  },
]);
