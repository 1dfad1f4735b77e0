"""Devices and applications; systems, rights, reviews and differences; audits; cuts; looks into the log."""

from .audits import Audit, Finding
from .cuts import Cut, Look
from .devices import Allowance, Device, DeviceCheck, ForbiddenApplication
from .systems import Comparison, Discrepancy, Review, ReviewLine, System, SystemRight

__all__ = [
    "Allowance",
    "Audit",
    "Comparison",
    "Cut",
    "Device",
    "DeviceCheck",
    "Discrepancy",
    "Finding",
    "ForbiddenApplication",
    "Look",
    "Review",
    "ReviewLine",
    "System",
    "SystemRight",
]
