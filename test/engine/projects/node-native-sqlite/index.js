const { createServer } = require('node:http');
const Database = require('better-sqlite3');
const database = new Database(':memory:');
database.exec("create table entries (amount integer); insert into entries values (20), (22)");
createServer((_, response) => {
  response.end(`total ${database.prepare('select sum(amount) as total from entries').get().total} in ${process.env.NODE_ENV}\n`);
}).listen(4000);
