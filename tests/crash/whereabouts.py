"""Where the database of an instance is, for its owner: `python -m tests.crash.whereabouts` prints the URL as JSON."""

import json

from diwan.server.database import Embedded
from diwan.server.home import home

print(json.dumps(Embedded(home() / "database").urls().owner))
