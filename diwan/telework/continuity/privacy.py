"""Personal data of continuity (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

DAYS = Personal(
    purpose=_("To say who is on site on which day of a crisis, and to tell them"),
    basis=_("The continuity of public service; the signed crisis act"),
    retention=_("Five years after the return"),
    readers=_("The person, their manager, and those who may switch to a crisis rule"),
)
EXEMPTED = Personal(
    purpose=_("Not to call on site somebody who proved that they must not come"),
    basis=_("The crisis rule of the country; only the reference of the proof is kept"),
    retention=_("A year after the exemption ends"),
    readers=_("The person, and those who may switch to a crisis rule"),
)
WHO_DID_IT = Personal(
    purpose=_("To say who wrote the plan, asked for the switch or recorded an exemption"),
    basis=_("An administrative act names whoever made it"),
    retention=_("As long as the act"),
    readers=_("Those who may switch to a crisis rule"),
)
PRIVACY = {
    "Plan": {"created_by": WHO_DID_IT},
    "VitalService": {"substitutes": DAYS},
    "Exemption": {"person": EXEMPTED, "proof": EXEMPTED, "until": EXEMPTED, "recorded_by": WHO_DID_IT},
    "Crisis": {"asked_by": WHO_DID_IT, "differences": DAYS},
    "Assignment": {"person": DAYS, "slot": DAYS},
    "Kept": {"person": DAYS},
}
