"""What kinds of documents there are, and the circuits drawn for them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..conditions import Field, Type
from ..definition import Definition, from_json
from ..enums import DESIGN, Level, VersionState

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


AMOUNT = "amount"
"""The field that ceilings and mandates compare: a number, in the money of the country."""


class KeptQuerySet(models.QuerySet):
    """Rows of an administration, kept by whoever draws its circuits."""

    place = "administration"

    def visible_to(self, actor: Actor) -> KeptQuerySet:
        """Those of the administrations where this actor sits, or whose circuits they draw."""
        if any(reach.path == "/" for reach in actor.reach(DESIGN)):
            return self
        return self.filter(**{f"{self.place}__in": {seat.administration_id for seat in actor.seats}})


class DocumentType(organisations.Named):
    """A type of document, or a subtype below one. `fields` are typed (conditions.py); a subtype adds its own.

    `level` is the least its signature must be; empty when no signature is asked (a note that is only seen)."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subtypes")
    code = models.SlugField(_("code"), max_length=40)
    fields = models.JSONField(_("what its author fills"), default=list, blank=True)
    level = models.CharField(_("level of signature"), max_length=10, choices=Level, default=Level.SIMPLE, blank=True)
    read_all = models.BooleanField(_("every page is seen before signing"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("type of document")
        verbose_name_plural = _("types of documents")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code"],
                name="circuits_type_once",
                violation_error_message=_("There is a type with this code already."),
            )
        ]

    def own_fields(self) -> dict[str, Field]:
        return {one["code"]: field_from_json(one) for one in self.fields}

    def all_fields(self) -> dict[str, Field]:
        """Those of the types above, then its own."""
        above = self.parent.all_fields() if self.parent else {}
        return above | self.own_fields()

    def line(self) -> list[int]:
        """The type and those above it, itself first."""
        return [self.pk, *(self.parent.line() if self.parent else [])]


def field_from_json(data: dict) -> Field:
    return Field(
        code=data["code"],
        type=Type(data["type"]),
        names=organisations.Names(**data["names"]),
        choices=tuple((one["code"], organisations.Names(**one["names"])) for one in data.get("choices", [])),
        required=bool(data.get("required", True)),
    )


def field_to_json(field: Field) -> dict:
    return {
        "code": field.code,
        "type": str(field.type),
        "names": asdict(field.names),
        "choices": [{"code": code, "names": asdict(names)} for code, names in field.choices],
        "required": field.required,
    }


class Circuit(organisations.Named):
    """A way for documents of a type. Among the circuits of a type the first whose `when` holds is taken, by `rank`."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="circuits", verbose_name=_("type of document"))
    rank = models.PositiveSmallIntegerField(_("rank"), default=10)
    when = models.JSONField(_("only when"), default=list, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("circuit")
        verbose_name_plural = _("circuits")
        ordering = ["type", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "name_ar"],
                name="circuits_name_once",
                violation_error_message=_("There is a circuit of this name already."),
            )
        ]

    @property
    def place(self) -> tuple[int, int]:
        """Among the circuits of its type."""
        return self.rank, self.pk


class VersionQuerySet(KeptQuerySet):
    place = "circuit__administration"


class CircuitVersion(models.Model):
    """A circuit as drawn. Once in use it is never written again: what is on its way keeps its version."""

    circuit = models.ForeignKey(Circuit, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=VersionState, default=VersionState.DRAFT)
    definition = models.JSONField(_("stages"))
    edits = models.PositiveIntegerField(default=0)  # how often the drawing was saved: whoever saves says from which
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    activated_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    activated_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a circuit")
        verbose_name_plural = _("versions of circuits")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["circuit", "number"],
                name="circuits_version_once",
                violation_error_message=_("Somebody made this version at the same moment."),
            ),
            models.UniqueConstraint(
                fields=["circuit"],
                condition=Q(state="active"),
                name="circuits_one_active_version",
                violation_error_message=_("Another version of this circuit is in use."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", activated_at=None) | ~Q(state="draft") & Q(activated_at__isnull=False),
                name="circuits_active_since",
                violation_error_message=_("What is in use says since when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circuit_id} v{self.number}"

    @property
    def drawn(self) -> Definition:
        return from_json(self.definition)


class Ceiling(models.Model):
    """Up to what amount a post may sign documents of a type. Without a row the post has no ceiling for it."""

    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("post"))
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="ceilings", verbose_name=_("type of document"))
    up_to = models.DecimalField(_("up to"), max_digits=18, decimal_places=3)

    class Meta:
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "type"],
                name="circuits_ceiling_once",
                violation_error_message=_("This post has a ceiling for this type already."),
            ),
            models.CheckConstraint(
                condition=Q(up_to__gte=0),
                name="circuits_ceiling_positive",
                violation_error_message=_("A ceiling is not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} ≤ {self.up_to}"
