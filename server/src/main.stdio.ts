/** `drydock-language-server --stdio`: the same server for any editor. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeRuntime } from './runtime.node.ts';
import { startServer } from './server.ts';
import { version } from './version.ts';

const options = process.argv.slice(2);
if (options.includes('--version')) {
  process.stdout.write(`${version}\n`);
} else if (
  options.some(option => option === '--stdio' || option === '--node-ipc' || /^--(socket|pipe)=/.test(option))
) {
  // Anything that prints to standard output would break the protocol.
  console.log = console.error;
  startServer(createConnection(ProposedFeatures.all), nodeRuntime(__dirname));
} else {
  process.stderr.write(
    'drydock-language-server: the Drydock language server for Dockerfiles.\nStart it from an editor with --stdio (or --socket=PORT, --pipe=NAME, --node-ipc). --version prints the version.\n',
  );
  process.exitCode = options.includes('--help') ? 0 : 2;
}
