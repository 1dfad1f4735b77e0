"""Tasks with their outputs, what each output usually takes, and the weekly reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Basis
from diwan.telework.rules.api import MANAGE, PROGRAMME

from .enums import COUNTED, LIVE, TO_DO, Accuracy, Quality, ReportState, Source, State, Step

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

USER = settings.AUTH_USER_MODEL
ADMINISTRATION, UNIT, POST = "organisations.Administration", "organisations.Unit", "organisations.Post"


class StandardQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> StandardQuerySet:
        """Those of the administrations where the actor sits: employees know by what they are counted."""
        return self.filter(administration__in={seat.administration_id for seat in actor.seats})

    def at(self, day: date) -> StandardQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Standard(models.Model):
    """How many minutes one output of an activity usually takes, from a day to another; a change is a new row."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    activity = models.CharField(_("activity"), max_length=150)
    activity_fr = models.CharField(_("activity in French"), max_length=150, blank=True)
    output = models.CharField(_("output"), max_length=150)
    output_fr = models.CharField(_("output in French"), max_length=150, blank=True)
    minutes = models.PositiveIntegerField(_("minutes for one output"))
    source = models.CharField(_("by which text or measure"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard time")
        verbose_name_plural = _("standard times")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code", "starts_on"],
                name="standard_once_a_day",
                violation_error_message=_("This output already has a standard time from that day."),
            ),
            models.UniqueConstraint(
                fields=["administration", "code"],
                condition=Q(ends_on=None),
                name="standard_one_in_force",
                violation_error_message=_("An output has one standard time at a time."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=100_000),
                name="standard_minutes_sane",
                violation_error_message=_("A standard time is between 1 and 100,000 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="standard_ends_after_start",
                violation_error_message=_("The end comes after the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.minutes}"


class TaskQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> TaskQuerySet:
        """One's own, and those of the units one manages."""
        return self.filter(Q(person=actor.person_id) | organisations.within(actor, MANAGE, "unit"))

    def managed_by(self, actor: Actor) -> TaskQuerySet:
        return self.filter(organisations.within(actor, MANAGE, "unit"))

    def of(self, person_id: int) -> TaskQuerySet:
        return self.filter(person=person_id)

    def live(self) -> TaskQuerySet:
        return self.filter(state__in=LIVE)

    def counted(self, first: date, last: date) -> TaskQuerySet:
        """What the figures of a period count: tasks due in it, but those proposed, declined or cancelled."""
        return self.filter(state__in=COUNTED, due_on__range=(first, last))


class Task(models.Model):
    """Work set with an output and a date (TEL-9): who does it, what it took, what it was worth.

    `delivered_on` is the legal day of the last version; `returns` counts the versions sent back. `standard_minutes` is
    copied when the task is set, so that a new standard changes nothing of the past.
    """

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("done by"))
    agreement = models.BigIntegerField(_("agreement to telework"), null=True, editable=False)
    title = models.CharField(_("task"), max_length=200)
    output = models.TextField(_("output expected"), max_length=2000)
    search_text = models.TextField(editable=False, default="")
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, related_name="+", verbose_name=_("standard time"))
    quantity = models.PositiveSmallIntegerField(_("how many outputs"), default=1)
    standard_minutes = models.PositiveIntegerField(_("standard time in all, minutes"), null=True)
    due_on = models.DateField(_("due on"))
    first_due_on = models.DateField(_("first due on"))
    source_kind = models.CharField(_("comes from"), max_length=10, choices=Source, default=Source.WORK)
    source = models.CharField(_("reference"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("set by"))
    made_at = models.DateTimeField(_("set at"))
    delivered_on = models.DateField(_("delivered on"), null=True)
    returns = models.PositiveSmallIntegerField(_("times returned"), default=0)
    quality = models.PositiveSmallIntegerField(_("quality"), choices=Quality, null=True)
    accuracy = models.PositiveSmallIntegerField(_("accuracy"), choices=Accuracy, null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="accepted", quality__isnull=False, accuracy__isnull=False)
                | ~Q(state="accepted") & Q(quality=None, accuracy=None),
                name="task_marked_when_accepted",
                violation_error_message=_("An accepted output has its marks, and only an accepted one."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "returned", "accepted"]) | Q(delivered_on__isnull=False),
                name="task_delivery_dated",
                violation_error_message=_("What was delivered has its day."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "cancelled"]) | ~Q(reason=""),
                name="task_end_has_reason",
                violation_error_message=_("What is declined or cancelled has a reason."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "declined", "cancelled"], ended_at__isnull=False)
                | ~Q(state__in=["accepted", "declined", "cancelled"]) & Q(ended_at=None),
                name="task_end_dated",
                violation_error_message=_("What is over has the moment it ended, and only what is over."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("first_due_on")),
                name="task_due_never_earlier",
                violation_error_message=_("A due date is put off, never brought forward."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=10_000),
                name="task_quantity_sane",
                violation_error_message=_("At least one output, at most 10,000."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "due_on"], name="task_of_person"),
            models.Index(fields=["unit", "due_on"], name="task_of_unit"),
            models.Index(fields=["due_on"], condition=Q(state__in=TO_DO), name="task_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    def is_late(self, today: date) -> bool:
        """Whether it still waits for its output after its day."""
        return self.state in TO_DO and self.due_on < today


class TaskStep(models.Model):
    """One thing that happened to a task: who did it, from which seat, and what they said."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=10, choices=Step)
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey(POST, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    text = models.TextField(_("words"), blank=True)
    due_on = models.DateField(_("date"), null=True)
    to = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("to"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of a task")
        verbose_name_plural = _("steps of tasks")

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind}"


class Delivery(models.Model):
    """One version of an output, and what was said of it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("words"), blank=True)
    at = models.DateTimeField(_("delivered at"))
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("delivered by"))
    files = models.ManyToManyField("files.StoredFile", related_name="+", blank=True, verbose_name=_("files"))
    outcome = models.CharField(_("answer"), max_length=10, choices=State, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    judged_at = models.DateTimeField(_("answered at"), null=True)
    judged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "number"],
                name="delivery_numbered_once",
                violation_error_message=_("This version was already delivered."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(remarks=""),
                name="delivery_returned_with_remarks",
                violation_error_message=_("What is returned has remarks: say what is missing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} v{self.number}"


class Extension(models.Model):
    """More time asked for a task, granted or refused."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    due_on = models.DateField(_("new date"))
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"))
    granted = models.BooleanField(_("granted"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(granted=None),
                name="extension_one_at_a_time",
                violation_error_message=_("More time was already asked; wait for the answer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.due_on}"


class Problem(models.Model):
    """What an employee says stands in the way of the work: it goes into the report of the week."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("told by"))
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="problems", verbose_name=_("task"))
    text = models.TextField(_("problem"))
    at = models.DateTimeField(_("told at"))
    on = models.DateField(_("day"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("problem told")
        verbose_name_plural = _("problems told")
        indexes = [models.Index(fields=["unit", "on"], name="problem_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on}"


class ReportQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ReportQuerySet:
        """Those of the units one manages or follows, and those sent to a post where one sits."""
        mine = Q(to_post__in={seat.post_id for seat in actor.seats}) & ~Q(state=ReportState.DRAFT)
        return self.filter(mine | organisations.within_any(actor, (MANAGE, PROGRAMME), "unit"))


class WeeklyReport(models.Model):
    """The week of a unit (002, ch. 9(1)): facts counted, then what its manager or liaison officer adds."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name=_("unit"))
    week_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    facts = models.JSONField(_("facts"), default=dict)
    problems = models.TextField(_("problems met"), blank=True)
    measures = models.TextField(_("measures taken or asked for"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    drafted_at = models.DateTimeField(_("drafted at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by"))
    to_post = models.ForeignKey(POST, models.PROTECT, null=True, related_name="+", verbose_name=_("sent to"))
    read_at = models.DateTimeField(_("read at"), null=True)
    read_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("read by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly report")
        verbose_name_plural = _("weekly reports")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "week_on"],
                name="report_once_a_week",
                violation_error_message=_("This unit already has a report for that week."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None) | ~Q(state="draft") & Q(sent_at__isnull=False),
                name="report_sent_dated",
                violation_error_message=_("A report sent has its moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.week_on}"
