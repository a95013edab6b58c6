#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int show(void *unused, int columns, char **values, char **names) {
  (void)unused;
  json_t *row = json_object();
  for (int i = 0; i < columns; i++) json_object_set_new(row, names[i], json_string(values[i]));
  char *text = json_dumps(row, JSON_COMPACT | JSON_PRESERVE_ORDER);
  puts(text);
  free(text);
  json_decref(row);
  return 0;
}

int main(void) {
  sqlite3 *database;
  if (sqlite3_open(":memory:", &database) != SQLITE_OK) return 2;
  sqlite3_exec(database, "create table crates (n); insert into crates values (3), (4);", NULL, NULL, NULL);
  sqlite3_exec(database, "select sum(n) as crates, count(*) as loads from crates", show, NULL, NULL);
  sqlite3_close(database);
  return 4;
}
