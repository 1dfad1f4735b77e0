"""What came in: a batch, its files as they were received, and their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from ..enums import REGISTER, IntakeState, Origin, PageState, Separator

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

ORIGINAL, PICTURE = "mailroom.original", "mailroom.picture"  # why files are kept


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> IntakeQuerySet:
        return self.filter(organisations.within(actor, REGISTER, "office__unit"))


class Intake(models.Model):
    """Files that came in together. `key` is what makes the same thing known again at its source."""

    office = models.ForeignKey("organisations.RegistryOffice", models.PROTECT, related_name="+")
    source = models.ForeignKey("mailroom.Source", models.PROTECT, null=True, related_name="intakes")
    origin = models.CharField(_("how it came"), max_length=10, choices=Origin)
    key = models.CharField(max_length=200, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=255)
    device = models.CharField(_("device"), max_length=120, blank=True)
    hints = models.JSONField(_("what its envelope said"), default=dict)
    keep_blank = models.BooleanField(_("keep blank pages"), default=False)
    one_document = models.BooleanField(_("all pages are one document"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=IntakeState, default=IntakeState.ARRIVED)
    trouble = models.CharField(_("trouble"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"))
    received_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("sent in by")
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("batch of paper")
        verbose_name_plural = _("batches of paper")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=models.Q(source__isnull=False),
                name="intake_once",
                violation_error_message=_("This came in already."),
            )
        ]
        indexes = [models.Index(fields=["office", "-received_at"], name="intake_by_office")]

    def __str__(self) -> str:
        return self.name


class Original(models.Model):
    """A file as it was received, byte for byte. A signed one is never taken apart."""

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="originals")
    position = models.PositiveSmallIntegerField(_("position"))
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    pages_count = models.PositiveIntegerField(_("pages"), null=True)
    signed = models.BooleanField(_("carries a signature"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "position"],
                name="original_position_once",
                violation_error_message=_("Two files cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.intake_id}/{self.position}"


class Page(models.Model):
    """A page of a file, drawn once: the picture is what is read and shown, never what is kept as the original.

    `words` is what was read and where (`reading.words`); `document` is empty for separators and blank pages left out.
    """

    original = models.ForeignKey(Original, models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField(_("number"))
    document = models.ForeignKey("mailroom.Document", models.PROTECT, null=True, related_name="pages")
    position = models.PositiveIntegerField(_("position"), default=0)
    annex = models.PositiveSmallIntegerField(_("annex"), default=0)
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    dpi = models.PositiveIntegerField(default=300)
    turn = models.PositiveSmallIntegerField(_("turned by"), default=0)
    skew = models.FloatField(_("straightened by"), default=0)
    blank = models.BooleanField(_("blank"), default=False)
    separator = models.CharField(_("separator"), max_length=1, choices=Separator, blank=True)
    annexes = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=PageState, default=PageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    confidence = models.PositiveSmallIntegerField(_("confidence"), null=True)
    words = models.JSONField(default=list)

    class Meta:
        ordering = ["document_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["original", "number"],
                name="page_once",
                violation_error_message=_("This page was drawn already."),
            ),
            models.CheckConstraint(
                condition=models.Q(turn__in=[0, 90, 180, 270]),
                name="page_turned_squarely",
                violation_error_message=_("A page is turned by quarters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_id}/{self.number}"
