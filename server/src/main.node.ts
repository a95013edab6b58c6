/** The server as VS Code starts it: a forked process that speaks over IPC. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeRuntime } from './runtime.node.ts';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all), nodeRuntime(__dirname));
