/**
 * Which port of this machine a container's port is published on.
 */
import type { PublishedPort } from './argv.ts';

export interface ContainerPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/**
 * A host port for each container port: the one used last time, else the same number, else the next that is free. Ports below
 * 1024 need rights that a rootless engine lacks, so 80 becomes 8080, 443 becomes 8443 and so on.
 *
 * `isFree` asks the machine. No two results are alike; a port for which none is left is missing in the result.
 */
export async function chooseHostPorts(
  containerPorts: readonly ContainerPort[],
  isFree: (port: number, protocol: ContainerPort['protocol']) => Promise<boolean>,
  lastTime: readonly PublishedPort[] = [],
): Promise<PublishedPort[]> {
  const taken = new Set<string>();
  const chosen: PublishedPort[] = [];
  for (const { port, protocol } of containerPorts) {
    const remembered = lastTime.find(last => last.containerPort === port && last.protocol === protocol)?.hostPort;
    for (const hostPort of candidates(port, remembered)) {
      const key = `${hostPort}/${protocol}`;
      if (taken.has(key) || !(await isFree(hostPort, protocol))) continue;
      taken.add(key);
      chosen.push({ hostPort, containerPort: port, protocol });
      break;
    }
  }
  return chosen;
}

/** What the user types for a port: `8080:80`, `8080:80/udp`; several are parted by commas or blanks. A sentence when it is none. */
export function parsePorts(text: string): { ports: PublishedPort[] } | { problem: string } {
  const ports: PublishedPort[] = [];
  for (const word of text.split(/[\s,]+/).filter(part => part !== '')) {
    const match = /^(\d{1,5})(?::(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(word);
    if (match === null)
      return {
        problem: `“${word}” is not a port: write HOST:CONTAINER, such as 8080:80, with /udp where it is not TCP.`,
      };
    const hostPort = Number(match[1]);
    const containerPort = Number(match[2] ?? match[1]);
    if (!isPort(hostPort) || !isPort(containerPort))
      return { problem: `“${word}”: ports are numbers from 1 to 65535.` };
    ports.push({ hostPort, containerPort, protocol: (match[3]?.toLowerCase() ?? 'tcp') as PublishedPort['protocol'] });
  }
  return { ports };
}

/** The form that `parsePorts` reads. */
export function printPorts(ports: readonly PublishedPort[]): string {
  return ports
    .map(port => `${port.hostPort}:${port.containerPort}${port.protocol === 'tcp' ? '' : '/' + port.protocol}`)
    .join(', ');
}

const triesPerPort = 200;

function* candidates(port: number, remembered: number | undefined): Iterable<number> {
  if (remembered !== undefined) yield remembered;
  const first = port >= 1024 ? port : port < 1000 ? 8000 + port : port + 10_000;
  for (let candidate = first; candidate < first + triesPerPort && candidate <= 65_535; candidate++) yield candidate;
}

function isPort(value: number): boolean {
  return value >= 1 && value <= 65_535;
}
