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
    },
    "Upload": {
        name: Personal(
            purpose=purpose,
            basis=_("task of the administration"),
            retention=_("a day after the last bytes came"),
            readers=_("nobody: it only serves the upload itself"),
        )
        for name, purpose in {
            "name": _("to store the file under the name its sender gave it"),
            "client": _("to count the uploads of one browser, as a digest that names nobody"),
            "network": _("to count the uploads of one network, as a digest that names nobody"),
        }.items()
    },
}
