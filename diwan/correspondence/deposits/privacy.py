"""Personal data of depositors: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

HANDLING = _("To handle the letter and answer its depositor")
LAW = _("Law 55-19 and circular 253: a deposit is received against a receipt")
FILE_LIFE = _("As long as the file it belongs to, by the retention schedule of the administration")
READERS = _("The registry office concerned, and the depositor")


def held() -> Personal:
    return Personal(purpose=HANDLING, basis=LAW, retention=FILE_LIFE, readers=READERS)


def written() -> Personal:
    """What is only being written, and may never be sent."""
    return Personal(
        purpose=_("To let the depositor go on with a letter they began"),
        basis=_("Asked for by the person concerned"),
        retention=_("Seven days after the last change, or until it is deposited or discarded"),
        readers=_("The depositor"),
    )


PRIVACY = {
    "Deposit": {
        name: held()
        for name in (
            "depositor",
            "sender_unit",
            "applicant_kind",
            "applicant_name",
            "representative",
            "identity_kind",
            "identity_number",
            "email",
            "phone",
            "address",
            "sender_reference",
            "subject",
            "body",
            "search_text",
            "content",
            "reason",
            "decided_by",
            "received_by",
            "fingerprint",
        )
    },
    "Correction": {name: held() for name in ("changes", "content", "reason", "by")},
    "Draft": {name: written() for name in ("token", "owner", "who", "letter", "pieces")},
    "Message": {name: held() for name in ("author", "text", "missing")},
    "Opening": {name: held() for name in ("reader", "first_at", "last_at", "times")},
}
