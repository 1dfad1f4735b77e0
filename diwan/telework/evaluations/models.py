"""The committee, its sessions and cases, the votes; unit costs and the anonymous survey behind the indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from .enums import Choice, CostKind, Role, ServiceKind, State, Verdict, Why

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class Rows(models.QuerySet):
    """Rows of an administration, for whoever keeps its committee."""

    def visible_to(self, actor: Actor) -> Rows:
        held = {reach.seat.administration_id for reach in actor.reach(rules.EVALUATE) if reach.seat}
        return self.filter(administration_id__in=held)


class Member(models.Model):
    """Somebody who sits in the evaluation committee of an administration, from a day to a day."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=9, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = Rows.as_manager()

    class Meta:
        verbose_name = _("member of the committee")
        verbose_name_plural = _("members of the committee")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "person"],
                condition=Q(ends_on=None),
                name="evaluation_member_once",
                violation_error_message=_("This person sits in the committee already."),
            ),
            models.UniqueConstraint(
                fields=["administration", "role"],
                condition=Q(ends_on=None, role__in=["chair", "secretary"]),
                name="evaluation_one_chair_one_secretary",
                violation_error_message=_("The committee has one chair and one secretary."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.administration_id}: {self.person_id}"


class SessionQuerySet(Rows):
    def visible_to(self, actor: Actor) -> SessionQuerySet:
        """Whoever keeps the committee, and its members."""
        held = {reach.seat.administration_id for reach in actor.reach(rules.EVALUATE) if reach.seat}
        sits = Member.objects.filter(person=actor.person_id, ends_on=None).values("administration")
        return self.filter(Q(administration_id__in=held) | Q(administration_id__in=sits))


class Session(models.Model):
    """A sitting of the committee. Its minutes are an act; what was voted takes effect when they are signed."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    quorum = models.CharField(_("quorum"), max_length=8, default="1/2")
    minutes_act = models.PositiveBigIntegerField(_("act of the minutes"), null=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of the committee")
        verbose_name_plural = _("sessions of the committee")
        indexes = [models.Index(fields=["administration", "-held_on"], name="evaluation_sessions")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(minutes_act__isnull=False, signed_at__isnull=False),
                name="evaluation_signed_has_minutes",
                violation_error_message=_("A session that is signed has its minutes."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id} {self.held_on}"


class Attendance(models.Model):
    """A member at a session: present or not, noted before any vote."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("member"))
    present = models.BooleanField(_("present"), default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"],
                name="evaluation_attendance_once",
                violation_error_message=_("The presence of this member is noted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.member_id}"


class CaseQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """The committee, whom it concerns, and whoever manages the unit."""
        sessions = Session.objects.visible_to(actor).values("pk")
        managed = organisations.within(actor, rules.MANAGE, "agreement__unit")
        return self.filter(Q(session__in=sessions) | Q(agreement__person=actor.person_id) | managed)


class Case(models.Model):
    """One agreement before the committee: its file, what the manager and the person say, what was voted."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="cases")
    agreement = models.ForeignKey("agreements.Agreement", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("place in the agenda"))
    why = models.CharField(_("ground"), max_length=8, choices=Why, default=Why.PERIODIC)
    since = models.DateField(_("evaluated from"))
    until = models.DateField(_("evaluated until"))
    figures = models.JSONField(_("recorded figures"), default=dict)
    opinion = models.TextField(_("opinion of the manager"), blank=True)
    opinion_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("manager")
    )
    statement = models.TextField(_("statement of the person"), blank=True)
    renew_until = models.DateField(_("renew until"), null=True, blank=True)
    end_on = models.DateField(_("last day"), null=True, blank=True)
    weekdays = models.CharField(_("proposed days"), max_length=13, blank=True)
    outcome = models.CharField(_("decision"), max_length=5, choices=Choice, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    applied_at = models.DateTimeField(_("took effect"), null=True)
    hindrance = models.TextField(_("why it could not take effect"), blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "agreement"],
                name="evaluation_case_once",
                violation_error_message=_("This agreement is on the agenda already."),
            )
        ]
        indexes = [models.Index(fields=["agreement"], name="evaluation_case_agreement")]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.position}"


class Vote(models.Model):
    """The vote of a member present; without a choice, the member concerned withdrew from this case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("member"))
    choice = models.CharField(_("vote"), max_length=5, choices=Choice, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    cast_at = models.DateTimeField(_("cast at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "member"],
                name="evaluation_one_vote",
                violation_error_message=_("This member voted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.member_id}"


class Amendment(models.Model):
    """A rule the committee proposes to change. Adopted, it becomes an adjustment of the rules, on the ground of the
    minutes, once they are signed."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="amendments")
    key = models.CharField(_("rule"), max_length=40)
    value = models.JSONField(_("new value"))
    before = models.JSONField(_("value until then"), null=True)
    starts_on = models.DateField(_("from"))
    reasons = models.TextField(_("reasons"))
    outcome = models.CharField(_("decision"), max_length=8, choices=Verdict, blank=True)
    adjustment = models.ForeignKey("rules.Adjustment", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(_("took effect"), null=True)
    hindrance = models.TextField(_("why it could not take effect"), blank=True)

    class Meta:
        verbose_name = _("amendment of the rules")
        verbose_name_plural = _("amendments of the rules")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"],
                name="evaluation_amendment_once",
                violation_error_message=_("An amendment of this rule is on the agenda already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.key}"


class Ballot(models.Model):
    """The vote of a member present on an amendment."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="ballots")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("member"))
    favour = models.BooleanField(_("in favour"))
    cast_at = models.DateTimeField(_("cast at"))

    class Meta:
        verbose_name = _("vote on an amendment")
        verbose_name_plural = _("votes on amendments")
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "member"],
                name="evaluation_one_ballot",
                violation_error_message=_("This member voted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id}: {self.member_id}"


class Entered(models.Model):
    """A figure of the service to the public that somebody entered, with where it comes from; shown as entered."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    kind = models.CharField(_("figure"), max_length=10, choices=ServiceKind)
    value = models.DecimalField(_("value"), max_digits=10, decimal_places=2)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    source = models.CharField(_("source"), max_length=300)
    entered_at = models.DateTimeField(_("entered at"))

    objects = Rows.as_manager()

    class Meta:
        verbose_name = _("figure entered")
        verbose_name_plural = _("figures entered")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0, until__gte=F("since")) & ~Q(source=""),
                name="evaluation_entered_has_a_source",
                violation_error_message=_("A figure is not negative, has its period, and says where it comes from."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.until}"


class UnitCost(models.Model):
    """What one day costs, from a day on, with where the figure comes from: savings are computed from it."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=CostKind)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=3)
    starts_on = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=300)

    objects = Rows.as_manager()

    class Meta:
        verbose_name = _("unit cost")
        verbose_name_plural = _("unit costs")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "kind", "starts_on"],
                name="evaluation_cost_once_a_day",
                violation_error_message=_("A figure of this kind already starts on this day."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & ~Q(source=""),
                name="evaluation_cost_has_a_source",
                violation_error_message=_("A unit cost is not negative, and says where it comes from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class Survey(models.Model):
    """An anonymous question to the teleworkers of an administration, open from a day to a day."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    title = models.CharField(_("question"), max_length=300)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    least = models.PositiveSmallIntegerField(_("fewest answers shown"), default=5)

    objects = Rows.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), least__gte=5),
                name="evaluation_survey_keeps_people_unknown",
                violation_error_message=_("A survey ends after it starts, and shows nothing below five answers."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Answered(models.Model):
    """That somebody answered, never what: the answer is another row, without a name, a time or an order."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("mark of an answer")
        verbose_name_plural = _("marks of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "person"],
                name="evaluation_answer_once",
                violation_error_message=_("You answered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.person_id}"


class Tally(models.Model):
    """How many gave a mark from 1 to 5: only the sum is kept."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="tallies")
    mark = models.PositiveSmallIntegerField(_("mark"))
    number = models.PositiveIntegerField(_("answers"), default=0)

    class Meta:
        verbose_name = _("sum of answers")
        verbose_name_plural = _("sums of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "mark"],
                name="evaluation_mark_once",
                violation_error_message=_("This mark is summed already."),
            ),
            models.CheckConstraint(
                condition=Q(mark__range=(1, 5)),
                name="evaluation_mark_from_1_to_5",
                violation_error_message=_("A mark goes from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.mark}"
