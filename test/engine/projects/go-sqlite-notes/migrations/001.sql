create table if not exists notes (id integer primary key, text text);
insert or replace into notes values (1, 'the tide is out');
