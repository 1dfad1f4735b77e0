"""Personal data of support: why it is held, on what basis, how long (law 09-08)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def help_() -> Personal:
    return Personal(
        purpose=_("To help teleworkers with their equipment and their access"),
        basis=_("Guide to telework: technical help before and during the work (000 §6; 002, ch. 9(1))"),
        retention=_("Two years after the request is solved"),
        readers=_("The person who asked, and the desk of their unit"),
    )


def learnt() -> Personal:
    return Personal(
        purpose=_("To know who was trained and who undertook to follow the security rules"),
        basis=_("Guide to telework: training, awareness and security (000 §5.1, §5.2; 002, ch. 9)"),
        retention=_("Five years"),
        readers=_("The person, and whoever runs the adoption of telework"),
    )


PRIVACY = {
    "HelpRequest": {
        name: help_()
        for name in (
            "person",
            "subject",
            "text",
            "search_text",
            "files",
            "assigned_to",
            "satisfaction",
            "satisfaction_words",
        )
    },
    "HelpMessage": {name: help_() for name in ("person", "text", "files")},
    "Guide": {name: learnt() for name in ("published_by", "search_text")},
    "Acknowledgement": {"person": learnt()},
    "Campaign": {"made_by": learnt()},
    "CampaignReader": {"person": learnt()},
    "Course": {"published_by": learnt()},
    "Attempt": {name: learnt() for name in ("person", "answers", "score")},
    "Certificate": {"file": learnt()},
}
