"""The door of the exchange."""

from . import protocol
from .enums import CHANNEL, OPERATE, PeerState
from .models import Instance
from .operations.directory import publish
from .operations.directory import read as read_directory
from .operations.peers import answered, introduce, propose, suspend, trust
from .queries.ours import realm
from .queries.routing import Route, bodies, route

__all__ = [
    "CHANNEL",
    "OPERATE",
    "Instance",
    "PeerState",
    "Route",
    "answered",
    "bodies",
    "introduce",
    "propose",
    "protocol",
    "publish",
    "read_directory",
    "realm",
    "route",
    "suspend",
    "trust",
]
