"""A browser of few words, and what it reads in a page: the fields of the form that is sent."""

from __future__ import annotations

import http.client
import urllib.parse
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.instance import Instance

TOKEN = "csrfmiddlewaretoken"


class Fields(HTMLParser):
    """The fields of each form that posts, as a browser would send them untouched; `options`: what could be chosen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.options: dict[str, list[str]] = {}
        self.name, self.posts, self.writes = "", False, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, kind, value = said.get("name", ""), said.get("type", "text"), said.get("value", "")
        if tag == "form":
            self.posts = said.get("method", "").lower() == "post"
            self.forms += [{}] if self.posts else []
        elif not self.posts:
            return
        elif tag == "select":
            self.name = name
        elif tag == "option" and self.name:
            self.options.setdefault(self.name, []).append(value)
            if "selected" in said or self.name not in self.forms[-1]:
                self.forms[-1][self.name] = value
        elif tag == "textarea":
            self.name, self.writes, self.forms[-1][name] = name, True, ""
        elif tag == "input" and kind in ("radio", "checkbox"):
            self.options.setdefault(name, []).append(value)
            if "checked" in said:
                self.forms[-1][name] = value or "on"
        elif tag == "input" and name and kind not in ("file", "submit"):
            self.forms[-1][name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.posts = False
        if tag in ("select", "textarea"):
            self.name, self.writes = "", False

    def handle_data(self, data: str) -> None:
        if self.writes:
            self.forms[-1][self.name] += data.lstrip("\n")

    @property
    def token(self) -> str:
        return next((form[TOKEN] for form in self.forms if TOKEN in form), "")

    @property
    def longest(self) -> dict[str, str]:
        """The form with the most fields: on a page of one act, that of the act."""
        return max(self.forms, key=len, default={})


class Browser:
    """Cookies, and no redirection followed."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.cookies = instance, {}  # type: ignore[var-annotated]

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """The status, and the page or where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.instance.port, timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Referer": f"http://127.0.0.1:{self.instance.port}/"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            for given in response.headers.get_all("Set-Cookie") or ():
                name, _, value = given.partition(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, response.headers.get("Location") or text
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        return self.ask("POST", path, urllib.parse.urlencode(fields).encode())

    def signed_in(self) -> bool:
        return self.get("/desk/deposits/")[0] == 200

    def sign_in(self, account: dict[str, str]) -> None:
        token = Fields(self.get("/account/login/")[1]).token
        if token:
            self.post("/account/login/", {TOKEN: token, **account})
