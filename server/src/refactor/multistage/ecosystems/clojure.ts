/** Clojure: the uberjar of Leiningen or tools.build, on a Java runtime environment. */
import { type Ecosystem, runsOf } from '../situation.ts';
import { javaVersion, planJava } from './java.ts';

export const clojure: Ecosystem = {
  name: 'clojure',
  matches: situation =>
    situation.facts.image.family === 'clojure' || runsOf(situation, 'lein', 'clojure', 'clj').length > 0,
  plan: situation => planJava(situation, 'clojure', javaVersion(situation.facts.image)),
};
