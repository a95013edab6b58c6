import fastify from 'fastify';

const server = fastify();
server.get('/tides', async () => ({ high: '06:12', low: '12:31' }));
await server.listen({ host: '0.0.0.0', port: 8081 });
