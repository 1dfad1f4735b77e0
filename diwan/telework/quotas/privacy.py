"""Personal data of the counts: who is away when, and in which group they are counted (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

_AWAY = Personal(
    purpose=_("To keep the minimum of people on site"),
    basis=_("Guide to telework: a minimum of presence in every service"),
    retention=_("Five years after the day"),
    readers=_("Those who manage the telework of the unit"),
)
PRIVACY = {"Admission": {"person": _AWAY}, "Member": {"person": _AWAY}}
