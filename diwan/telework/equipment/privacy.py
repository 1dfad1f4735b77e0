"""Personal data of equipment: why it is held, on what basis, how long (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def held() -> Personal:
    return Personal(
        purpose=_("To know who answers for what was handed out, and to have it back"),
        basis=_(
            "Guide to telework in administrations (000, section 5): equipment entrusted is looked after and returned"
        ),
        retention=_("Five years after the item was given back"),
        readers=_("The person concerned and the desk of their unit"),
    )


PRIVACY = {
    "Item": {"holder": held(), "since": held()},
    "Movement": {"person": held(), "by": held()},
    "Slip": {"person": held(), "made_by": held(), "alone": held()},
    "Photo": {"file": held()},
    "Need": {"person": held(), "noted_by": held()},
    "DueReturn": {"person": held()},
    "Count": {"opened_by": held()},
}
