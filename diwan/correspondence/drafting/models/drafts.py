"""A letter while it is written: its versions, the words said about it, its annexes, and what it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Basis
from diwan.correspondence.letters import api as letters

from ..enums import Conversion, Layout, Source, State

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

ANNEX, SOURCE, SEALED = "drafting.annex", "drafting.source", "drafting.sealed"  # why files are kept
PAPER = "drafting.paper"  # what people signed, before its number


class DraftQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DraftQuerySet:
        """The drafts of the letters this actor may read."""
        return self.filter(letter__in=letters.Letter.objects.visible_to(actor))

    def locked(self) -> DraftQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Draft(models.Model):
    """How a letter is written. `version` counts what was saved: whoever saves says from which number they went on.

    `page` is what was signed, as the typesetter takes it, without number and date: the document can be made again from
    it, whatever changed since. `signed_name` is the signatory as the paper says it.
    """

    letter = models.OneToOneField("letters.Letter", models.PROTECT, related_name="draft", verbose_name=_("letter"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WRITING)
    source = models.CharField(_("source"), max_length=6, choices=Source, default=Source.EDITOR)
    layout = models.CharField(_("languages"), max_length=4, choices=Layout, default=Layout.ARABIC)
    made_from = models.ForeignKey(
        "drafting.TemplateVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("made from")
    )
    formula = models.ForeignKey(
        "drafting.Formula", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("formula")
    )
    answers = models.ForeignKey(
        "letters.Letter", models.PROTECT, null=True, related_name="replies", verbose_name=_("answers")
    )
    instruction = models.ForeignKey("circulation.Instruction", models.PROTECT, null=True, related_name="+")
    signatory = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to be signed by")
    )
    version = models.PositiveIntegerField(_("version"), default=0)
    begun_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    original = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("file written elsewhere")
    )
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("as a PDF"))
    conversion = models.CharField(_("conversion"), max_length=8, choices=Conversion, blank=True)
    proposed_at = models.DateTimeField(_("proposed for signature"), null=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    signed_post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    signed_basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    signed_version = models.PositiveIntegerField(_("version signed"), null=True)
    page = models.JSONField(_("what was signed"), null=True)
    # What went through a circuit bears the signatures of people; number and seal are added to it, nothing is set again.
    paper = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sealed = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sealed_at = models.DateTimeField(_("sealed at"), null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="draft_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "sealed"], signed_at__isnull=False, signed_version__isnull=False)
                | Q(state__in=["writing", "proposed", "circuit", "abandoned"], signed_at=None, signed_version=None),
                name="draft_signed_dated",
                violation_error_message=_("What is signed says when, and which version."),
            ),
            models.CheckConstraint(
                condition=Q(state="sealed", sealed__isnull=False, sealed_at__isnull=False)
                | ~Q(state="sealed") & Q(sealed=None, sealed_at=None),
                name="draft_sealed_has_document",
                violation_error_message=_("A sealed letter has its document."),
            ),
            models.CheckConstraint(
                condition=Q(source="editor", original=None, pdf=None) | Q(source="file", original__isnull=False),
                name="draft_file_of_source",
                violation_error_message=_("A letter written elsewhere has its file."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at"], name="draft_by_state"),
            models.Index(fields=["answers"], condition=Q(answers__isnull=False), name="draft_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.state}"


class Version(models.Model):
    """What was saved, by whom and from which seat. Nothing is taken away; going back writes a version more.

    `automatic` when the page saved by itself while somebody wrote; `restores` the number it goes back to.
    """

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="versions", verbose_name=_("draft"))
    number = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    second = models.TextField(_("text in French, beside it"), blank=True)
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    at = models.DateTimeField(_("at"))
    automatic = models.BooleanField(_("saved by itself"), default=False)
    restores = models.PositiveIntegerField(_("goes back to version"), null=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"],
                name="draft_version_once",
                violation_error_message=_("Somebody saved this letter at the same moment."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class Comment(models.Model):
    """Words about a draft: of the whole, or of one paragraph as it read then (`quote`)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="comments", verbose_name=_("draft"))
    version = models.PositiveIntegerField(_("version"))
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), null=True)
    quote = models.CharField(_("the paragraph began"), max_length=120, blank=True)
    text = models.TextField(_("comment"))
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    at = models.DateTimeField(_("at"))
    resolved_at = models.DateTimeField(_("settled at"), null=True)
    resolved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = [F("paragraph").asc(nulls_first=True), "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message=_("Write the comment."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False),
                name="comment_resolved_dated",
                violation_error_message=_("What is settled says when."),
            ),
        ]
        indexes = [models.Index(fields=["draft"], condition=Q(resolved_at=None), name="comment_open")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.at:%Y-%m-%d}"


class Annex(models.Model):
    """A file that goes with the letter; it becomes a piece of it when the letter is signed."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="annexes", verbose_name=_("draft"))
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    label = models.CharField(_("label"), max_length=120, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "file"],
                name="annex_once",
                violation_error_message=_("This file goes with the letter already."),
            )
        ]

    def __str__(self) -> str:
        return self.label or str(self.file_id)
