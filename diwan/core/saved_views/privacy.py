"""Personal data held by this app (law 09-08, SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

_CHOICE = Personal(
    purpose=_("To find one's own filters of a list again"),
    basis=_("Choice of the person"),
    retention=_("Until the person deletes the view"),
    readers=_("The person, and the colleagues of the unit with which the view is shared"),
)
PRIVACY = {"SavedView": {"owner": _CHOICE}}
