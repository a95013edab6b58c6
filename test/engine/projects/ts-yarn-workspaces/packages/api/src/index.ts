import fastify from 'fastify';
import { priceOf } from '@quay/rates';

const app = fastify();
app.get<{ Params: { good: string } }>('/rates/:good', request => ({ good: request.params.good, price: priceOf(request.params.good) }));
void app.listen({ port: 3000, host: '0.0.0.0' });
