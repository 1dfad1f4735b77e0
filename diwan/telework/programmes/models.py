"""How an administration adopts telework: a programme, its steps, its people, what it covers, its grid of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import PROGRAMME

from .enums import Did, Role, State, StepState

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PERSON = settings.AUTH_USER_MODEL


def person_key(name: Any, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=name, **options)


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ProgrammeQuerySet:
        """Of administrations over the whole of which the actor runs adoption; and those on whose team they are."""
        mine = organisations.within(actor, PROGRAMME, "administration__unit") & Q(
            administration__unit__parent__isnull=True
        )
        if actor.person_id is not None:
            mine |= Q(members__person_id=actor.person_id, members__left_at=None)
        return self.filter(mine).distinct()


class Programme(models.Model):
    """The one programme of an administration. `figures`: those of the capacity study; `threshold`: of the grid."""

    administration = models.OneToOneField(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=200)
    objectives = models.TextField(_("objectives"), blank=True, default="")
    populations = models.TextField(_("populations covered"), blank=True, default="")
    threshold = models.PositiveSmallIntegerField(_("threshold"))
    figures = models.JSONField(_("figures of the capacity study"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    act_id = models.PositiveBigIntegerField(_("act"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = person_key(_("created by"), null=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    launched_at = models.DateTimeField(_("launched at"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                name="programme_threshold_percent",
                condition=Q(threshold__lte=100),
                violation_error_message=_("The threshold is a percentage."),
            ),
            models.CheckConstraint(
                name="programme_opened_before_launch",
                condition=Q(launched_at=None) | Q(opened_at__isnull=False),
                violation_error_message=_("Telework is open before it is launched."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"programmes.programme:{self.pk}"


class Step(models.Model):
    """One step of the path (`steps.toml`): who sees to it, by when, its document, whether it is done."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="steps", verbose_name=_("programme"))
    code = models.CharField(_("step"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"))
    owner = person_key(_("owner"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=StepState, default=StepState.TODO)
    note = models.TextField(_("note"), blank=True, default="")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(
                name="programme_step_once",
                fields=["programme", "code"],
                violation_error_message=_("A programme has each step once."),
            ),
            models.CheckConstraint(
                name="programme_step_done_whole",
                condition=Q(state=StepState.DONE, done_at__isnull=False)
                | (~Q(state=StepState.DONE) & Q(done_at__isnull=True)),
                violation_error_message=_("A step that is done has its moment."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class StepEntry(models.Model):
    """The history of a step."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="entries", verbose_name=_("step"))
    did = models.CharField(_("what was done"), max_length=8, choices=Did)
    at = models.DateTimeField(_("at"))
    by = person_key(_("by"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("entry of a step")
        verbose_name_plural = _("entries of steps")

    def __str__(self) -> str:
        return self.did


class Member(models.Model):
    """Somebody named to the programme, by the letter that names them. Left, never deleted."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="members", verbose_name=_("programme"))
    person = person_key(_("person"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    letter = models.CharField(_("letter of appointment"), max_length=200, blank=True, default="")
    named_at = models.DateTimeField(_("named at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta:
        ordering = ["role", "named_at"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                name="programme_member_once",
                fields=["programme", "person", "role"],
                condition=Q(left_at=None),
                violation_error_message=_("This person already has this role."),
            ),
            models.UniqueConstraint(
                name="programme_charge_one",
                fields=["programme"],
                condition=Q(left_at=None, role=Role.CHARGE),
                violation_error_message=_("A programme has one person in charge."),
            ),
            models.CheckConstraint(
                name="programme_liaison_lettered",
                condition=~Q(role__in=[Role.LIAISON, Role.IT]) | ~Q(letter=""),
                violation_error_message=_("A liaison officer is named by a letter."),
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Exclusion(models.Model):
    """A service excluded by its nature, with all below it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="exclusions", verbose_name=_("programme"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("excluded service")
        verbose_name_plural = _("excluded services")
        constraints = [
            models.UniqueConstraint(
                name="programme_exclusion_once",
                fields=["programme", "unit"],
                violation_error_message=_("This service is already excluded."),
            ),
            models.CheckConstraint(
                name="programme_exclusion_reasoned",
                condition=~Q(reason=""),
                violation_error_message=_("Say why its nature excludes it."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Criterion(models.Model):
    """By what tasks are scored, and how much it weighs."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="criteria", verbose_name=_("programme"))
    code = models.SlugField(_("code"), max_length=30)
    label = models.CharField(_("criterion"), max_length=120, blank=True, default="")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(
                name="programme_criterion_once",
                fields=["programme", "code"],
                violation_error_message=_("Another criterion has this code."),
            ),
            models.CheckConstraint(
                name="programme_criterion_weighs",
                condition=Q(weight__lte=100),
                violation_error_message=_("A criterion weighs from 0 to 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Task(models.Model):
    """One task of the grid, with its marks by code of criterion (0 to 5)."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="tasks", verbose_name=_("programme"))
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    title = models.CharField(_("task"), max_length=300)
    marks = models.JSONField(_("marks"), default=dict)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("task of the grid")
        verbose_name_plural = _("tasks of the grid")
        constraints = [
            models.UniqueConstraint(
                name="programme_task_once",
                fields=["programme", "unit", "title"],
                nulls_distinct=False,
                violation_error_message=_("This task is already in the grid."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """A person proposed for telework."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="proposals", verbose_name=_("programme"))
    person = person_key(_("person"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposed person")
        verbose_name_plural = _("proposed people")
        constraints = [
            models.UniqueConstraint(
                name="programme_proposal_once",
                fields=["programme", "person"],
                violation_error_message=_("This person is already proposed."),
            )
        ]

    def __str__(self) -> str:
        return self.note
