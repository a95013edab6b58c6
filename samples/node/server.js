const express = require('express');

const app = express();
app.get('/weather/:city', (request, response) => {
  response.json({ city: request.params.city, degrees: 10 + (request.params.city.length % 15) });
});
app.listen(3000, () => console.log('the forecast is on :3000'));
