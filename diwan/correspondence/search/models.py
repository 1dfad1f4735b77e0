"""What is found, what people keep of their searches, and how far the index has been made anew."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.kit.searching import lexeme

from .sources import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor


@SearchVectorField.register_lookup
class Answers(models.Lookup):
    """`words__answers="…"`: the text of a tsquery that we made, as it is (`@@` of Django would analyse it again)."""

    lookup_name = "answers"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*params, self.rhs)


def any_of(lexemes: Iterable[str]) -> str:
    """A tsquery that holds where one of these is; "" where none is named."""
    said = " | ".join(map(lexeme, lexemes))
    return f"({said})" if said else ""


class EntryQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> EntryQuerySet:
        """What this actor may see: a sign they carry stands in the vector, beside the words."""
        signs = signs_of(actor)
        return self.filter(words__answers=any_of(signs)) if signs else self.none()


class Entry(models.Model):
    """A thing that can be found. `words` holds its words with positions and weights, and what is in `head`: the signs
    of its audience (`@letter:u12`), its facets (`#state:sent`), its month (`~2026-11`), none of which a word can be.

    `stirred_at`: when it last became findable by somebody or by some word that it was not before.
    `is_cut`: it is too long for all of its words to be in.
    """

    kind = models.CharField(_("kind"), max_length=16)
    key = models.BigIntegerField(_("number"))
    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    stirred_at = models.DateTimeField(_("changed at"))
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    title = models.TextField(_("title"))
    detail = models.TextField(_("correspondent"), blank=True)
    head = ArrayField(models.TextField())
    words = SearchVectorField()
    digest = models.CharField(max_length=16)
    is_cut = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("index entry")
        verbose_name_plural = _("index entries")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="search_entry_once",
                violation_error_message=_("This is in the index already."),
            )
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words", gin_pending_list_limit=512),
            models.Index(fields=["stirred_at"], name="search_entry_stirred"),
        ]

    def __str__(self) -> str:
        return self.reference or self.title

    @cached_property
    def country(self) -> str:
        """The country whose calendar dates it."""
        return self.administration.country


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SavedSearchQuerySet:
        """One's own, and those shared with a unit where one sits."""
        if actor.person_id is None:
            return self.none()
        return self.filter(Q(owner_id=actor.person_id) | Q(unit_id__in=[seat.unit_id for seat in actor.seats]))


class SavedSearch(models.Model):
    """A search under a name: for oneself, or shared with a unit. What it finds is what its reader may see.

    `alerts`: its owner is told when something new answers it, of what came `since` then; `looked_at` is up to when that
    was looked for.
    """

    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("owner"))
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    name = models.CharField(_("name"), max_length=80)
    query = models.TextField(_("search"), blank=True)
    alerts = models.BooleanField(_("tell me when something new answers it"), default=False)
    since = models.DateTimeField(_("new since"))
    looked_at = models.DateTimeField(_("last looked at"))

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_search_name_once",
                violation_error_message=_("You already have a search of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Told(models.Model):
    """That a saved search told of a thing: it does so once."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="told")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["search", "entry"], name="told_once", violation_error_message=_("This was told already.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.search_id} {self.entry_id}"


class Walk(models.Model):
    """How far the things of a source have been read through, to make the index anew or to check it.

    `version` is the analysis by which the whole index of this kind was last made; `mended` counts what a check found.
    """

    kind = models.CharField(max_length=16, primary_key=True)
    version = models.PositiveIntegerField(default=0)
    remaking = models.BooleanField(default=True)
    after = models.BigIntegerField(null=True)
    mended = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("walk through the index")
        verbose_name_plural = _("walks through the index")

    def __str__(self) -> str:
        return self.kind
