"""The door of safe access."""

from .checklist import in_force as checklist_of
from .enums import By, DeviceState, RightState
from .events import AccessRestored, DeviceAllowed, DeviceLost, RightChanged
from .models import Cut, Device, System, SystemRight
from .operations import applications, auditing, checking, comparing, reviewing, rights
from .operations.cutting import report_lost, restore
from .queries.devices import allowed_devices
from .queries.rights import held_by

__all__ = [
    "AccessRestored",
    "By",
    "Cut",
    "Device",
    "DeviceAllowed",
    "DeviceLost",
    "DeviceState",
    "RightChanged",
    "RightState",
    "System",
    "SystemRight",
    "allowed_devices",
    "applications",
    "auditing",
    "checking",
    "checklist_of",
    "comparing",
    "held_by",
    "report_lost",
    "restore",
    "reviewing",
    "rights",
]
