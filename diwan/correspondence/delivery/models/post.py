"""What the post office carries: one item for each sending, handed over in batches with a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters.api import REGISTER

from .sendings import Sending

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class PostBatchQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> PostBatchQuerySet:
        """The batches of the registry offices whose mail this actor keeps."""
        return self.filter(organisations.within(actor, REGISTER, "office__unit"))


class PostBatch(models.Model):
    """A list of items that an office hands to the post on one day, signed by the post office on paper."""

    office = models.ForeignKey(
        "organisations.RegistryOffice", models.PROTECT, related_name="+", verbose_name=_("registry office")
    )
    handed_at = models.DateTimeField(_("handed to the post at"))
    handed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = PostBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("list for the post")
        verbose_name_plural = _("lists for the post")
        indexes = [models.Index(fields=["office", "-handed_at"], name="post_batch_of_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.handed_at:%Y-%m-%d}"


class PostItem(models.Model):
    """An envelope of paper. `barcode` is ours, printed on the slip and on the card that comes back."""

    sending = models.OneToOneField(Sending, models.PROTECT, related_name="item", verbose_name=_("sending"))
    barcode = models.CharField(_("bar code"), max_length=14, unique=True)
    office = models.ForeignKey("organisations.RegistryOffice", models.PROTECT, related_name="+")
    batch = models.ForeignKey(
        PostBatch, models.PROTECT, null=True, related_name="items", verbose_name=_("list for the post")
    )
    carrier_number = models.CharField(_("number given by the post"), max_length=30, blank=True)
    back_on = models.DateField(_("came back on"), null=True)

    class Meta:
        verbose_name = _("post item")
        verbose_name_plural = _("post items")
        constraints = [
            models.CheckConstraint(
                condition=Q(barcode__regex=r"^D[0-9]{11}$"),
                name="post_item_barcode_well_formed",
                violation_error_message=_("The bar code is malformed."),
            )
        ]
        indexes = [models.Index(fields=["office"], condition=Q(batch=None), name="post_item_to_hand")]

    def __str__(self) -> str:
        return self.barcode
