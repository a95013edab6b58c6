import { parsePort } from '../../model/ports.ts';
import { defineRule } from '../rule.ts';

const services: Readonly<Record<number, string>> = {
  22: 'SSH',
  23: 'Telnet',
  3389: 'Remote Desktop',
  5800: 'VNC',
  5900: 'VNC',
};

export const rule = defineRule({
  meta: {
    id: 'admin-port-exposed',
    title: 'EXPOSE of a port for remote access',
    group: 'security',
    severity: 'info',
    fixable: 'never',
    whyNoFix: 'Whether the service is needed, only its author knows.',
    since: '0.1.0',
    sources: [
      { tool: 'sonar', code: 'S6473', same: false },
      { tool: 'trivy', code: 'DS-0004', same: false },
      { tool: 'kics', code: 'exposing_port_22', same: false },
    ],
    messages: {
      admin: 'Port {port} is that of {service}: containers are entered with docker exec, not over the network',
    },
  },
  *check({ document }) {
    for (const instruction of document.finalStage?.instructions ?? []) {
      if (instruction.name !== 'EXPOSE') continue;
      for (const word of instruction.words) {
        const { first, last, protocol } = parsePort(word.value);
        const service = first !== undefined && first === last ? services[first] : undefined;
        if (service === undefined || (protocol !== undefined && protocol.text.toLowerCase() !== 'tcp')) continue;
        yield { messageId: 'admin', data: { port: String(first), service }, span: word.span };
      }
    }
  },
});
