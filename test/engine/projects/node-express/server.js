const express = require('express');
const app = express();
app.get('/orders/:id', (request, response) => response.json({ order: Number(request.params.id), state: 'shipped' }));
app.use('/', express.static('public'));
app.listen(3000);
