"""People outside: a circuit with a step for one, folders that wait for them, what is in their e-mails."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from diwan.core.organisations.api import Names
from diwan.correspondence.parapheur import addresses
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur.models import GuestLink
from diwan.correspondence.parapheur.operations import answering
from diwan.correspondence.parapheur.queries import outside as outside_queries
from diwan.engines.circuits import api as circuits
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import circuit, kind_of, pdf_of, step, stored

EMAIL = "mariam@atlas.example"


def outside(key: str = "company", **more: Any) -> circuits.Step:
    who = circuits.Who(circuits.How.GUEST)
    return circuits.Step(
        key=key, kind=circuits.Kind.OUTSIDE, who=who, names=Names("توقيع الشركة", "Signature de la société"), **more
    )


def asked(**changes: Any) -> parapheur.Asked:
    said = {"name": "مريم الصقلي", "email": EMAIL, "language": "fr", "capacity": "pour la société Atlas"}
    return parapheur.Asked(**said | changes)


def convention(place: Any, code: str = "convention", *, before: Any = None, after: Any = None, **more: Any) -> Any:
    """A type whose documents a company signs; `before` and `after` are posts that sign first, and last."""
    kind = kind_of(place, code)
    steps = [step("first", "signature", before)] if before else []
    steps.append(outside(**more))
    steps += [step("last", "signature", after)] if after else []
    circuit(place, kind, *steps)
    return kind


def waiting(
    place: Any, kind: Any, actor: Any, post: int, *, guests: Any = None, words: str = "اتفاقية", **more: Any
) -> Any:
    """A folder sent, which waits for whoever is asked; the e-mail left."""
    now = timezone.now()
    said = parapheur.Said(type=kind.pk, title=words, guests={"company": asked()} if guests is None else guests, **more)
    sheet = stored(pdf_of(words), f"{words}.pdf")
    folder = parapheur.prepare(actor=actor, post_id=post, said=said, main=[sheet.pk], now=now)
    run_jobs()
    folder = parapheur.send(actor=actor, folder_id=folder.pk, now=now)
    run_jobs()
    return parapheur.Folder.objects.get(pk=folder.pk)


def text_of(mail: Any) -> str:
    """The words of an e-mail, of Django's outbox or of a real server."""
    body = getattr(mail, "body", None)
    return body if isinstance(body, str) else mail.get_body(("plain",)).get_content()


def link_in(mail: Any) -> str:
    """The path of the page the e-mail leads to."""
    address = re.search(r"https?://\S+/parapheur/guest/\S+", text_of(mail))
    assert address
    parts = urlsplit(address.group())
    return f"{parts.path}?{parts.query}"


def code_in(mail: Any) -> str:
    found = re.search(r"^\d{6}\s*$", text_of(mail), re.M)
    assert found
    return found.group().strip()


def token_of(folder: Any, purpose: str) -> str:
    """The secret of the last address sent for a folder."""
    link = GuestLink.objects.filter(guest__folder=folder, purpose=purpose).order_by("-pk")[0]
    return addresses.token_of(link.word)


def signed(folder: Any, *, jobs: bool = True) -> Any:
    """The folder, once whoever is asked has proved the mailbox and signed; with its `jobs`, the receipt left."""
    now, guest = timezone.now(), folder.invited.get()
    answering.send_code(guest_id=guest.pk, now=now)
    guest.refresh_from_db()
    answering.prove(guest_id=guest.pk, code=addresses.code_of(guest.code_word), now=now)
    shown = parapheur.fingerprint(folder, outside_queries.shared(folder))
    known = {"network": "192.0.2.0/24", "program": "Firefox"}
    answering.sign(link_id=guest.links.get().pk, shown=shown, known=known, now=now)
    if jobs:
        run_jobs()
    return folder
