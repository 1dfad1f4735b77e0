"""Personal data of presence: what a person says of their own days, and nothing that a device could tell of them."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def said() -> Personal:
    return Personal(
        purpose=_("To confirm the start and the end of work on remote days, in place of the register of attendance"),
        basis=_("Task of the administration: the telework agreement and its charter"),
        retention=_("Two years after the week is closed"),
        readers=_("The person and the manager of their unit; the team sees places without hours or reasons"),
    )


def called() -> Personal:
    return Personal(
        purpose=_("To call a teleworker to the office, and to keep what was answered"),
        basis=_("Task of the administration: the telework agreement and its charter"),
        retention=_("Two years after the day"),
        readers=_("The person called and the manager of their unit"),
    )


def away() -> Personal:
    return Personal(
        purpose=_("To await no confirmation on days when the person is away"),
        basis=_("Task of the administration: the telework agreement and its charter"),
        retention=_("Two years after the day"),
        readers=_("The person and the manager of their unit; the team sees “away” and no reason"),
    )


PRIVACY = {
    "Confirmation": {
        name: said() for name in ("person", "day", "kind", "said_at", "received_at", "completed", "reason")
    },
    "Week": {name: said() for name in ("person", "first", "state", "minutes", "days", "decided_by", "remark")},
    "Call": {
        name: called()
        for name in ("person", "day", "from_time", "reason", "state", "called_by", "answer", "decided_by", "decision")
    },
    "Absence": {name: away() for name in ("person", "first", "last", "reason")},
}
