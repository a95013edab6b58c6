/** The ecosystems in the order in which they are asked: the first that recognises the file plans its conversion. */
import type { Ecosystem } from '../situation.ts';
import { bun } from './bun.ts';
import { clojure } from './clojure.ts';
import { cpp } from './cpp.ts';
import { deno } from './deno.ts';
import { dotnet } from './dotnet.ts';
import { elixir } from './elixir.ts';
import { generic } from './generic.ts';
import { go } from './go.ts';
import { haskell } from './haskell.ts';
import { java } from './java.ts';
import { nextjs } from './nextjs.ts';
import { node } from './node.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { scala } from './scala.ts';
import { staticSite } from './staticSite.ts';
import { swift } from './swift.ts';
import { systemJava } from './systemJava.ts';
import { zig } from './zig.ts';

export const ecosystems: readonly Ecosystem[] = [
  staticSite,
  nextjs,
  bun,
  deno,
  node,
  go,
  rust,
  python,
  scala,
  clojure,
  java,
  systemJava,
  dotnet,
  php,
  ruby,
  elixir,
  haskell,
  swift,
  zig,
  cpp,
  generic,
];
