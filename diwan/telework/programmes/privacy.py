"""Personal data of a programme: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

READERS = _("Those who run the programme of the administration, its team, and the auditors")
ATTRIBUTION = Personal(
    purpose=_("To know who did each step of the programme"),
    basis=_("Acts of the administration are attributable to the official who does them"),
    retention=_("Five years after the launch"),
    readers=READERS,
)
NAMED = Personal(
    purpose=_("To know who is named to the programme, and by which letter"),
    basis=_("The guide asks for a person in charge, a team and liaison officers"),
    retention=_("Five years after the launch"),
    readers=READERS,
)
PROPOSED = Personal(
    purpose=_("To propose people for telework, before they ask or are asked"),
    basis=_("The guide asks for a list of proposed staff"),
    retention=_("One year after the launch"),
    readers=READERS,
)
PRIVACY = {
    "Programme": {"created_by": ATTRIBUTION},
    "Step": {"owner": ATTRIBUTION},
    "StepEntry": {"by": ATTRIBUTION},
    "Member": {"person": NAMED, "letter": NAMED},
    "Proposal": {"person": PROPOSED, "note": PROPOSED},
}
