"""Personal data of meetings: why it is held, on what basis, how long (law 09-08)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def held(purpose: Any) -> Personal:
    return Personal(
        purpose=purpose,
        basis=_("Guide to telework in administrations (000, section 4): meetings held at a distance"),
        retention=_(
            "As long as the minutes, by their class of the archives' plan; a meeting without minutes, two years"
        ),
        readers=_("The participants of the meeting"),
    )


INVITED = _("To invite people to a meeting, and to say in its minutes who was there")
PRIVACY = {
    "Meeting": {name: held(INVITED) for name in ("convened_by", "chair", "secretary")},
    "Participant": {
        name: held(INVITED)
        for name in ("person", "name", "email", "answer_note", "consent", "consent_at", "leave_asked_at")
    },
    "Attendance": {"participant": held(INVITED), "joined_at": held(INVITED), "left_at": held(INVITED)},
    "Speech": {"participant": held(_("To give the floor in the order in which it was asked"))},
    "Decision": {"person": held(_("To say who does what was decided, and by when"))},
}
