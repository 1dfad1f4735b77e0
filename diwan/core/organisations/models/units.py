"""Administrations, their tree of units, what the units were called and where they stood at each date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from diwan.kit.arabic import normalise
from diwan.kit.constraints import one_at_a_time

from ..actors import Actor, Names, within
from ..enums import ADMINISTER, Country, UnitKind

if TYPE_CHECKING:
    from datetime import date


SLASH = Value("/", output_field=models.TextField())


class Named(models.Model):
    """A name in four languages; Arabic is the one that always stands."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name_zgh = models.CharField(_("name in Amazigh"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.names.here

    @property
    def names(self) -> Names:
        return Names(self.name_ar, self.name_fr, self.name_en, self.name_zgh)

    @property
    def searchable(self) -> str:
        """What a search looks into, whatever the spelling."""
        return normalise(" ".join(filter(None, (self.name_ar, self.name_fr, self.name_en, self.name_zgh))))


class Administration(models.Model):
    """A tenant: a body with its own tree, theme and administrators. Its name is that of its root unit, dated."""

    code = models.CharField(
        _("code"),
        max_length=12,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]{1,11}$", _("Capital letters and digits."))],
    )
    country = models.CharField(_("country"), max_length=2, choices=Country)
    accent_colour = models.CharField(
        _("accent colour"), max_length=7, default="#0b5d51", validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    emblem = models.CharField(_("text of the emblem"), max_length=4, blank=True)
    created_on = models.DateField(_("created on"))
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("successor"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="administration_code_once",
                violation_error_message=_("Another administration has this code."),
            ),
            models.CheckConstraint(
                condition=Q(abolished_on__isnull=True) | Q(abolished_on__gte=F("created_on")),
                name="administration_ends_after_start",
                violation_error_message=_("An administration cannot be abolished before it was created."),
            ),
        ]
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")

    def __str__(self) -> str:
        return self.code


class UnitQuerySet(models.QuerySet):
    def administered_by(self, actor: Actor) -> UnitQuerySet:
        """The units whose structure, posts and rights this actor may change."""
        return self.filter(within(actor, ADMINISTER))

    def below(self, unit: Unit) -> UnitQuerySet:
        """The unit and all that stands under it today."""
        return self.filter(path__startswith=unit.path)


class Unit(models.Model):
    """A place in an administration. What it is called and to whom it belongs is in its versions.

    `path` holds the keys from the root down ("/1/12/345/") as of today: rights over a sub-tree are one prefix.
    """

    administration = models.ForeignKey(Administration, models.PROTECT, verbose_name=_("administration"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("parent unit"))
    path = models.TextField(_("path"), editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=UnitKind)
    code = models.CharField(_("code"), max_length=32, blank=True)
    created_on = models.DateField(_("created on"))
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code"],
                condition=~Q(code=""),
                name="unit_code_once",
                violation_error_message=_("Another unit of this administration has this code."),
            ),
            models.UniqueConstraint(
                fields=["administration"],
                condition=Q(parent__isnull=True),
                name="administration_has_one_root",
                violation_error_message=_("An administration has one root unit."),
            ),
            models.CheckConstraint(
                condition=Q(path__endswith=Concat(SLASH, Cast("id", models.TextField()), SLASH)),
                name="unit_path_ends_with_itself",
                violation_error_message=_("The path of a unit ends with its own number."),
            ),
            models.CheckConstraint(
                condition=Q(abolished_on__isnull=True) | Q(abolished_on__gte=F("created_on")),
                name="unit_ends_after_start",
                violation_error_message=_("A unit cannot be abolished before it was created."),
            ),
        ]
        indexes = [models.Index(OpClass("path", name="text_pattern_ops"), name="unit_path_prefix")]
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.code or str(self.pk)

    def exists_on(self, day: date) -> bool:
        return self.created_on <= day and (self.abolished_on is None or day < self.abolished_on)


class UnitVersionQuerySet(models.QuerySet):
    def at(self, day: date) -> UnitVersionQuerySet:
        """The versions in force on that day: at most one per unit."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def matching(self, text: str) -> UnitVersionQuerySet:
        """Those whose names or code hold every word, however its hamza or accents were typed."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found


class UnitVersion(Named):
    """What a unit was called and where it stood from a day on (included) to another (excluded)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions", verbose_name=_("unit"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="child_versions", verbose_name=_("parent unit")
    )
    search_text = models.TextField(_("search text"), editable=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_at_a_time(
                "unit_version_one_at_a_time",
                "unit",
                "daterange",
                _("A unit has one name and one place at a time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="unit_version_ends_after_start",
                violation_error_message=_("The end comes after the start."),
            ),
        ]
        ordering = ["starts_on"]
        verbose_name = _("version of a unit")
        verbose_name_plural = _("versions of units")

    def save(self, **options: object) -> None:  # type: ignore[override]
        self.search_text = self.searched
        super().save(**options)  # type: ignore[arg-type]

    @property
    def searched(self) -> str:
        """Its names and the code of the unit, as a search looks into them."""
        return f"{self.searchable} {normalise(self.unit.code)}".strip()


class RegistryOffice(Named):
    """A bureau d'ordre (مكتب الضبط): where letters enter and leave, under numbers that begin with its code."""

    administration = models.ForeignKey(Administration, models.PROTECT, verbose_name=_("administration"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    code = models.CharField(
        _("code"),
        max_length=16,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9-]{1,15}$", _("Capital letters and digits."))],
    )
    accepts_public = models.BooleanField(_("receives the public"), default=False)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="registry_office_code_once",
                violation_error_message=_("Another registry office has this code."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="registry_office_closes_after_opening",
                violation_error_message=_("A registry office cannot close before it opened."),
            ),
        ]
        verbose_name = _("registry office")
        verbose_name_plural = _("registry offices")
