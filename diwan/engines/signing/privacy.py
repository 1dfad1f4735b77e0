"""Personal data of signing: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

PRIVACY = {
    "FileVerdict": {
        "report": Personal(
            purpose=_("To know what the signatures of a file that came in are worth, and who made them"),
            basis=_("task of the administration"),
            retention=_("As long as the file it was made of"),
            readers=_("Those who may read the letter or the deposit the file belongs to"),
        )
    },
    "LastingFile": {
        "label": Personal(
            purpose=_("To say which signed document can be checked until when"),
            basis=_("Law 43-20 on trust services for electronic transactions"),
            retention=_("As long as the document it names"),
            readers=_("Those who keep the signed documents of the administration"),
        )
    },
}
