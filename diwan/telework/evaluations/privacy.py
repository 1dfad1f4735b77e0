"""Personal data of evaluations (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

_CASE = Personal(
    purpose=_("To evaluate telework by what was recorded, and to hear the person"),
    basis=_("Guide to telework: periodic evaluation by a committee"),
    retention=_("Five years after the end of the agreement"),
    readers=_("The person, their manager and the committee"),
)
_SEAT = Personal(
    purpose=_("To say who sat and voted"),
    basis=_("Guide to telework: periodic evaluation by a committee"),
    retention=_("As long as the minutes"),
    readers=_("The committee"),
)
_ANSWER = Personal(
    purpose=_("To let each person answer once; what they answered is not kept with it"),
    basis=_("Guide to telework: satisfaction of teleworkers"),
    retention=_("Until the survey is closed"),
    readers=_("nobody"),
)
PRIVACY = {
    "Member": {"person": _SEAT},
    "Case": dict.fromkeys(("figures", "opinion", "opinion_by", "statement", "reasons"), _CASE),
    "Vote": {"reason": _SEAT, "entered_by": _SEAT},
    "Answered": {"person": _ANSWER},
}
