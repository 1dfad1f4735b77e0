"""A thing on its way through a version of a circuit: its turns, and what was done, by whom and by what title."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import Basis, Kind, RunState, TurnState


class RunQuerySet(models.QuerySet):
    def locked(self) -> RunQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Run(models.Model):
    """`subject_kind` and `subject_id` say what is on its way, in the words of the wing that sent it. `acts` counts what
    was decided; `values` are what its author filled, which the conditions read."""

    version = models.ForeignKey("circuits.CircuitVersion", models.PROTECT, related_name="runs")
    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    type = models.ForeignKey("circuits.DocumentType", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    author_post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    values = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)  # the posts (or the address of a guest) the author chose, by key of step
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.RUNNING)
    round = models.PositiveSmallIntegerField(default=0)
    acts = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=~Q(state__in=["done", "abandoned"]),
                name="circuits_one_run_at_a_time",
                violation_error_message=_("This is on its way already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "abandoned"], ended_at__isnull=False)
                | ~Q(state__in=["done", "abandoned"]) & Q(ended_at=None),
                name="circuits_run_ended",
                violation_error_message=_("What is over says since when."),
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="circuits_run_of")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.state}"


class Turn(models.Model):
    """A step of a round before a post. Among the acts of the run, `order` closed it, `born` made it, and `void` sent
    the folder back past it."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="turns")
    round = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=40)  # its key in the definition; "opinion" for a second opinion
    kind = models.CharField(max_length=10, choices=Kind)
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    guest = models.CharField(_("outside signatory"), max_length=254, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TurnState)
    asked_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="asked")
    order = models.PositiveIntegerField(default=0)
    born = models.PositiveIntegerField(default=0)
    void = models.PositiveIntegerField(default=0)
    apart = models.BooleanField(default=False)  # some person may not do it, for another step
    opened_at = models.DateTimeField(null=True)
    due_on = models.DateField(_("to be answered by"), null=True)
    remind_on = models.DateField(null=True)  # the next day on which its silence is looked at
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    acted_from = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    mandate = models.ForeignKey("circuits.Mandate", models.PROTECT, null=True, related_name="+")
    behind = ArrayField(models.BigIntegerField(), default=list)  # the people in whose name, when by a mandate
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["round", "stage", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed", kind__in=["visa", "opinion", "signature"])
                | Q(person__isnull=False, basis__gt="", decided_at__isnull=False),
                name="circuits_agreed_by_somebody",
                violation_error_message=_("What is agreed says by whom, and by what title."),
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_at__isnull=False),
                name="circuits_open_since",
                violation_error_message=_("What awaits says since when."),
            ),
        ]
        indexes = [
            models.Index(fields=["post", "opened_at"], condition=Q(state="open"), name="circuits_open_turns"),
            models.Index(fields=["remind_on"], condition=Q(state="open"), name="circuits_turns_due"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.step}: {self.state}"


class Act(models.Model):
    """The history: never changed. `text` is the reason, the opinion or the note; `detail` what the sentence needs."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="history")
    turn = models.ForeignKey(Turn, models.PROTECT, null=True, related_name="history")
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    mandate = models.ForeignKey("circuits.Mandate", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.verb}"
