/** The ports of EXPOSE (dockerfile2llb/convert_expose.go): `[ip:][hostPort:]port[-port][/protocol]`. */
import { remembered } from '../syntax/remembered.ts';
import type { Span } from '../syntax/tree.ts';
import { goQuote } from './goText.ts';

/** A piece of the specification; the span is an offset into the parsed text. */
export interface PortPart {
  readonly text: string;
  readonly span: Span;
}

export interface PortSpec {
  readonly text: string;
  /** An IP address or host port: BuildKit ignores them and warns. */
  readonly ip: PortPart | undefined;
  readonly hostPort: PortPart | undefined;
  /** The container's port or range as written. */
  readonly port: PortPart;
  /** As written; undefined when it is left out (tcp). */
  readonly protocol: PortPart | undefined;
  /** Numbers of the range, when it is valid. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** BuildKit's wording, when it refuses the specification. */
  readonly error: string | undefined;
  /** Whether the protocol was read before the error: only then BuildKit gives its warnings. */
  readonly warns: boolean;
}

const HIGHEST = 65535;

/** Parses one port in which no variable is left. */
export function parsePort(text: string): PortSpec {
  return knownPorts(text);
}

const knownPorts = remembered(readPort);

function readPort(text: string): PortSpec {
  const parts = text.split(':');
  const container = parts[parts.length - 1]!;
  const containerStart = text.length - container.length;
  const slash = container.indexOf('/');
  const portEnd = slash === -1 ? text.length : containerStart + slash;
  const port = partOf(text, containerStart, portEnd);
  const protocol = slash === -1 || portEnd + 1 === text.length ? undefined : partOf(text, portEnd + 1, text.length);
  const hostStart = parts.length < 2 ? 0 : containerStart - 1 - parts[parts.length - 2]!.length;
  const hostPort = parts.length < 2 ? undefined : present(partOf(text, hostStart, containerStart - 1));
  const ip = parts.length < 3 ? undefined : present(partOf(text, 0, hostStart - 1));
  const protocolError = invalidProtocol(text, port, protocol);
  const range = portRange(port.text);
  const error = protocolError ?? invalidAddress(ip) ?? invalidRanges(port, hostPort);
  return {
    text,
    ip,
    hostPort,
    port,
    protocol,
    first: range?.first,
    last: range?.last,
    error,
    warns: protocolError === undefined,
  };
}

/** The exposed ports as the image's configuration lists them: `80/tcp`. Empty for a refused specification. */
export function exposedPorts(spec: PortSpec): string[] {
  if (spec.error !== undefined || spec.first === undefined || spec.last === undefined) return [];
  const protocol = (spec.protocol?.text ?? 'tcp').toLowerCase();
  return Array.from({ length: spec.last - spec.first + 1 }, (_, index) => `${spec.first! + index}/${protocol}`);
}

function partOf(text: string, start: number, end: number): PortPart {
  return { text: text.slice(start, end), span: { start, end } };
}

function present(part: PortPart): PortPart | undefined {
  return part.text === '' ? undefined : part;
}

function invalidProtocol(text: string, port: PortPart, protocol: PortPart | undefined): string | undefined {
  if (port.text === '') return `invalid port: ${goQuote(text)}: no port specified`;
  if (protocol === undefined || ['tcp', 'udp', 'sctp'].includes(protocol.text.toLowerCase())) return undefined;
  return `invalid port: ${goQuote(text)}: invalid proto: ${protocol.text}`;
}

function invalidAddress(ip: PortPart | undefined): string | undefined {
  if (ip === undefined) return undefined;
  let address = ip.text;
  if (address.startsWith('[')) {
    const close = address.indexOf(']');
    if (close === -1) return `invalid IP address ${address}: address ${address}:: missing ']' in address`;
    if (close !== address.length - 1)
      return `invalid IP address ${address}: address ${address}:: missing port in address`;
    address = address.slice(1, -1);
  }
  return isIpAddress(address) ? undefined : `invalid IP address: ${address}`;
}

function invalidRanges(port: PortPart, hostPort: PortPart | undefined): string | undefined {
  const container = portRange(port.text);
  if (!container) return `invalid containerPort: ${port.text}`;
  if (hostPort === undefined) return undefined;
  const host = portRange(hostPort.text);
  if (!host) return `invalid hostPort: ${hostPort.text}`;
  const sameLength = container.last - container.first === host.last - host.first;
  if (sameLength || container.first === container.last) return undefined;
  return `invalid ranges specified for container and host Ports: ${port.text} and ${hostPort.text}`;
}

function portRange(text: string): { readonly first: number; readonly last: number } | undefined {
  const dash = text.indexOf('-');
  const first = portNumber(dash === -1 ? text : text.slice(0, dash));
  if (first === undefined) return undefined;
  if (dash === -1) return { first, last: first };
  const last = portNumber(text.slice(dash + 1));
  return last === undefined || last < first ? undefined : { first, last };
}

function portNumber(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 0 && value <= HIGHEST ? value : undefined;
}

/** net.ParseIP. */
export function isIpAddress(text: string): boolean {
  if (/^[0-9.]+$/.test(text)) return isIpv4(text);
  if (!text.includes(':') || !/^[0-9a-fA-F:.]+$/.test(text)) return false;
  const double = text.indexOf('::');
  if (double !== -1 && text.indexOf('::', double + 1) !== -1) return false;
  const groups = text.split(':');
  const tail = groups[groups.length - 1]!;
  const embedded = tail.includes('.');
  if (embedded && !isIpv4(tail)) return false;
  const words = embedded ? groups.slice(0, -1) : groups;
  const length = words.filter(group => group !== '').length + (embedded ? 2 : 0);
  if (words.some(group => group.length > 4)) return false;
  if (double === -1) return words.every(group => group !== '') && length === 8;
  const emptyEnds = (text.startsWith(':') && !text.startsWith('::')) || (text.endsWith(':') && !text.endsWith('::'));
  return !emptyEnds && length <= 7;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every(part => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255);
}
