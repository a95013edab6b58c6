import sys

from rich.console import Console
from rich.table import Table

table = Table(title="Cargo")
table.add_column("What")
for what in sys.argv[1:] or ["coffee", "steel"]:
    table.add_row(what)
Console(width=40).print(table)
