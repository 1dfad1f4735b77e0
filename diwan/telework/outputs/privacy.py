"""Personal data of outputs: why it is held, on what basis, how long (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def held() -> Personal:
    return Personal(
        purpose=_("To set work, to receive its outputs and to measure it by them"),
        basis=_("Guide to telework: tasks with outputs, delivery and quality (000 §5; 002, ch. 8)"),
        retention=_("Five years after the end of the task"),
        readers=_("The employee, and those who manage the unit"),
    )


def reported() -> Personal:
    return Personal(
        purpose=_("To tell the head, each week, how work goes and what stands in its way"),
        basis=_("Guide to telework: weekly report (002, ch. 9(1))"),
        retention=_("Five years after the week"),
        readers=_("Those who manage or follow the unit, and the head to whom the report was sent"),
    )


PRIVACY = {
    "Task": {
        name: held()
        for name in ("person", "title", "output", "search_text", "quality", "accuracy", "reason", "source", "made_by")
    },
    "TaskStep": {name: held() for name in ("person", "to", "text")},
    "Delivery": {name: held() for name in ("person", "text", "files", "remarks", "judged_by")},
    "Extension": {name: held() for name in ("reason", "answer", "answered_by")},
    "Problem": {name: reported() for name in ("person", "text")},
    "WeeklyReport": {
        name: reported() for name in ("facts", "problems", "measures", "answer", "sent_by", "read_by", "answered_by")
    },
}
