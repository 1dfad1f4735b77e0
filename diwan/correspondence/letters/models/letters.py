"""A letter, who it is from and to, what it carries, and the letters it belongs with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import normalise

from ..enums import (
    DueKind,
    Kind,
    Level,
    LinkKind,
    Medium,
    PartyKind,
    PartyRole,
    PieceRole,
    Priority,
    State,
)
from ..sights import EVERYWHERE, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor

PIECE = "letters.piece"  # why files are kept
DUE_FIRST = Coalesce(F("due_on"), Value(date.max))  # what has no due date comes after all that has one


class LetterQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> LetterQuerySet:
        """The letters this actor may read: one of the signs they carry is in the audience of the letter (1 query
        more at most, to know which units their rights reach today)."""
        tokens = tokens_of(actor)
        if EVERYWHERE in tokens:
            return self
        return self.filter(audience__overlap=sorted(tokens)) if tokens else self.none()

    def holding(self, text: str) -> LetterQuerySet:
        """Those whose reference, subject or parties hold every word of a text, however it is spelt."""
        rows = self
        for word in normalise(text).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def locked(self) -> LetterQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Letter(models.Model):
    """A letter that came in, goes out or stays inside. It has a number from its registration on, and keeps it.

    `correspondent` repeats the name of the sender (or, going out, of the first addressee), so that a list is one table.
    `origin` names the thing it came from (`deposit:12`), once.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    office = models.ForeignKey(
        "organisations.RegistryOffice", models.PROTECT, related_name="+", verbose_name=_("registry office")
    )
    kind = models.CharField(_("register"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State)
    level = models.CharField(_("who may read it"), max_length=12, choices=Level, default=Level.ORDINARY)
    entry = models.OneToOneField(
        "registers.RegisterEntry", models.PROTECT, null=True, related_name="+", verbose_name=_("register entry")
    )
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registered at"), null=True)
    registered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("registered by")
    )
    begun_at = models.DateTimeField(_("begun at"))
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit in charge")
    )
    author = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("written by the post")
    )
    correspondent = models.CharField(_("correspondent"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=3, default="ar")
    medium = models.CharField(_("came or left"), max_length=10, choices=Medium)
    priority = models.CharField(_("priority"), max_length=12, choices=Priority, default=Priority.NORMAL)
    dated_on = models.DateField(_("date of the letter"), null=True, blank=True)
    received_on = models.DateField(_("date of arrival"), null=True, blank=True)
    their_reference = models.CharField(_("reference of the correspondent"), max_length=80, blank=True)
    kept_at = models.CharField(_("where the paper is kept"), max_length=120, blank=True)
    plan_class = models.ForeignKey(
        "letters.PlanClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("class of the plan"),
    )
    dossier = models.ForeignKey(
        "letters.Dossier", models.PROTECT, null=True, blank=True, related_name="letters", verbose_name=_("file")
    )
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("procedure")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_kind = models.CharField(_("by what time limit"), max_length=8, choices=DueKind, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    reason = models.TextField(_("reason"), blank=True)
    erased_at = models.DateTimeField(_("destroyed at"), null=True, editable=False)  # its words are gone; see erasing
    origin = models.CharField(_("came from"), max_length=60, blank=True)
    content = models.TextField(_("sealed content"), blank=True, editable=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)
    audience = ArrayField(models.CharField(max_length=24), default=list, editable=False)  # see sights.py

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="letter_reference_once",
                violation_error_message=_("This reference exists."),
            ),
            models.UniqueConstraint(
                fields=["origin"],
                condition=~Q(origin=""),
                name="letter_origin_once",
                violation_error_message=_("This was made a letter already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="letter_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, entry=None, reference="", registered_at=None)
                | ~Q(state=State.DRAFT) & Q(entry__isnull=False, registered_at__isnull=False) & ~Q(reference=""),
                name="letter_numbered_unless_draft",
                violation_error_message=_("A letter has a number from its registration on, and a draft has none."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "returned", "annulled"], closed_at__isnull=False)
                | Q(state__in=["draft", "registered", "dispatched", "sent"], closed_at=None),
                name="letter_closed_dated",
                violation_error_message=_("A closed letter has the date it was closed, and only a closed one."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, due_kind="") | Q(due_on__isnull=False) & ~Q(due_kind=""),
                name="letter_due_has_kind",
                violation_error_message=_("A due date says by which time limit."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "annulled"]) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="letter_return_has_reason",
                violation_error_message=_("A letter is returned or annulled with a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "kind", "-registered_at", "-id"], name="letter_by_office"),
            models.Index(fields=["unit", "state", "-registered_at"], name="letter_by_unit"),
            models.Index(fields=["-registered_at", "-id"], name="letter_newest"),
            models.Index(fields=["due_on"], condition=Q(closed_at=None), name="letter_due"),
            models.Index(fields=["their_reference"], condition=~Q(their_reference=""), name="letter_their_reference"),
            GinIndex(fields=["audience"], name="letter_audience"),
        ]

    def __str__(self) -> str:
        return self.reference or self.subject

    @property
    def searched(self) -> str:
        """What books, links and lists search; the words of the pieces are for the search of the house."""
        return self.searched_with(self.parties.all())

    def searched_with(self, parties: Iterable[Party]) -> str:
        """The same, of parties that may not be written yet."""
        words = (self.reference, self.their_reference, self.subject, *(party.name for party in parties))
        return normalise(" ".join(words))


class Party(models.Model):
    """Who a letter is from or to. `unit` where the directory of this instance knows them; `body` by what code the
    directory of other instances does (see delivery)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="parties", verbose_name=_("letter"))
    role = models.CharField(_("role"), max_length=10, choices=PartyRole)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind)
    name = models.CharField(_("name"), max_length=200)
    representative = models.CharField(_("represented by"), max_length=200, blank=True)
    title = models.CharField(_("title or rank"), max_length=120, blank=True)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.CharField(_("code in the directory of bodies"), max_length=80, blank=True)
    identity = models.CharField(_("identity number"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)

    class Meta:
        ordering = ["role", "position"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "role", "position"],
                name="party_position_once",
                violation_error_message=_("Two parties cannot have the same place."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="party_has_name",
                violation_error_message=_("A correspondent has a name."),
            ),
        ]
        indexes = [models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="party_unit")]

    def __str__(self) -> str:
        return self.name


class Piece(models.Model):
    """A file of a letter, as it came or as it was made; the same bytes are never rewritten.

    `text` is what was read in it (text of a PDF, OCR), so that it is found; `replaced_by` where a better copy came.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="pieces", verbose_name=_("letter"))
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    role = models.CharField(_("role"), max_length=8, choices=PieceRole, default=PieceRole.ANNEX)
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("label"), max_length=120, blank=True)
    text = models.TextField(_("text read in it"), blank=True, editable=False)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "position"],
                name="letter_piece_position_once",
                violation_error_message=_("Two pieces cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}/{self.position}"


class Link(models.Model):
    """What a letter is to an earlier one: its answer, its reminder."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="links", verbose_name=_("letter"))
    other = models.ForeignKey(Letter, models.PROTECT, related_name="linked_from", verbose_name=_("other letter"))
    kind = models.CharField(_("what it is to it"), max_length=10, choices=LinkKind)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "other", "kind"],
                name="link_once",
                violation_error_message=_("These letters are already linked so."),
            ),
            models.CheckConstraint(
                condition=~Q(letter=F("other")),
                name="link_to_another",
                violation_error_message=_("A letter is not linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.kind} {self.other_id}"
