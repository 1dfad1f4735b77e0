"""Personal data of agreements: why it is held, on what basis, how long (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def followed() -> Personal:
    return Personal(
        purpose=_("To authorise telework and to know who asked, decided and signed what"),
        basis=_("Guide of telework in public administrations (2020), law 09-08"),
        retention=_("Five years after the end of the agreement"),
        readers=_("The person, the managers of the unit, and those who evaluate telework there"),
    )


def home() -> Personal:
    return Personal(
        purpose=_("To know that the workplace is suitable and safe"),
        basis=_("Guide of telework in public administrations (2020), § 3"),
        retention=_("As long as the agreement"),
        readers=_("The person, the manager of the unit, and the desk that checks"),
    )


def confided() -> Personal:
    return Personal(
        purpose=_("To take a situation of health or family into account, at the person’s own wish"),
        basis=_("Consent of the person (law 09-08, articles 4 and 21)"),
        retention=_("One year at most, or until the person takes it back; then the words are erased"),
        readers=_("The person, those who evaluate telework there, and the manager only where the person agrees"),
    )


def read() -> Personal:
    return Personal(
        purpose=_("To show the person who read what they told in confidence"),
        basis=_("Law 09-08, right of access"),
        retention=_("As long as what was told"),
        readers=_("The person"),
    )


PRIVACY = {
    "Agreement": {
        name: followed()
        for name in ("person", "reasons", "ground", "decided_by", "decision_reason", "stop_ground", "imposed")
    },
    "Step": {name: followed() for name in ("by", "why")},
    "Pause": {"reason": followed()},
    "ChosenDay": {"day": followed()},
    "Request": {name: followed() for name in ("words", "answered_by", "reason")},
    "Appeal": {name: followed() for name in ("words", "against", "answered_by", "reason")},
    "CharterVersion": {"written_by": followed()},
    "CharterSigning": {name: followed() for name in ("person_at", "manager_at", "manager")},
    "Workplace": {name: home() for name in ("place", "note", "checked_by", "check_note")},
    "Confidence": {name: confided() for name in ("person", "kind", "closed", "for_manager")},
    "Reading": {name: read() for name in ("reader", "at")},
}
