from pathlib import Path

import yaml
from jinja2 import Template

ships = yaml.safe_load(Path("ships.yaml").read_text())
print(Template("{% for ship in ships %}{{ ship.name }}: {{ ship.tons }} t\n{% endfor %}").render(ships=ships))
