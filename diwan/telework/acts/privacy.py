"""Personal data of acts (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

SIGNER = Personal(
    purpose=_("To say who prepared, signed or refused an administrative act"),
    basis=_("An administrative act names whoever made it"),
    retention=_("As long as the act, which the retention schedule of archives rules"),
    readers=_("The person concerned, the signers, and those who manage the unit"),
)
CONCERNED = Personal(
    purpose=_("To decide on a person's telework by an act they can read and appeal against"),
    basis=_("The employment relation; the guide of telework"),
    retention=_("As long as the act, which the retention schedule of archives rules"),
    readers=_("The person concerned, the signers, and those who manage the unit"),
)
PRIVACY = {
    "Act": {
        "person": CONCERNED,
        "title": CONCERNED,
        "content": CONCERNED,
        "reason": SIGNER,
        "prepared_by": SIGNER,
    },
    "Signatory": {"person": SIGNER},
}
