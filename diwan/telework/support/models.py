"""Help requests, guides, campaigns, courses: what stands beside a teleworker (TEL-16, TEL-18, SEC-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import DESK, PROGRAMME

from .enums import LIVE, Audience, Category, GuideKind, Satisfaction, State, Urgency, Way

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

USER = settings.AUTH_USER_MODEL
ADMINISTRATION, UNIT, FILE = "organisations.Administration", "organisations.Unit", "files.StoredFile"


class TwoTongues(models.Model):
    """A title and a text in Arabic, and in French where somebody wrote it."""

    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    text_ar = models.TextField(_("text in Arabic"))
    text_fr = models.TextField(_("text in French"), blank=True)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        return self.title_fr if get_language() in ("fr", "en") and self.title_fr else self.title_ar

    @property
    def text(self) -> str:
        return self.text_fr if get_language() in ("fr", "en") and self.text_fr else self.text_ar


class OursQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> OursQuerySet:
        """What the administrations where one sits have published."""
        return self.filter(administration__in={seat.administration_id for seat in actor.seats})


class HelpQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> HelpQuerySet:
        """One's own, and those of the units one helps."""
        return self.filter(Q(person=actor.person_id) | organisations.within(actor, DESK, "unit"))

    def helped_by(self, actor: Actor) -> HelpQuerySet:
        return self.filter(organisations.within(actor, DESK, "unit"))


class HelpRequest(models.Model):
    """A teleworker asks for technical help, before or during the work, remotely or on site (TEL-16; 000 §6)."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    category = models.CharField(_("about"), max_length=10, choices=Category)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    way = models.CharField(_("help wanted"), max_length=8, choices=Way, default=Way.REMOTE)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("what happens"))
    search_text = models.TextField(editable=False, default="")
    files = models.ManyToManyField("files.StoredFile", related_name="+", blank=True, verbose_name=_("files"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    assigned_to = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("in hand of"))
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("first answered at"), null=True)
    solved_at = models.DateTimeField(_("solved at"), null=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), choices=Satisfaction, null=True)
    satisfaction_words = models.TextField(_("words on the help"), blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("help request")
        verbose_name_plural = _("help requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="solved", solved_at__isnull=False) | ~Q(state="solved") & Q(solved_at=None),
                name="help_solved_dated",
                violation_error_message=_("What is solved has its moment, and only what is solved."),
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(assigned_to__isnull=False),
                name="help_taken_by_somebody",
                violation_error_message=_("What is in hand is in the hand of somebody."),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="help_of_unit"),
            models.Index(fields=["person", "asked_at"], name="help_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class HelpMessage(models.Model):
    """A word in the thread of a help request."""

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="messages")
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))
    from_desk = models.BooleanField(_("from the desk"))
    text = models.TextField(_("words"))
    files = models.ManyToManyField("files.StoredFile", related_name="+", blank=True, verbose_name=_("files"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("message of help")
        verbose_name_plural = _("messages of help")

    def __str__(self) -> str:
        return f"{self.request_id} {self.pk}"


class Guide(TwoTongues):
    """One version of a guide, published and never changed: what follows is the next version."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=GuideKind, default=GuideKind.GUIDE)
    number = models.PositiveSmallIntegerField(_("version"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    search_text = models.TextField(editable=False, default="")
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("published by"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True)

    objects = OursQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code", "number"],
                name="guide_version_once",
                violation_error_message=_("This version was already published."),
            ),
            models.UniqueConstraint(
                fields=["administration", "code"],
                condition=Q(replaced_at=None),
                name="guide_one_current",
                violation_error_message=_("A guide has one current version."),
            ),
            models.UniqueConstraint(
                fields=["administration"],
                condition=Q(replaced_at=None, kind="security"),
                name="guide_one_of_security",
                violation_error_message=_("An administration has one security guide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Acknowledgement(models.Model):
    """A person has read a version of a guide and undertakes to follow it."""

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("read by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "person"],
                name="guide_acknowledged_once",
                violation_error_message=_("This version was already acknowledged."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.person_id}"


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> CampaignQuerySet:
        """Those one runs, and those one was sent."""
        mine = Q(readers__person=actor.person_id) if actor.person_id else Q(pk__in=[])
        return self.filter(mine | organisations.within(actor, PROGRAMME, "root")).distinct()

    def run_by(self, actor: Actor) -> CampaignQuerySet:
        return self.filter(organisations.within(actor, PROGRAMME, "root"))


class Campaign(TwoTongues):
    """An awareness message (TEL-18; 002, ch. 9(1)), sent to an audience, and who acknowledged it."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    root = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name=_("unit that runs it"))
    audience = models.CharField(_("audience"), max_length=11, choices=Audience)
    unit = models.ForeignKey(UNIT, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    made_at = models.DateTimeField(_("written at"))
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("written by"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    remind_days = models.PositiveSmallIntegerField(_("days between reminders"), default=3)
    ends_on = models.DateField(_("acknowledged by"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="unit", unit__isnull=False) | ~Q(audience="unit") & Q(unit=None),
                name="campaign_unit_named",
                violation_error_message=_("Name the unit, where the audience is a unit."),
            )
        ]

    def __str__(self) -> str:
        return self.title_ar


class CampaignReader(models.Model):
    """Somebody whom a campaign was sent to."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="readers")
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("sent to"))
    told_at = models.DateTimeField(_("told at"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = _("reader of a campaign")
        verbose_name_plural = _("readers of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"],
                name="campaign_read_once",
                violation_error_message=_("This person was already sent the campaign."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id}"


class Course(TwoTongues):
    """One version of a course with its questions: `[{ar, fr, options: [{ar, fr, right}]}]`, never changed."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    is_security = models.BooleanField(_("asked for before telework starts"), default=False)
    number = models.PositiveSmallIntegerField(_("version"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    questions = models.JSONField(_("questions"))
    pass_percent = models.PositiveSmallIntegerField(_("pass mark, per hundred"), default=80)
    attempts = models.PositiveSmallIntegerField(_("attempts in one day"), default=3)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("published by"))
    replaced_at = models.DateTimeField(_("replaced at"), null=True)

    objects = OursQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code", "number"],
                name="course_version_once",
                violation_error_message=_("This version was already published."),
            ),
            models.UniqueConstraint(
                fields=["administration", "code"],
                condition=Q(replaced_at=None),
                name="course_one_current",
                violation_error_message=_("A course has one current version."),
            ),
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1, pass_percent__lte=100, attempts__gte=1),
                name="course_can_be_passed",
                violation_error_message=_("A pass mark is between 1 and 100, and there is at least one attempt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Attempt(models.Model):
    """One try at the questions of a course; their order comes from the seed, so that it can be shown again."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="tries")
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("tried by"))
    seed = models.PositiveIntegerField(editable=False)
    started_at = models.DateTimeField(_("started at"))
    on = models.DateField(_("day"))
    answers = models.JSONField(_("answers"), default=list)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    score = models.PositiveSmallIntegerField(_("right answers"), null=True)
    passed = models.BooleanField(_("passed"), default=False)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["person", "course"], name="attempt_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=Q(ended_at=None),
                name="attempt_one_at_a_time",
                violation_error_message=_("An attempt is already under way."),
            ),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(score__isnull=False, ended_at__isnull=False),
                name="attempt_passed_is_ended",
                violation_error_message=_("A passed attempt is ended and counted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.person_id}"


class CertificateBook(models.Model):
    """The last number given by an administration in a year: numbers follow each other without gaps."""

    administration = models.ForeignKey(ADMINISTRATION, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("book of certificates")
        verbose_name_plural = _("books of certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "year"],
                name="certificate_book_once",
                violation_error_message=_("This book is already open."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id} {self.year}"


class Certificate(models.Model):
    """What somebody is given who passed a course: numbered when passed, sealed by a job."""

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="certificate")
    book = models.ForeignKey(CertificateBook, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    file = models.ForeignKey(FILE, models.PROTECT, null=True, related_name="+", verbose_name=_("sealed document"))

    class Meta:
        verbose_name = _("certificate of a course")
        verbose_name_plural = _("certificates of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number"],
                name="certificate_numbered_once",
                violation_error_message=_("This number was already given."),
            )
        ]

    def __str__(self) -> str:
        return self.reference
