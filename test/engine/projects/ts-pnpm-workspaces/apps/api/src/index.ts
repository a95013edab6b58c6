import { fee } from '@harbour/tariff';
import fastify from 'fastify';

const app = fastify();
app.get<{ Params: { tonnes: string } }>('/fees/:tonnes', async request => ({ fee: fee(Number(request.params.tonnes)), mode: process.env['NODE_ENV'] }));
app.listen({ port: 3000, host: '0.0.0.0' });
