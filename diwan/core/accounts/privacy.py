"""Personal data of those who sign in (law 09-08; SEC-9)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

SIGN_IN = _("To let a person sign in and to know who acted")
REACH = _("To write to the person about their work and their account")
LAW = _("Legal obligation: acts of the administration are attributable to a person")
LIFE = _("As long as the person works there, then as long as their acts may be contested: ten years")
READERS = _("The person, their colleagues, and the administrators of accounts of their administration")
NOBODY_READS = _("Nobody: the address is only written to")
NOBODY_READS_PROOF = _("Nobody, unless a signature is contested")
NOBODY = _("Nobody: kept as a fingerprint that cannot be read back")


def held(purpose: Any, readers: Any = READERS) -> Personal:
    return Personal(purpose=purpose, basis=LAW, retention=LIFE, readers=readers)


PRIVACY = {
    "User": {
        "email": held(REACH),
        "name_ar": held(SIGN_IN),
        "name_latin": held(SIGN_IN),
        "phone": held(REACH),
        "search_text": held(_("To find the person by name or address, however it is typed")),
        "language": held(_("To show pages and write messages in the language of the person")),
        "administration": held(_("To know which administration opened the account and may close it")),
        "sign_in": held(_("To know who checks the password")),
        "password": held(SIGN_IN, NOBODY),
        "closed_because": held(_("To say why the account was closed")),
        "last_login": held(_("To close accounts that are no longer used")),
    },
    "Invitation": {
        "person": held(_("To let a person choose their first password")),
        "email": Personal(
            purpose=_("To let a member of the public open an account with an address that is theirs"),
            basis=_("Consent: they ask for it themselves"),
            retention=_("One day; nothing is kept of who does not answer"),
            readers=NOBODY_READS,
        ),
        "language": held(_("To show pages and write messages in the language of the person")),
        "invited_by": held(_("To know who invited whom")),
    },
    "Presence": {
        "person": held(_("To know that the person was there when they signed"), NOBODY_READS_PROOF),
    },
}
