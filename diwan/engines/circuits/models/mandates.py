"""Mandates: a holder lets somebody act in their name, by a signed act that says for what and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..enums import MANDATES, Kind

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class MandateQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> MandateQuerySet:
        """Those one gave or holds, those of the posts where one sits, those of the units one watches."""
        if any(reach.path == "/" for reach in actor.reach(MANDATES)):
            return self
        seats = [seat.post_id for seat in actor.seats if seat.basis != organisations.Basis.DELEGATION]
        mine = Q(giver=actor.person_id) | Q(person=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        return self.filter(mine | Q(post__in=seats) | organisations.within(actor, MANDATES, "post__unit"))

    def held_by(self, person_id: int | None) -> MandateQuerySet:
        """Signed, begun, neither over nor recalled, by the clock of the database: for reading, never for an act."""
        rows = self.filter(person_id=person_id, signed_at__isnull=False, starts_at__lte=Now(), ends_at__gt=Now())
        return rows.exclude(revoked_at__lte=Now())


class Mandate(models.Model):
    """Empty `kinds` or no `types` mean all that the post may do; `unit` the part of the tree it is for.

    `act` is the sealed document; a mandate without it is in force no more than an unsigned letter.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("post"))
    giver = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("given by"))
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("given to"))
    types = models.ManyToManyField("circuits.DocumentType", blank=True, related_name="+", verbose_name=_("types"))
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind), default=list, blank=True)
    up_to = models.DecimalField(_("up to"), max_digits=18, decimal_places=3, null=True, blank=True)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    onward = models.BooleanField(_("may be handed on"), default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="handed_on")
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    act = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("recalled at"), null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # set when its end was said in the journal

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="circuits_mandate_ends_after_start",
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("person")),
                name="circuits_mandate_to_another",
                violation_error_message=_("Nobody gives a mandate to themselves."),
            ),
        ]
        indexes = [models.Index(fields=["post", "ends_at"], name="circuits_mandates_of_post")]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.person_id}"
