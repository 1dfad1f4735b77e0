"""What was done, in chains that nobody can rewrite unseen.

Nothing here is ever saved through the model: entries are written by the database function `journal_append`, and
triggers refuse every UPDATE and DELETE. The chain row is the exception; it only remembers where the chain ends.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chain(models.Model):
    """A sequence of entries, each of which fingerprints all those before it; one per register."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    length = models.BigIntegerField(_("length"), default=0)
    head = models.BinaryField(_("last leaf"), max_length=32)

    class Meta:
        verbose_name = _("chain")
        verbose_name_plural = _("chains")

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One act. `body` is what is hashed; the other columns repeat it so that entries can be searched."""

    pk = models.CompositePrimaryKey("chain_id", "position")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", db_index=False, verbose_name=_("chain"))
    position = models.BigIntegerField(_("position"))
    number = models.BigIntegerField(_("register number"))  # 0: the act took none
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=60)
    actor_id = models.BigIntegerField(_("actor"), null=True)  # no foreign key: entries outlive the accounts they name
    subject = models.CharField(_("subject"), max_length=120)
    body = models.BinaryField(_("body"))
    leaf = models.BinaryField(_("leaf"), max_length=32)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="journal_entry_subject")]
        constraints = [
            models.CheckConstraint(condition=models.Q(position__gt=0), name="journal_position_positive"),
            models.CheckConstraint(condition=models.Q(number__gte=0), name="journal_number_not_negative"),
        ]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.position} {self.kind}"


class Checkpoint(models.Model):
    """A signed Merkle root over every entry since the checkpoint before it. It ties the chains to a date and a key."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"))
    size = models.BigIntegerField(_("entries"))
    root = models.BinaryField(_("root"), max_length=32)
    header = models.TextField(_("header"))
    header_hash = models.BinaryField(_("header hash"), max_length=32)
    signature = models.BinaryField(_("signature"), max_length=64)
    public_key = models.BinaryField(_("public key"), max_length=32)
    blocks = models.BinaryField(_("roots of blocks"))  # 32 bytes for each 1,024 leaves: a proof need not read them all

    class Meta:
        ordering = ["-number"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return f"checkpoint {self.number}"


class CheckpointSpan(models.Model):
    """The entries of one chain that a checkpoint covers, and where their leaves stand in its tree."""

    pk = models.CompositePrimaryKey("checkpoint_id", "first_leaf_index")
    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, related_name="spans", db_index=False, verbose_name=_("checkpoint")
    )
    first_leaf_index = models.BigIntegerField(_("first leaf"))
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", db_index=False, verbose_name=_("chain"))
    first_position = models.BigIntegerField(_("first position"))
    last_position = models.BigIntegerField(_("last position"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "last_position"], name="journal_span_once"),
            models.CheckConstraint(
                condition=models.Q(last_position__gte=models.F("first_position")), name="journal_span_not_empty"
            ),
        ]
        verbose_name = _("span of a checkpoint")
        verbose_name_plural = _("spans of checkpoints")

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.first_position}-{self.last_position}"
