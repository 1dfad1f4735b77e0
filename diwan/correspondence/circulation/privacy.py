"""Personal data of circulation: why it is held, on what basis, how long (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def held() -> Personal:
    return Personal(
        purpose=_("To say who asked, answered and closed what about a letter"),
        basis=_("Circular 253: dispatch and follow-up of letters"),
        retention=_("As long as the letter, by its class of the plan"),
        readers=_("Those before whom the letter stands"),
    )


PRIVACY = {
    "Dispatch": {"person": held(), "note": held()},
    "Instruction": {name: held() for name in ("text", "answer", "reason", "answered_by", "ended_by")},
    "Note": {"person": held(), "text": held()},
}
