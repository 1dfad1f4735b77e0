"""Personal data held by this app (law 09-08, SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

PRIVACY = {
    "Failure": {
        "error": Personal(
            purpose=_("to mend what failed; an error may name an address or a person"),
            basis=_("security and continuity of the service"),
            retention=_("as long as the failed job, which an operator settles"),
            readers=_("operators"),
        )
    }
}
