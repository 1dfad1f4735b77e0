"""Personal data held by this app (law 09-08, SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

_WORK = Personal(
    purpose=_("to show somebody how far the work is that they started, and what became of each item"),
    basis=_("task of the administration"),
    retention=_("three months; the file of a result, one day"),
    readers=_("who started the work"),
)
PRIVACY = {
    "Batch": dict.fromkeys(("owner", "title", "params", "file"), _WORK),
    "BatchItem": dict.fromkeys(("label", "message"), _WORK),
}
