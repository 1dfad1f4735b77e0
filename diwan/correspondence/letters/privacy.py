"""Personal data in letters: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

FILE_LIFE = _("As long as the file it belongs to, by the retention schedule of the administration")
HELD = Personal(
    purpose=_("To handle the letter, answer it and find it again"),
    basis=_("Circular 253: letters are kept in the registers of a registry office"),
    retention=FILE_LIFE,
    readers=_("The registry office, and the units and posts the letter was given to, by its level"),
)
DONE = Personal(
    purpose=_("To know who did what with the letter, and from which post"),
    basis=_("task of the administration"),
    retention=FILE_LIFE,
    readers=_("Those who may read the letter"),
)
READ_BY = Personal(
    purpose=_("To know who read the letter, and when"),
    basis=_("Law 09-08: whoever reads personal data leaves a trace"),
    retention=FILE_LIFE,
    readers=_("The registry office, and the heads of the units the letter was given to"),
)

PRIVACY = {
    "Letter": {
        **dict.fromkeys(("correspondent", "subject", "body", "their_reference", "content", "search_text"), HELD),
        **dict.fromkeys(("registered_by", "closed_by", "reason"), DONE),
    },
    "Party": dict.fromkeys(
        ("name", "representative", "title", "identity", "email", "phone", "address"),
        HELD,
    ),
    "Piece": {"text": HELD},
    "Correction": dict.fromkeys(("changes", "content", "reason", "by"), DONE),
    "Act": dict.fromkeys(("person", "detail"), DONE),
    "Reading": dict.fromkeys(("reader", "first_at", "last_at", "times"), READ_BY),
}
