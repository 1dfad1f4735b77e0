"""Personal data held by this app (law 09-08, SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

PRIVACY = {
    "StoredFile": {
        "name": Personal(
            purpose=_("to show a file under the name its sender gave it"),
            basis=_("task of the administration"),
            retention=_("as long as the matter it belongs to; a day when nobody keeps it"),
            readers=_("those who may read that matter"),
        )
    }
}
