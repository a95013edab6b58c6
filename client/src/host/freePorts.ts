import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * True when nothing on this machine listens on that port: tried by listening for a moment. `address` is where the engine will
 * publish; "" stands for every address.
 */
export function isPortFree(port: number, protocol: 'tcp' | 'udp' | 'sctp', address: string): Promise<boolean> {
  if (protocol === 'sctp') return Promise.resolve(true); // Node cannot ask; the engine will say
  return protocol === 'udp' ? isUdpPortFree(port, address) : isTcpPortFree(port, address);
}

function isTcpPortFree(port: number, address: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: address === '' ? undefined : address, exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

function isUdpPortFree(port: number, address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: address === '' ? undefined : address, exclusive: true }, () =>
      socket.close(() => resolve(true)),
    );
  });
}
