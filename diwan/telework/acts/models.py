"""Acts, and those who sign them in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from . import kinds
from .enums import Role, State

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


def posts_of(actor: Actor) -> list[int]:
    """The posts this actor holds or stands in for; a right lent from a post lends no reading here."""
    return [seat.post_id for seat in actor.seats if seat.basis != organisations.Basis.DELEGATION]


class ActQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ActQuerySet:
        """Whom it concerns, who prepared it, who signs it, and whoever holds the right of its kind over its unit."""
        if actor.is_anonymous:
            return self.none()
        posts = posts_of(actor)
        signers = Signatory.objects.filter(act=OuterRef("pk"))
        mine: Q = Q(post__in=posts) | Q(
            Exists(signers.filter(Q(post__in=posts, person=None) | Q(person=actor.person_id)))
        )
        if actor.person_id is not None:
            mine |= Q(person=actor.person_id) | Q(prepared_by=actor.person_id)
        for right, codes in kinds.by_right().items():
            if actor.reach(right):
                mine |= Q(kind__in=codes) & organisations.within(actor, right, "unit")
        return self.filter(mine)

    def locked(self) -> ActQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Act(models.Model):
    """A decision, a charter, minutes, a report: typeset, signed in order, numbered, sealed.

    `subject` names the thing it is about in the words of the app that asked ("agreements.agreement:12"). `paper` is
    what the signers were shown; `sealed` what they signed, with the number and the seal of the administration.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=2, default="ar")
    content = models.JSONField(default=dict)
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person concerned")
    )
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("prepared from"))
    prepared_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(_("prepared"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PREPARING)
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    paper = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    folder = models.OneToOneField("parapheur.Folder", models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField("registers.RegisterEntry", models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("number"), max_length=80, blank=True)
    sealed = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("signed"), null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("administrative act")
        verbose_name_plural = _("administrative acts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(entry__isnull=False, sealed__isnull=False, signed_at__isnull=False, reference__gt=""),
                name="acts_signed_is_numbered_and_sealed",
                violation_error_message=_("What is signed has its number, its seal and its day."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn"]) | Q(entry=None, reason__gt=""),
                name="acts_refused_has_reason_and_no_number",
                violation_error_message=_("What was refused or withdrawn says why, and has no number."),
            ),
            models.CheckConstraint(
                condition=~Q(state="signing") | Q(paper__isnull=False, folder__isnull=False),
                name="acts_signing_has_paper",
                violation_error_message=_("What is being signed has been typeset."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="acts_by_subject"),
            models.Index(fields=["person", "-id"], name="acts_by_person"),
            models.Index(fields=["administration", "-id"], name="acts_by_administration"),
            models.Index(fields=["unit", "-id"], name="acts_by_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return kinds.label_of(self.kind)

    @property
    def file_id(self) -> int | None:
        """What is read: the sealed document, else what the signers see."""
        return self.sealed_id or self.paper_id

    def url(self) -> str:
        return reverse("acts:act", args=[self.pk])


class Signatory(models.Model):
    """Whose visa or signature an act asks for. With a `person`, it is theirs and nobody signs in their place."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="signers")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(_("asked"), max_length=9, choices=Role)
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("post"))
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("signer")
        verbose_name_plural = _("signers")
        ordering = ["act", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "position"],
                name="acts_one_signer_at_a_place",
                violation_error_message=_("Each signer has a place of their own."),
            )
        ]
        indexes = [models.Index(fields=["post"], name="acts_signers_by_post")]

    def __str__(self) -> str:
        return f"{self.act_id}/{self.position} {self.role}"
