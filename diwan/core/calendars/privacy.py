"""Personal data of those who announce: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

ATTRIBUTION = Personal(
    purpose=_("To know who entered or withdrew an announcement that moves deadlines"),
    basis=_("Acts of the administration are attributable to the official who does them"),
    retention=_("Ten years after the announcement, while a deadline of that year may be contested"),
    readers=_("Those who may announce, and the auditors"),
)
PRIVACY = {"Announcement": {"announced_by": ATTRIBUTION, "withdrawn_by": ATTRIBUTION}}
