/** The server as VS Code starts it: a forked process that speaks over IPC. Files of virtual file systems are read by the client. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { withClientFiles } from './protocol/clientFiles.ts';
import { nodeRuntime } from './runtime.node.ts';
import { startServer } from './server.ts';

const connection = createConnection(ProposedFeatures.all);
startServer(connection, withClientFiles(nodeRuntime(__dirname), connection));
