"""The door of the exchange."""

from .enums import CHANNEL, OPERATE, PeerState
from .models import Instance
from .operations.directory import publish
from .operations.peers import propose, suspend, trust
from .queries.ours import realm
from .queries.routing import Route, bodies, route

__all__ = [
    "CHANNEL",
    "OPERATE",
    "Instance",
    "PeerState",
    "Route",
    "bodies",
    "propose",
    "publish",
    "realm",
    "route",
    "suspend",
    "trust",
]
