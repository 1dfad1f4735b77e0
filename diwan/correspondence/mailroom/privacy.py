"""Personal data on paper: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

LAW = _("Law 55-19 and circular 253: mail on paper is registered and kept")


def paper() -> Personal:
    return Personal(
        purpose=_("To register the mail that came on paper and find it again"),
        basis=LAW,
        retention=_("As long as the letter it belongs to, by the retention schedule of the administration"),
        readers=_("The registry office to which the paper came"),
    )


def traced() -> Personal:
    return Personal(
        purpose=_("To say who made the copy of a paper, of what and when"),
        basis=LAW,
        retention=_("As long as the letter it belongs to, by the retention schedule of the administration"),
        readers=_("The registry office to which the paper came"),
    )


def secret() -> Personal:
    return Personal(
        purpose=_("To read the mailbox of the office"),
        basis=LAW,
        retention=_("Until the source is changed"),
        readers=_("Nobody: the password is encrypted"),
    )


PRIVACY = {
    "Source": {name: secret() for name in ("account", "sealed_password", "password_variable")},
    "Intake": {"hints": paper(), "name": paper(), "received_by": traced()},
    "Page": {"words": paper()},
    "Document": {
        **{name: paper() for name in ("clues", "entered", "reason")},
        **{name: traced() for name in ("lease_by", "settled_by")},
    },
}
