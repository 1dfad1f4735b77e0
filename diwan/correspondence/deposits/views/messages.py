"""What a depositor sends about a letter: missing pieces, messages, and that they read what the office wrote."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import Refusal

from ..forms.following import CodeForm, ReadForm, WriteForm
from ..operations import completing, messages
from .following import found_or_404, story, unshared
from .pieces import receive_pieces
from .showing import kept_files, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..models import Deposit

with_files = functools.partial(idempotent, first=receive_pieces)


@login_not_required
@require_POST
@with_files
def complete(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the missing pieces."""
    deposit, code = theirs(request, reference)
    return sent(request, deposit, code, completing.complete, "complete_form", "deposits/complete.html")


@login_not_required
@require_POST
@with_files
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the office."""
    deposit, code = theirs(request, reference)
    return sent(request, deposit, code, messages.write, "write_form", "deposits/write.html")


@login_not_required
@require_POST
@idempotent
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that what the office wrote was opened; the page then shows it."""
    deposit, code = theirs(request, reference)
    form = ReadForm(request.POST)
    answer = form.is_valid() and form.cleaned_data["answer"]
    messages.read(actor=request.actor, deposit_id=deposit.pk, code=code, answer=answer, now=timezone.now())
    return redirect("deposits:followed", deposit.reference, code)


def theirs(request: HttpRequest, reference: str) -> tuple[Deposit, str]:
    """The letter, if what was sent carries its code, or the account is its depositor's."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        raise Http404
    code = form.cleaned_data["code"]
    return found_or_404(request, reference, code), code


def sent(
    request: HttpRequest, deposit: Deposit, code: str, operation: Callable[..., Any], name: str, template: str
) -> HttpResponse:
    """Do it and lead back to the letter; what is wrong with words or files is said in the form."""
    form = WriteForm(request.POST, auto_id=f"{name.removesuffix('form')}%s")
    if form.is_valid() and not request.problems:
        pieces = [piece.id for piece in request.received]
        said = {"code": code, "text": form.cleaned_data["text"], "pieces": pieces}
        try:
            operation(actor=request.actor, deposit_id=deposit.pk, now=timezone.now(), **said)
            return redirect("deposits:followed", deposit.reference, code)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {**story(request, deposit, code), name: form, **kept_files(request)}
    return unshared(refuse(request, template, context))
