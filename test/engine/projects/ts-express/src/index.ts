import express from 'express';
import { z } from 'zod';

const berth = z.coerce.number().int().min(1).max(12);
const app = express();
app.get('/berths/:number', (request, response) => {
  const parsed = berth.safeParse(request.params.number);
  if (parsed.success) response.json({ berth: parsed.data, free: parsed.data % 2 === 0 });
  else response.status(400).json({ error: 'no such berth' });
});
app.listen(3000);
