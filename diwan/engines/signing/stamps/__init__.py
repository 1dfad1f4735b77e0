"""What is seen of a signature: its look (looks, forms) and its place (placing)."""

from .looks import AnyStamp, Days, Grade, Language, Manner, RegistryStamp, Stamp, Words, drawn, size
from .placing import Place, Spot, find

__all__ = [
    "AnyStamp",
    "Days",
    "Grade",
    "Language",
    "Manner",
    "Place",
    "RegistryStamp",
    "Spot",
    "Stamp",
    "Words",
    "drawn",
    "find",
    "size",
]
