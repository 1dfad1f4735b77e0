"""The pages on which a stranger checks a document or a reference."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.journal import api as journal
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.drafting import api as drafting
from diwan.engines.registers import api as registers
from diwan.engines.signing import api as signing
from diwan.kit.readonly import reads_only
from diwan.telework.acts import api as acts

from .checking import examine
from .forms import FileForm, ReferenceForm


@login_not_required
@csrf_exempt  # it reads and answers, whoever asks
@require_http_methods(["GET", "HEAD", "POST"])
@reads_only
def verify(request: HttpRequest) -> HttpResponse:
    """Check a PDF; it is read in memory and not kept."""
    form = FileForm(request.POST or None, request.FILES or None)
    context = {"form": form, "reference_form": ReferenceForm(), "opinion": None}
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        pdf = document.read()
        opinion, report = examine(pdf)
        context |= {
            "opinion": opinion,
            "report": report,
            "name": document.name,
            "deposit": named_in(opinion.says),
            **later(pdf),
        }
    return render(request, "verification/verify.html", context, status=422 if form.errors else 200)


def named_in(says: dict) -> object | None:
    """The deposit a genuine document speaks of, if it is one of ours."""
    kind, _, number = str(says.get("subject", "")).partition(":")
    return deposits.by_id(int(number)) if kind == "deposit" and number.isdigit() else None


def later(pdf: bytes) -> dict:
    """What has replaced this document since: the document itself cannot know."""
    found = deposits.by_sealed(hashlib.sha256(pdf).hexdigest())
    if found is None or found[0].version == found[1].version:
        return {}
    mine, last = found
    return {"mine": mine, "replaced_by": last, "country": mine.deposit.office.administration.country}


@login_not_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """From the reference typed to its page."""
    form = ReferenceForm(request.GET)
    if form.is_valid():
        return redirect("verification:reference", form.cleaned_data["reference"].strip().upper())
    return redirect("verification:verify")


@login_not_required
@require_GET
def reference(request: HttpRequest, reference: str) -> HttpResponse:
    """What the register says of a reference: that it exists, where, when, and the digests; never who or what."""
    deposit = deposits.by_reference(reference)
    context: dict = {
        "reference": reference,
        "deposit": deposit,
        "reference_form": ReferenceForm(initial={"reference": reference}),
    }
    if deposit:
        entry = registers.by_reference(reference)
        try:
            proof = registers.proof_of(entry)  # type: ignore[arg-type]
        except journal.NotSealedYet:
            proof = None
        receipts = sorted(
            (r for r in deposit.receipts.all() if r.kind == deposits.ProofKind.RECEIPT), key=lambda r: r.version
        )
        context |= {
            "receipts": receipts,
            "entry": entry,
            "proof": proof,
            "country": deposit.office.administration.country,
        }
    elif draft := drafting.sealed_letter(reference):
        return render(request, "verification/letter.html", {**context, **sealed(draft)})
    elif code := acts.code_of(reference):
        return redirect("acts:check", code)
    return render(request, "verification/reference.html", context, status=200 if deposit else 404)


def sealed(draft: drafting.Draft) -> dict:
    """What is shown of a letter of an administration: its line, its proof, the fingerprint of its document."""
    letter = draft.letter
    assert letter.entry is not None  # what is sealed has its number
    try:
        proof = registers.proof_of(letter.entry)
    except journal.NotSealedYet:
        proof = None
    country = letter.office.administration.country
    return {"letter": letter, "draft": draft, "entry": letter.entry, "proof": proof, "country": country}


@login_not_required
@require_GET
def program(request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier, with the root of this instance in it."""
    return download(signing.stand_alone_verifier(), "diwan_verify.py", "text/x-python")


@login_not_required
@require_GET
def root(request: HttpRequest) -> HttpResponse:
    """The root certificates under which seals, time-stamps and the certificates of people are issued."""
    return download(signing.roots_pem(), "diwan-root.pem", "application/x-pem-file")


@login_not_required
@require_GET
def journal_key(request: HttpRequest) -> HttpResponse:
    """The public key that signs the journal's checkpoints."""
    key = journal.public_key_pem()
    return download(key.encode() if isinstance(key, str) else key, "diwan-journal.pem", "application/x-pem-file")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
