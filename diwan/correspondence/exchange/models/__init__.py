"""Rows of the exchange: `peers` (other instances and their bodies), `messages` (what goes and comes)."""

from .messages import IncomingFile, IncomingMessage, News, OutgoingMessage
from .peers import Body, Instance, Publication

__all__ = ["Body", "IncomingFile", "IncomingMessage", "Instance", "News", "OutgoingMessage", "Publication"]
