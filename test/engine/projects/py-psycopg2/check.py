import getpass

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

dsn = make_dsn(host="db", dbname="harbour", user=getpass.getuser())
print(sorted(parse_dsn(dsn).items()), psycopg2.extensions.libpq_version() > 0)
