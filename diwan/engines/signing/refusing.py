"""Why a document takes no signature, as words a screen translates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "unreadable": _("This file cannot be read as a PDF document."),
    "encrypted": _("This document is protected by a password: it must be sent again without it."),
    "hybrid": _("This document says two things about its own contents: save it again as a plain PDF."),
    "form": _("This document is a dynamic form (XFA), which cannot be signed: print it to PDF first."),
    "closed": _("Whoever certified this document allowed no further signature."),
    "unsigned": _("This document bears no signature: there is nothing to renew."),
    "certified": _("This document is signed already: only a first signature can certify it."),
    "nowhere": _("The place meant for the signature is not in this document."),
    "key": _("This kind of key cannot sign here: only RSA and elliptic curves are known."),
    "room": _("The signature came out larger than the place kept for it."),
}


class NotSignable(Exception):
    """This document takes no such signature; `reason` is a key of WORDS, `words` its sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return str(WORDS[self.reason])


FAILURES = {
    **WORDS,
    "authority": _("The time-stamp authority does not answer: it is asked again every night."),
    "gone": _("The file is no longer there."),
}


def failure_words(reason: str) -> str:
    """The sentence of a reason that was kept in a row."""
    return str(FAILURES.get(reason, reason))
