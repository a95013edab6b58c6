import chroma from 'chroma-js';
import Koa from 'koa';

const app = new Koa();
app.use(context => {
  context.body = chroma.mix('red', 'blue').hex();
});
app.listen(Number(process.env.PORT));
