"""What every page knows. Nothing is looked up until the page asks: an error page costs no query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from diwan.kit import navigation
from diwan.kit.language import PARAMETER

from .theme import theme_of

if TYPE_CHECKING:
    from django.http import HttpRequest


# As people write them: Django's own list has العربيّة with a shadda, and français without its capital.
NAMES = {"ar": "العربية", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "fr": "Français", "en": "English"}


@dataclass(frozen=True)
class Language:
    """A link of the language switch."""

    code: str
    name: str
    direction: str
    url: str
    current: bool


class Shell:
    """The frame around a page, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @classmethod
    def bare(cls, request: HttpRequest) -> Shell:
        """A frame that knows nobody, for pages that must stand when the database does not."""
        frame = cls(request)
        frame.actor = None
        return frame

    @cached_property
    def theme(self) -> str:
        return theme_of(self.request)

    @cached_property
    def actor(self) -> Any:
        """The actor when somebody is signed in, else None."""
        actor = getattr(self.request, "actor", None)
        return actor if navigation.is_person(actor) else None

    @cached_property
    def person(self) -> str:
        """The name of the person, in letters the reader of this page reads."""
        latin = getattr(self.actor, "name_latin", "") if get_language() in {"fr", "en"} else ""
        return latin or self.actor.name

    @cached_property
    def languages(self) -> list[Language]:
        current = get_language()
        return [
            Language(
                code=code,
                name=NAMES.get(code) or get_language_info(code)["name_local"],
                direction="rtl" if get_language_info(code)["bidi"] else "ltr",
                url=self._address(code),
                current=code == current,
            )
            for code, _name in settings.LANGUAGES
        ]

    def _address(self, code: str) -> str:
        """This page in another language, its other parameters kept."""
        query = self.request.GET.copy()
        query[PARAMETER] = code
        return f"?{query.urlencode()}"

    @cached_property
    def navigation(self) -> list[tuple[str, list[navigation.Line]]]:
        return navigation.sections_for(self.actor)

    @cached_property
    def here(self) -> str:
        """The entry of the navigation under which this page stands: the longest address that begins its own."""
        urls = [line.url for _section, lines in self.navigation for line in lines]
        return max((url for url in urls if self.request.path.startswith(url)), key=len, default="")

    @cached_property
    def waiting(self) -> int:
        """The number on the bell, counted for the side navigation already."""
        return sum(line.waiting or 0 for _section, lines in self.navigation for line in lines if line.bell)

    @cached_property
    def seat(self) -> Any:
        """The first seat of the person: what the top bar says under the name of the house."""
        seats = getattr(self.actor, "seats", ())
        return seats[0] if seats else None

    @property
    def public_accounts(self) -> bool:
        """Whether members of the public may open an account."""
        return settings.DIWAN_PUBLIC_ACCOUNTS

    @property
    def demo(self) -> bool:
        return settings.DIWAN_DEMO


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
