"""What was done, in chains that nobody can rewrite unseen.

Entries are written by the database function `journal_append` only, and triggers refuse every UPDATE and DELETE of
entries and checkpoints. The chain row alone changes; it only remembers where its chain ends.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chain(models.Model):
    """A sequence of entries, each of which fingerprints all those before it; one per register."""

    name = models.CharField(max_length=120, unique=True)
    length = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("chain")
        verbose_name_plural = _("chains")

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One act. `body` is what is hashed; the other columns repeat it so that entries can be searched."""

    pk = models.CompositePrimaryKey("chain_id", "position")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", db_index=False)
    position = models.BigIntegerField()
    number = models.BigIntegerField()  # 0: the act took none
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)  # no foreign key: entries outlive the accounts they name
    subject = models.CharField(max_length=120)
    body = models.BinaryField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="journal_entry_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__gt=0),
                name="journal_position_positive",
                violation_error_message=_("Positions start at 1."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=0),
                name="journal_number_not_negative",
                violation_error_message=_("A number cannot be negative."),
            ),
        ]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.position} {self.kind}"


class Checkpoint(models.Model):
    """A signed Merkle root over every entry since the checkpoint before it. It ties the chains to a date and a key."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    header = models.TextField()
    header_hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)
    blocks = models.BinaryField()  # 32 bytes for each 256 leaves: a proof need not read them all

    class Meta:
        ordering = ["-number"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return f"checkpoint {self.number}"

    @property
    def root_hex(self) -> str:
        """The root as it is published."""
        return bytes(self.root).hex()


class CheckpointSpan(models.Model):
    """The entries of one chain that a checkpoint covers, and where their leaves stand in its tree."""

    pk = models.CompositePrimaryKey("checkpoint_id", "first_leaf_index")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="spans", db_index=False)
    first_leaf_index = models.BigIntegerField()
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", db_index=False)
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "last_position"],
                name="journal_span_once",
                violation_error_message=_("A checkpoint already covers this entry."),
            ),
            models.CheckConstraint(
                condition=models.Q(last_position__gte=models.F("first_position")),
                name="journal_span_not_empty",
                violation_error_message=_("A checkpoint covers at least one entry of each chain it names."),
            ),
        ]
        verbose_name = _("span of a checkpoint")
        verbose_name_plural = _("spans of checkpoints")

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.first_position}-{self.last_position}"


class Verification(models.Model):
    """When the whole journal was last read again, and what was found. May be forgotten: the journal itself remains."""

    at = models.DateTimeField(db_index=True)
    entries = models.BigIntegerField()
    checkpoints = models.BigIntegerField()
    faults = models.JSONField(default=list)  # [{"where": …, "what": …}], the first of each chain

    class Meta:
        ordering = ["-at"]
        get_latest_by = "at"
        verbose_name = _("verification of the journal")
        verbose_name_plural = _("verifications of the journal")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.faults)}"
