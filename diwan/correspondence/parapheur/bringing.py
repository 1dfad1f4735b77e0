"""A file that a person outside gives back signed with a key of their own: judged before anything is written.

It must begin with exactly our octets and bear one signature more and nothing else; what that signature is worth is said
by the validation, and must be enough where the step asks for more than a simple one.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.files import api as files
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing
from diwan.kit.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Document

BLOCK = 1 << 20
LATER = ("none", "lta_updates")  # what may follow a signature that was given last


class NotGivenBack(Refusal):
    message = gettext_lazy("“%(name)s”, signed, is not among the files you gave. Nothing was signed.")
    advice = gettext_lazy("Take the file from this page, sign that very file, and give back the result unchanged.")
    status = 422


class NotAccepted(Refusal):
    message = gettext_lazy("“%(name)s” is not accepted: %(why)s Nothing was signed.")
    advice = gettext_lazy("Take the file from this page, sign that very file, and give back the result unchanged.")
    status = 422


def judged(
    main: Sequence[Document], given: Sequence[files.StoredFile], level: circuits.Level
) -> tuple[dict[int, int], dict[int, str]]:
    """The file given back for each document, and whose certificate signed it.

    Raises:
        NotGivenBack, NotAccepted
    """
    found: dict[int, int] = {}
    certificates: dict[int, str] = {}
    left = list(given)
    for one in main:
        piece = next((piece for piece in left if begins_with(piece, one.file)), None)
        if piece is None:
            raise NotGivenBack(name=one.label)
        left.remove(piece)
        found[one.pk], certificates[one.pk] = piece.pk, signature_of(one, piece, level)
    return found, certificates


def begins_with(piece: files.StoredFile, ours: files.StoredFile) -> bool:
    """Whether it is our file with something added at its end."""
    if piece.size <= ours.size:
        return False
    digest, left = hashlib.sha256(), ours.size
    with files.open_file(piece.pk) as source:
        while left and (block := source.read(min(BLOCK, left))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest() == ours.sha256


def signature_of(one: Document, piece: files.StoredFile, level: circuits.Level) -> str:
    """Whose certificate it is, in words.

    Raises:
        NotAccepted
    """
    with tempfile.NamedTemporaryFile(prefix="diwan-brought-", suffix=".pdf") as copy:
        with files.open_file(piece.pk) as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        added = signing.added_since(Path(copy.name), one.file.size)
        if added != signing.Added.SIGNATURE:
            raise NotAccepted(name=one.label, why=signing.words_of(added))
        report = signing.examine(Path(copy.name))
    made = report.signatures[-1] if report.signatures else None
    if made is None or report.verdict == signing.Verdict.FAILED:
        raise NotAccepted(name=one.label, why=signing.reason_words(report.reasons))
    if made.modified not in LATER:
        raise NotAccepted(name=one.label, why=signing.words_of(signing.Added.OTHER))
    if level != circuits.Level.SIMPLE and made.verdict != signing.Verdict.PASSED:
        raise NotAccepted(name=one.label, why=signing.reason_words(made.reasons))
    if level == circuits.Level.QUALIFIED and made.qualified != "granted":
        raise NotAccepted(name=one.label, why=_("a qualified certificate is asked for."))
    return f"{made.signer} · {made.issuer} · {made.verdict}"
