"""What a manager does to one agreement: each act is a page that says what will happen, with the form it asks for."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed, Refusal

from ..deeds import ACTS
from ..enums import LIVE, State
from ..forms import pattern_initial
from ..operations import changing
from ..policies import may_manage
from ..queries import shown
from .one import about, found


@require_http_methods(["GET", "POST"])
@idempotent
def act(request: HttpRequest, agreement_id: int, what: str) -> HttpResponse:
    """One of the acts, by its name in the address."""
    row = found(request, agreement_id)
    chosen = ACTS.get(what)
    if chosen is None:
        raise Http404
    if not may_manage(request.actor, row):  # type: ignore[attr-defined]
        raise NotAllowed
    initial = pattern_initial(row.terms_now) if what == "change" else {}
    form = chosen.form(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            chosen.run({"actor": request.actor, "agreement_id": row.pk, "now": now}, form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, str(chosen.done))
            return redirect("agreements:agreement", row.pk)
        except Refusal as refusal:
            form.add_error(None, f"{refusal} {refusal.advice}".strip())
    context = about(request, row) | {"act": chosen, "form": form, "what": what}
    if what in {"approve", "refuse"} and row.state == State.ASKED:
        context["trial"] = shown.simulation([row], timezone.now())
    if what == "end" and row.state in LIVE:
        context["earliest_end"] = changing.earliest_end(row, context["today"])
    if what == "renew":
        context["renewable_until"] = changing.renewable_until(row)
    return render(request, "agreements/act.html", context, status=422 if form.errors else 200)
