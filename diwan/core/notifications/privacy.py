"""Personal data held by this app (law 09-08, SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

_TELL = {
    "purpose": _("to tell a person what happened to a matter of theirs"),
    "basis": _("task of the administration; for the e-mail address of the public, their request"),
    "retention": _("one year"),
    "readers": _("the person; an operator sees the address in the error of a refused e-mail"),
}
_DEVICE = {
    "purpose": _("to tell a person on their own device how much waits"),
    "basis": _("choice of the person"),
    "retention": _("until the person forgets it or signs out there; a month of failures, or a year of silence"),
    "readers": _("the person; the push service of the browser sees the address, and no text"),
}
PRIVACY = {
    "Notification": {name: Personal(**_TELL) for name in ("person", "email", "subject", "body", "url", "language")},
    "Preference": {
        "person": Personal(
            purpose=_("to send e-mails and messages only to those who want them"),
            basis=_("choice of the person"),
            retention=_("as long as the account"),
            readers=_("the person"),
        )
    },
    "Device": {name: Personal(**_DEVICE) for name in ("person", "endpoint", "browser_key", "secret", "label", "mark")},
}
