/** Scala: what sbt stages or assembles, on a Java runtime environment. */
import { type Ecosystem, runsOf } from '../situation.ts';
import { javaVersion, planJava } from './java.ts';

export const scala: Ecosystem = {
  name: 'scala',
  matches: situation => situation.facts.image.family === 'sbt' || runsOf(situation, 'sbt').length > 0,
  plan: situation => planJava(situation, 'scala', javaVersion(situation.facts.image)),
};
