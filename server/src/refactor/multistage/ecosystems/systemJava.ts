/** Java from the packages of Debian, Ubuntu and Alpine: the same image with the runtime environment in place of the JDK. */
import { baseName } from '../commandClass.ts';
import { packageName } from '../packages.ts';
import { type Ecosystem, runsOf, type Situation } from '../situation.ts';
import { planJava } from './java.ts';

export const systemJava: Ecosystem = {
  name: 'java',
  matches: situation =>
    baseName(situation.main?.program ?? '') === 'java' &&
    runtimeOf(situation) !== undefined &&
    runsOf(situation, 'javac', 'mvn', 'mvnw', 'gradle', 'gradlew', 'ant').length > 0,
  plan: situation => {
    const runtime = runtimeOf(situation)!;
    const { image } = situation.facts;
    // Which Java it is does not matter: the package of the same name brings the same one.
    const planned = planJava(situation, 'java', '21');
    if ('refuse' in planned) return planned;
    return {
      plan: {
        ...planned.plan,
        finalImage: image.written,
        finalDistro: image.distro,
        imageWhy: `The same image, with \`${runtime.jre}\` in place of \`${runtime.jdk}\`.`,
        twin: true,
        packages: [{ name: runtime.jre, why: `it is the Java of ${runtime.jdk}, without the compiler` }],
        portable: false,
        libcWhy: 'Both images are the same.',
        builderOnlyEnv: /^(?:MAVEN_HOME|GRADLE_HOME|M2_HOME|GRADLE_USER_HOME)$/,
      },
    };
  },
};

/** The package of the JDK that a RUN installs, and that of its runtime environment. */
function runtimeOf(situation: Situation): { readonly jdk: string; readonly jre: string } | undefined {
  const { facts } = situation;
  const { kind } = facts.image.distro;
  if (!/^(?:debian|ubuntu|alpine)$/.test(facts.image.family ?? '')) return undefined;
  const found = new Map<string, string>();
  for (const name of facts.runs.flatMap(run => run.effect.packages ?? []).map(packageName)) {
    if (kind === 'alpine') {
      const match = /^(openjdk\d+)(?:-jdk)?$/.exec(name);
      if (match) found.set(name, `${match[1]}-jre`);
    } else if (/^(?:default|openjdk-\d+)-jdk(?:-headless)?$/.test(name)) found.set(name, name.replace('-jdk', '-jre'));
  }
  // With two nobody knows which one `java` is.
  const [only] = found;
  return found.size === 1 && only !== undefined ? { jdk: only[0], jre: only[1] } : undefined;
}
