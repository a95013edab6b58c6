import { lines, testConversions } from '../harness.ts';

testConversions('Java', [
  {
    name: 'java: the jar on the runtime environment of the same version',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY pom.xml .',
      'COPY src src',
      'RUN mvn package',
      'EXPOSE 8080',
      'CMD ["java", "-jar", "target/app.jar"]',
    ),
    files: {
      'pom.xml':
        '<project><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>',
      'src/main/java/A.java': '',
    },
    verdict: 'safe',
    final: lines(
      'FROM eclipse-temurin:21-jre',
      'COPY --from=build /app/target/app.jar /app/target/app.jar',
      'WORKDIR /app',
      'EXPOSE 8080',
      'CMD ["java", "-jar", "target/app.jar"]',
    ),
  },
  {
    name: 'java: a tag without the version is a question, with what the manifest asks for',
    dockerfile: lines(
      'FROM maven:3',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/app.jar"]',
    ),
    files: { 'pom.xml': '<project><properties><java.version>17</java.version></properties></project>' },
    verdict: 'ask java-version',
  },
  {
    name: 'java: the start script of Gradle takes its folder along',
    dockerfile: lines(
      'FROM gradle:8-jdk17',
      'WORKDIR /app',
      'COPY . .',
      'RUN gradle installDist',
      'ENTRYPOINT ["build/install/demo/bin/demo"]',
    ),
    files: { 'build.gradle': '', 'src/main/java/A.java': '', 'config/a.yml': '' },
    verdict: 'safe',
    final: lines(
      'FROM eclipse-temurin:17-jre',
      'COPY --from=build /app/build/install/demo /app/build/install/demo',
      'COPY --from=build /app/config /app/config',
      'WORKDIR /app',
      'ENTRYPOINT ["build/install/demo/bin/demo"]',
    ),
  },
  {
    name: 'java: options may stand between -jar and the jar',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "-Dlog=/x", "target/a.jar"]',
    ),
    files: { 'pom.xml': '<project><packaging>jar</packaging></project>', 'src/main/java/A.java': 'class A {}' },
    verdict: 'safe',
    has: ['COPY --from=build /app/target /app/target'],
    lacks: ['-Dlog=/x /'],
  },
  {
    name: 'java: of an unknown image more than Java is not known',
    dockerfile: lines(
      'FROM someone/jdk8',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/a.jar"]',
    ),
    verdict: 'ask unproven',
  },
  {
    name: 'java: sources that use the compiler need the JDK',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/a.jar"]',
    ),
    files: {
      'pom.xml': '<project></project>',
      'src/main/java/A.java': 'class A { Object c = javax.tools.ToolProvider.getSystemJavaCompiler(); }',
    },
    verdict: 'ask unproven',
  },
  {
    name: 'java: files below src that are read by their path come along',
    dockerfile: lines(
      'FROM maven:3.9-eclipse-temurin-21',
      'WORKDIR /app',
      'COPY . .',
      'RUN mvn package',
      'CMD ["java", "-jar", "target/a.jar"]',
    ),
    files: {
      'pom.xml': '<project></project>',
      'src/main/java/A.java': 'class A { Object f = new java.io.File("src/main/resources/model.bin"); }',
      'src/main/resources/model.bin': 'x',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/src /app/src'],
  },
  {
    name: 'sbt: the tag begins with the version of Java',
    dockerfile: lines(
      'FROM sbtscala/scala-sbt:17.0.2_1.6.2_3.1.3',
      'WORKDIR /app',
      'COPY . .',
      'RUN sbt assembly',
      'CMD ["java", "-jar", "target/scala-3.1.3/x.jar"]',
    ),
    files: { 'build.sbt': 'name := "x"\n' },
    verdict: 'safe',
    has: ['FROM eclipse-temurin:17-jre'],
  },
]);
