"""Folders to be signed: their documents, what was written on them, who read which page, what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from ..enums import SUBJECT, Role, SignatureState

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

KEPT = "parapheur.document"  # why files are kept


def posts_of(actor: Actor) -> list[int]:
    """The posts this actor holds or stands in for. A right lent from a post (delegation) lends no reading here."""
    return [seat.post_id for seat in actor.seats if seat.basis != organisations.Basis.DELEGATION]


class FolderQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> FolderQuerySet:
        """Whoever sits in the post that sent it or in one whose turn it is or was, and whoever acted on it.

        A turn that only waits gives no reading yet. A mandate reads what it covers while its turn is open, and so does
        the head above for what nobody below may take: whoever may decide may read, and no more than that.
        """
        posts = posts_of(actor)
        turns = circuits.Turn.objects.filter(run__subject_kind=SUBJECT, run__subject_id=OuterRef("pk"))
        theirs = turns.exclude(state=circuits.TurnState.WAITING).filter(Q(post__in=posts) | Q(person=actor.person_id))
        lent = circuits.lent_runs(actor, SUBJECT)
        return self.filter(Q(post__in=posts) | Exists(theirs) | (Q(run__in=lent) if lent else Q()))

    def locked(self) -> FolderQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Folder(models.Model):
    """What is sent for signature. `run` is none while it is prepared; `letter` set when it is a letter drafted here."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("sent by"))
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    type = models.ForeignKey("circuits.DocumentType", models.PROTECT, related_name="+", verbose_name=_("type"))
    title = models.CharField(_("title"), max_length=300)
    note = models.TextField(_("note to those who sign"), blank=True)
    values = models.JSONField(default=dict, blank=True)
    chosen = models.JSONField(default=dict, blank=True)  # the posts its author chose, by the key of their step
    guests = models.JSONField(default=dict, blank=True)  # who signs from outside, by the key of their step
    urgent = models.BooleanField(_("urgent"), default=False)
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, related_name="folders")
    draft_version = models.PositiveIntegerField(null=True)  # of the letter drafted here, which is what is read
    run = models.OneToOneField("circuits.Run", models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField("registers.RegisterEntry", models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = FolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("folder")
        verbose_name_plural = _("folders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(letter__isnull=False),
                name="parapheur_letter_once",
                violation_error_message=_("This letter has its folder already."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """A file of a folder. `file` is what it is now, with the signatures made so far; `given` what was sent."""

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="documents")
    role = models.CharField(_("role"), max_length=5, choices=Role, default=Role.MAIN)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("label"), max_length=200)
    given = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(_("pages"), default=0)
    outside = models.BooleanField(_("shown to who signs from outside"), default=False)  # what is signed always is
    added_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["role", "position", "pk"]

    def __str__(self) -> str:
        return self.label


class Annotation(models.Model):
    """Words on a page, at a place in thousandths of it. Private ones are read by their writer alone."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="annotations")
    page = models.PositiveIntegerField()
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    text = models.TextField()
    private = models.BooleanField(_("for me alone"), default=False)
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["page", "y", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x__lte=1000, y__lte=1000),
                name="parapheur_annotation_on_the_page",
                violation_error_message=_("An annotation stands on the page."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class PageSeen(models.Model):
    """A page that was before somebody's eyes (of the house, or a guest's), in the state of the file they saw: what
    mandatory reading asks."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="seen")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    page = models.PositiveIntegerField()
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    guest = models.ForeignKey("parapheur.Guest", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("page read")
        verbose_name_plural = _("pages read")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "file", "page", "person"],
                name="parapheur_page_seen_once",
                violation_error_message=_("This page was seen already."),
            ),
            models.UniqueConstraint(
                fields=["document", "file", "page", "guest"],
                name="parapheur_page_seen_by_guest_once",
                violation_error_message=_("This page was seen already."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest=None) | Q(person=None, guest__isnull=False),
                name="parapheur_page_seen_by_one",
                violation_error_message=_("A page is seen by somebody of the house, or by somebody outside."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.page}"


class Authorisation(models.Model):
    """One proof of presence, for exactly these folders: what a person said they sign, before any key is used.

    `digest` is the SHA-256 of the list shown: each turn with the fingerprint of each file, in order.
    """

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proof = models.CharField(max_length=20)  # how presence was proved: "webauthn", "totp"
    key = models.CharField(max_length=80)  # which key signs, in the words of engines/signing
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("authorisation to sign")
        verbose_name_plural = _("authorisations to sign")

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d %H:%M}"


class Signature(models.Model):
    """One document signed by one turn, under an authorisation or by a guest: owed, made, or not made and why.

    `before` is the very file that was shown; the signature is made on it or not at all.
    """

    authorisation = models.ForeignKey(Authorisation, models.PROTECT, null=True, related_name="signatures")
    guest = models.ForeignKey("parapheur.Guest", models.PROTECT, null=True, related_name="signatures")
    turn = models.ForeignKey("circuits.Turn", models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures")
    before = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    after = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=SignatureState, default=SignatureState.WAITING)
    reason = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "document"],
                condition=~Q(state="failed"),
                name="parapheur_signed_once",
                violation_error_message=_("This document is signed, or being signed, at this step."),
            ),
            models.CheckConstraint(
                condition=Q(state="made", after__isnull=False, made_at__isnull=False)
                | ~Q(state="made") & Q(after=None),
                name="parapheur_made_has_file",
                violation_error_message=_("A signature that was made has its file."),
            ),
            models.CheckConstraint(
                condition=Q(authorisation__isnull=False, guest=None) | Q(authorisation=None, guest__isnull=False),
                name="parapheur_signed_by_one",
                violation_error_message=_("Somebody of the house signs, or somebody outside."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.state}"

    @property
    def owed_under(self) -> Authorisation:
        """That of whoever signs in the house; somebody outside signs without."""
        assert self.authorisation is not None
        return self.authorisation
