"""Personal data of signing: none in the rows of what lasts but the title of a document (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

PRIVACY = {
    "LastingFile": {
        "label": Personal(
            purpose=_("To say which signed document can be checked until when"),
            basis=_("Law 43-20 on trust services for electronic transactions"),
            retention=_("As long as the document it names"),
            readers=_("Those who keep the signed documents of the administration"),
        )
    }
}
