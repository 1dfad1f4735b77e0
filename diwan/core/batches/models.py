"""Long works and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .enums import LIVE, ItemState, State

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

RESULT = "batches.result"  # why the files of results are kept


class BatchQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> BatchQuerySet:
        """One's own works, and nobody else's: their results may hold what only their owner may see."""
        return self.filter(owner_id=actor.person_id) if actor.person_id else self.none()

    def locked(self) -> BatchQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Batch(models.Model):
    """Work on many things that somebody started, and how far it is.

    `done`, `refused` and `failed` count its items; for a kind that makes a file, `done` of `total` is its progress.
    """

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=250)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, null=True, related_name="+", verbose_name=_("administration")
    )
    language = models.CharField(_("language"), max_length=3)
    params = models.JSONField(_("what was asked"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    message = models.TextField(_("why it ended"), blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)  # one more each time it is taken up again
    total = models.PositiveIntegerField(_("of"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("result"))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long works")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="batch_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at=None) | ~Q(state__in=LIVE) & Q(ended_at__isnull=False),
                name="batch_end_dated",
                violation_error_message=_("A work that ended has the moment it ended, and only such a one."),
            ),
            models.CheckConstraint(
                condition=Q(total__gte=F("done") + F("refused") + F("failed")),
                name="batch_counts_fit",
                violation_error_message=_("No more items can be done than there are."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="batch_of_owner"),
            models.Index(fields=["ended_at"], condition=Q(file__isnull=False), name="batch_with_file"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def left(self) -> int:
        """How many items nobody has tried, or were not done."""
        return self.total - self.done


class BatchItem(models.Model):
    """One thing of a long work, and what became of it. `subject` names it for its kind (`12`), `label` for people."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", verbose_name=_("long work"))
    position = models.PositiveIntegerField(_("position"))
    label = models.CharField(_("item"), max_length=300)
    subject = models.CharField(_("key"), max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=ItemState, default=ItemState.WAITING)
    message = models.TextField(_("what was answered"), blank=True)
    at = models.DateTimeField(_("at"), null=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("item of a long work")
        verbose_name_plural = _("items of long works")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"],
                name="batch_item_position_once",
                violation_error_message=_("Two items cannot have the same place."),
            ),
            models.UniqueConstraint(
                fields=["batch", "subject"],
                name="batch_item_subject_once",
                violation_error_message=_("A thing stands once in a work."),
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.WAITING, at=None) | ~Q(state=ItemState.WAITING) & Q(at__isnull=False),
                name="batch_item_answer_dated",
                violation_error_message=_("An answer has its moment, and only an answer."),
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "position"], name="batch_item_next")]

    def __str__(self) -> str:
        return self.label
