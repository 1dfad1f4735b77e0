"""The style guide: every piece in every state, with made-up content. Only with demo data (`/style/`)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class Sample(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(label=_("Subject"), help_text=_("One sentence, as it will stand in the register."))
    email = forms.EmailField(label=_("E-mail address"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", _("Request")), ("b", _("Complaint"))])
    answer = forms.ChoiceField(
        label=_("How you want the answer"),
        choices=[("mail", _("By e-mail")), ("post", _("By post"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Your message"), widget=forms.Textarea, required=False)
    pieces = forms.FileField(label=_("Documents"), widget=Files, help_text=_("PDF or images."), required=False)
    agreed = forms.BooleanField(label=_("I confirm that what I write is true."))


PATH = [
    ("done", _("Received — central registry office"), "", "2026-11-18 10:02"),
    (
        "done",
        _("Dispatched — head of human resources"),
        _("«To prepare the answer before the 20th»"),
        "2026-11-18 11:40",
    ),
    ("now", _("With you — recruitment division"), "", _("for 3 days")),
    ("next", _("Visa, then signature of the director"), "", ""),
]
ROWS = [
    ("الأكاديمية الجهوية فاس-مكناس", "طلب توضيح بخصوص مناصب التعليم الابتدائي", "و 2026/1284", "09:12", "late"),
    ("فاطمة الزهراء العلوي", "طلب شهادة العمل — ثلاث وثائق مرفقة", "و 2026/1279", "08:47", "soon"),
    ("Caisse nationale de sécurité sociale", "Convention d’échange — projet d’avenant", "و 2026/1251", "19/11", "mine"),
    ("يوسف أيت الطالب", "تظلم بشأن نتيجة الحركة الانتقالية الجهوية", "و 2026/1243", "18/11", "calm"),
]


def steps() -> list[Any]:
    return [SimpleNamespace(state=s, title=t, detail=d, at=a) for s, t, d, a in PATH]


def rows() -> list[Any]:
    keys = ("sender", "subject", "reference", "time", "tone")
    return [SimpleNamespace(**dict(zip(keys, row, strict=True))) for row in ROWS]


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All the pieces on one page; `?desk` shows them together as a desk."""
    page = {
        "form": Sample(),
        "wrong": Sample({"email": "nobody", "kind": "a"}, auto_id="wrong_%s"),
        "steps": steps(),
        "rows": rows(),
        "page": Paginator(range(240), 10).get_page(request.GET.get("page", "4")),
    }
    return render(request, "shell/style_desk.html" if "desk" in request.GET else "shell/style.html", page)
