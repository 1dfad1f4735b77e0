"""Personal data of safe access (law 09-08; SEC-9). No serial number, no place, no measure of work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

GUIDE = _("The guide of telework, section 6, and law 05-20 on cybersecurity")
OFFICERS = _("The person, and the security officers of the administration")
YEARS = _("Two years after the right, the check or the review is over")


def held(purpose: Any, readers: Any = OFFICERS, retention: Any = YEARS) -> Personal:
    return Personal(purpose=purpose, basis=GUIDE, retention=retention, readers=readers)


WHO = _("To know who decided what about access from outside")
DEVICE = _("To allow work from a personal device once it was checked")
RIGHT = _("To give, limit and withdraw the access of a person to a system")
LOST = _("To end every access of whoever lost a device, and to restore it after a check")
LOOK = _("To show each person who looked at what they did remotely, and what for")
FIVE = _("Five years after the incident was closed")
DESK = _("The person, the desk and the security officers of the administration")

PRIVACY = {
    "Device": {name: held(DEVICE) for name in ("person", "name", "system", "browser", "antivirus", "owner", "note")},
    "DeviceCheck": {"by": held(WHO), "answers": held(DEVICE), "note": held(DEVICE)},
    "ForbiddenApplication": {"decided_by": held(WHO)},
    "Allowance": {
        "person": held(DEVICE),
        "purpose": held(DEVICE),
        "reason": held(DEVICE),
        "decided_by": held(WHO),
    },
    "System": {"owner": held(_("To know who answers for a system"))},
    "SystemRight": {
        "person": held(RIGHT),
        "purpose": held(RIGHT),
        "because": held(RIGHT),
        "asked_by": held(WHO),
        "decided_by": held(WHO),
    },
    "Review": {"opened_by": held(WHO)},
    "ReviewLine": {"by": held(WHO)},
    "Comparison": {"by": held(WHO)},
    "Discrepancy": {"account": held(RIGHT), "person": held(RIGHT), "settled_by": held(WHO)},
    "Audit": {"by": held(WHO)},
    "Finding": {"owner": held(WHO), "closed_by": held(WHO)},
    "Cut": {
        "person": held(LOST, DESK, FIVE),
        "what": held(LOST, DESK, FIVE),
        "reported_by": held(LOST, DESK, FIVE),
        "asked": held(_("To know that the identity of a caller was checked; the answers are not kept"), DESK, FIVE),
        "directory_name": held(LOST, DESK, FIVE),
        "restored_by": held(LOST, DESK, FIVE),
        "identity": held(LOST, DESK, FIVE),
    },
    "Look": {
        "person": held(LOOK),
        "by": held(LOOK),
        "purpose": held(LOOK),
    },
}
