"""A person outside (a contractor, a mayor, a citizen) whom a step of a folder waits for, and the links sent to them.

Nothing that opens a page is kept: an address and a code are worked out from a random word of the row and the key of the
instance (secrets.py); the row holds the digest by which an address is found.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import GuestState, LinkFor

TRIES = 5  # of one code


class GuestQuerySet(models.QuerySet):
    def live(self) -> GuestQuerySet:
        """Those who may still sign, or whose signature is being made."""
        return self.filter(state__in=[GuestState.INVITED, GuestState.SIGNING])


class Guest(models.Model):
    """Who is asked at a turn. Replaced by another person, the row stays and tells who was asked before.

    `proved_at` is when a code sent to the address came back; `evidence` what is known of the signature: the documents
    shown with their digests, when the code was sent and came back, from what network and program.
    """

    folder = models.ForeignKey("parapheur.Folder", models.PROTECT, related_name="invited")
    turn = models.ForeignKey("circuits.Turn", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("mobile telephone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES)
    capacity = models.CharField(_("in what capacity"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=GuestState, default=GuestState.INVITED)
    invited_at = models.DateTimeField()
    code_word = models.CharField(max_length=32, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    own_key = models.BooleanField(default=False)  # signed with a certificate of theirs
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.JSONField(default=dict)
    proof = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("outside signatory")
        verbose_name_plural = _("outside signatories")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["turn"],
                condition=Q(state__in=["invited", "signing", "signed", "refused"]),
                name="parapheur_one_guest_a_turn",
                violation_error_message=_("Somebody is asked at this step already."),
            ),
            models.CheckConstraint(
                condition=Q(code_tries__lte=TRIES),
                name="parapheur_code_tries_limited",
                violation_error_message=_("Too many wrong codes were tried."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signing", "signed"]) | Q(proved_at__isnull=False),
                name="parapheur_guest_signs_proved",
                violation_error_message=_("Whoever signs has proved their address."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(reason__gt=""),
                name="parapheur_guest_says_why",
                violation_error_message=_("A refusal says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GuestLink(models.Model):
    """An address that opens the page of a guest: to read and sign, or afterwards to fetch what was signed.

    `word` is random; the address is worked out from it with the key of the instance and found again by `digest` (its
    SHA-256). `sent_by` pressed the button; none where Diwan sent it by itself, or the guest asked for it.
    """

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=7, choices=LinkFor, default=LinkFor.SIGN)
    word = models.CharField(max_length=32, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True)  # what the mail server answered, when it is no for good
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("link of an outside signatory")
        verbose_name_plural = _("links of outside signatories")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.guest_id}/{self.pk}"
