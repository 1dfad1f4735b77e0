"""Packages handed to the archives (SEDA 2.1), and what was received in those of others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import UnitLevel, Way
from .schedule import OfAdministration

OBJECT = "archives.object"  # why the files of received packages are kept


class Package(models.Model):
    """A package made from a file, or received. One made can be made again: only its manifest's fingerprint is kept."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    way = models.CharField(_("way"), max_length=3, choices=Way)
    identifier = models.CharField(_("identifier"), max_length=120)
    title = models.CharField(_("title"), max_length=300)
    dossier = models.ForeignKey("letters.Dossier", models.PROTECT, null=True, related_name="+", verbose_name=_("file"))
    transferring_agency = models.CharField(_("handed over by"), max_length=200)
    digest = models.CharField(_("SHA-256 of the manifest"), max_length=64)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    units = models.PositiveIntegerField(_("units of description"), default=0)
    objects_count = models.PositiveIntegerField(_("files"), default=0)

    objects = OfAdministration()

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "way", "identifier"],
                name="package_once",
                violation_error_message=_("This package was received already."),
            )
        ]
        indexes = [models.Index(fields=["administration", "-at"], name="packages_by_time")]

    def __str__(self) -> str:
        return self.identifier


class ArchiveUnit(models.Model):
    """A unit of description of a received package: a file, a letter. `facts` holds the rest as it was said."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="tree")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveIntegerField(_("position"))
    level = models.CharField(_("level"), max_length=12, choices=UnitLevel)
    title = models.TextField(_("title"), blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("until"), null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        verbose_name = _("unit of description")
        verbose_name_plural = _("units of description")
        constraints = [
            models.UniqueConstraint(
                fields=["package", "position"],
                name="archive_unit_position_once",
                violation_error_message=_("Two units cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ArchiveObject(models.Model):
    """A file of a received package, its fingerprint checked against the manifest; `verdict` where it bears a seal."""

    unit = models.ForeignKey(ArchiveUnit, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=255)
    version = models.CharField(_("what it is"), max_length=60, blank=True)
    verdict = models.CharField(_("verdict on its seal"), max_length=16, blank=True)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("archived file")
        verbose_name_plural = _("archived files")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "position"],
                name="archive_object_position_once",
                violation_error_message=_("Two files cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return self.name
