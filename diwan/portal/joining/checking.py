"""Every row of a workbook against its rules, the other rows and what is there: all mistakes at once, or a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations

from .enums import ChangeKind, SheetCode
from .plans import Plan
from .profiles import profiles
from .sheets import SHEETS, folded, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from diwan.core.organisations.api import Names, PostLine, Structure, UnitLine

    from .sheets import Column
    from .tables import Row, Table

CODE = re.compile(r"[A-Z0-9][A-Z0-9._/-]*")
SEVERAL = re.compile("[;,،؛]")


def check(tables: Mapping[str, Table], *, administration_id: int, at: datetime) -> Plan:
    """The plan of a workbook for an administration as it is (7 queries whatever the size)."""
    plan, there = Plan(), organisations.structure(administration_id, at)
    for table in tables.values():
        plan.rows[table.code] = len(table.rows)
        _whole(plan, table)

    def rows(code: SheetCode) -> list[Row]:
        return tables[code].rows if code in tables else []

    units = _units(plan, rows(SheetCode.UNITS), there)
    posts = _posts(plan, rows(SheetCode.POSTS), there, units)
    _people(plan, rows(SheetCode.PEOPLE), there, posts, administration_id)
    return plan


# --- what holds for every sheet ------------------------------------------------------------------------------------


def _whole(plan: Plan, table: Table) -> None:
    """Headings, merged cells, and each cell by itself."""
    from .tables import Row

    head = Row(table.code, 1, {})
    columns = {column.code: column for column in SHEETS[table.code].columns}
    for code in table.missing:
        plan.wrong(head, code, _("This column is missing."), _("Take the headings from the template."))
    for code in table.twice:
        plan.wrong(head, code, _("Two columns have this heading."), _("Keep one of them."))
    for row in table.rows:
        if row.number in table.merged:
            plan.wrong(row, "", _("Cells are merged here."), _("Split them: each row says everything itself."))
        for code, column in columns.items():
            if code in table.letters:
                _cell(plan, row, column)


def _cell(plan: Plan, row: Row, column: Column) -> None:
    value = row[column.code]
    if not value:
        if column.required:
            plan.wrong(row, column.code, _("This cell is empty."), _("Fill it in."))
    elif value.startswith("#") and value.endswith(("!", "?", "/A", "N/A")):
        plan.wrong(row, column.code, _("A formula failed here."), _("Type the value itself."))
    elif len(value) > column.longest:
        plan.wrong(row, column.code, _("This is too long."), _("Shorten it."))
    elif column.choices and folded(value) not in words(column.choices):
        plan.wrong(row, column.code, _("This word is not one of the list."), _("Choose from the list of the cell."))
    elif column.code in {"code", "unit", "parent"} and not CODE.fullmatch(value):
        plan.wrong(row, column.code, _("A code is made of Latin letters, digits and hyphens."), _("Change it."))


def _choice(row: Row, column: str, kind: str) -> str:
    return words(kind).get(folded(row[column]), "")


def _names(row: Row) -> Names:
    return organisations.Names(row["name_ar"], row["name_fr"], row["name_en"])


def _once(plan: Plan, rows: list[Row], column: str, key: Callable[[Row], str]) -> dict[str, Row]:
    """The rows by their key; a key that comes back is a mistake that names the first row."""
    first: dict[str, Row] = {}
    for row in rows:
        value = key(row)
        if value and value in first:
            words_ = _("The same stands already in row %(row)s.") % {"row": first[value].number}
            plan.wrong(row, column, words_, _("Delete one of the two rows."))
        elif value:
            first[value] = row
    return first


# --- units ---------------------------------------------------------------------------------------------------------


def _units(plan: Plan, rows: list[Row], there: Structure) -> set[str]:
    """Plans the units; the codes there will be."""
    asked = _once(plan, rows, "code", lambda row: row["code"])
    known = {code.upper(): line for code, line in there.units.items()}
    codes = {*asked, *known}
    above = {code: line.parent.upper() for code, line in known.items()}
    for code, row in asked.items():
        parent = row["parent"]
        if parent and parent not in codes:
            _absent(plan, row, "parent", parent)
        if code != there.root.upper():
            above[code] = "" if parent == there.root.upper() else parent
    circling = _circling(above)
    for code, row in asked.items():
        if code in circling:
            plan.wrong(
                row, "parent", _("This unit would stand below itself."), _("Correct the code of the unit above.")
            )
        elif code in known:
            _changed_unit(plan, row, known[code], known, there)
        else:
            kind = _choice(row, "kind", "kinds")
            parent = known[row["parent"]].code if row["parent"] in known else row["parent"]
            plan.new_units.append(organisations.NewUnit(code, parent, kind, _names(row)))
            plan.will(row, ChangeKind.CREATED, row["name_ar"])
    return codes


def _changed_unit(plan: Plan, row: Row, line: UnitLine, known: dict[str, UnitLine], there: Structure) -> None:
    names, kind = _kept(row, line.names), _choice(row, "kind", "kinds")
    if names != line.names:
        plan.renamed_units.append((line.id, names))
        plan.will(row, ChangeKind.RENAMED, f"{line.names.ar} ← {names.ar}")
    if kind and kind != line.kind:
        plan.classified_units.append((line.id, kind))
        plan.will(row, ChangeKind.CLASSIFIED)
    parent = "" if row["parent"] == there.root.upper() else row["parent"]
    if line.code != there.root and parent != line.parent.upper():
        plan.moved_units.append((line.id, known[parent].code if parent in known else parent))
        plan.will(row, ChangeKind.MOVED, f"{line.parent or there.root} ← {parent or there.root}")


def _kept(row: Row, former: Names) -> Names:
    """The names of a row; those for which it has no column stay as they are."""
    said = {code: row.cells.get(f"name_{code}", getattr(former, code)) for code in ("ar", "fr", "en")}
    return organisations.Names(said["ar"], said["fr"], said["en"], former.zgh)


def _circling(above: dict[str, str]) -> set[str]:
    """The codes that lead back to themselves."""
    sound: set[str] = {""}
    circling: set[str] = set()
    for start in above:
        trail: list[str] = []
        code = start
        while code not in sound and code in above and code not in trail and code not in circling:
            trail.append(code)
            code = above[code]
        if code in trail:
            circling.update(trail[trail.index(code) :])
            sound.update(trail[: trail.index(code)])
        else:
            sound.update(trail)
    return circling


def _absent(plan: Plan, row: Row, column: str, code: str) -> None:
    what = _("No unit has the code %(code)s, here or in the file.") % {"code": code}
    plan.wrong(row, column, what, _("Correct the code, or add the unit to the sheet of units."))


# --- posts ---------------------------------------------------------------------------------------------------------


def _posts(plan: Plan, rows: list[Row], there: Structure, units: set[str]) -> dict[str, tuple[bool, PostLine | None]]:
    """Plans the posts; by code, whether each is for several people, and the post itself when it is there."""
    asked = _once(plan, rows, "code", lambda row: row["code"])
    known = {code.upper(): line for code, line in there.posts.items()}
    spelled = {code.upper(): code for code in there.units}
    found: dict[str, tuple[bool, PostLine | None]] = {code: (line.shared, line) for code, line in known.items()}
    leaving = {code for code, row in asked.items() if _choice(row, "head", "yesno") == "no"}
    heads = {unit.upper(): code.upper() for unit, code in there.heads.items() if code.upper() not in leaving}
    for code, row in asked.items():
        if row["unit"] and row["unit"] not in units:
            _absent(plan, row, "unit", row["unit"])
        line = known.get(code)
        shared = _choice(row, "shared", "yesno") == "yes"
        is_head = _head(plan, row, code, heads, line)
        if line is None:
            profile = profiles().get(_choice(row, "profile", "profiles"))
            rights = profile.rights if profile else ()
            unit = spelled.get(row["unit"], row["unit"])
            plan.new_posts.append(organisations.NewPost(code, unit, _names(row), is_head, shared, rights))
            plan.will(row, ChangeKind.CREATED, row["name_ar"])
            found[code] = (shared, None)
        else:
            _changed_post(plan, row, line, is_head)
    return found


def _head(plan: Plan, row: Row, code: str, heads: dict[str, str], line: PostLine | None) -> bool:
    """Whether the post heads its unit; a second head is a mistake."""
    asked = _choice(row, "head", "yesno")
    if not asked and line is not None:
        return line.is_head
    if asked == "yes" and heads.setdefault(row["unit"], code) != code:
        plan.wrong(row, "head", _("This unit has a head already."), _("Write “no” here, or on the other post."))
    return asked == "yes"


def _changed_post(plan: Plan, row: Row, line: PostLine, is_head: bool) -> None:
    if row["unit"] and row["unit"] != line.unit.upper():
        what: Any = _("This post stands in the unit %(code)s, and a post does not move.") % {"code": line.unit}
        plan.wrong(row, "unit", what, _("Give the post in the other unit another code."))
    shared = _choice(row, "shared", "yesno")
    if shared and (shared == "yes") != line.shared:
        what = _("Whether several people hold a post cannot change once it is made.")
        plan.wrong(row, "shared", what, _("Create another post, with another code."))
    names = _kept(row, line.names)
    if names != line.names or is_head != line.is_head:
        plan.renamed_posts.append((line.id, names, is_head))
        plan.will(row, ChangeKind.RENAMED, f"{line.names.ar} ← {names.ar}")
    profile = profiles().get(_choice(row, "profile", "profiles"))
    if profile and set(profile.rights) != set(line.rights):
        plan.withdrawn += [grant for given, grant in line.grants.items() if given not in profile.rights]
        plan.given += [(line.id, *given) for given in profile.rights if given not in line.rights]
        plan.will(row, ChangeKind.GRANTED, profile.names.here)


# --- people --------------------------------------------------------------------------------------------------------


def _people(
    plan: Plan,
    rows: list[Row],
    there: Structure,
    posts: dict[str, tuple[bool, PostLine | None]],
    administration_id: int,
) -> None:
    asked = _once(plan, rows, "email", lambda row: row["email"])
    known = accounts.by_email(email.lower() for email in asked) if asked else {}
    sitting: dict[str, Row] = {}  # who takes a post for one, by its code
    for email, row in asked.items():
        address = email.lower()
        try:
            validate_email(address)
        except ValidationError:
            plan.wrong(row, "email", _("This is not an e-mail address."), _("Correct it: name@domain."))
            continue
        user = known.get(address)
        language = _choice(row, "language", "languages")
        if user is None:
            newcomer = accounts.Newcomer(address, row["name_ar"], row["name_latin"], language or "ar")
            plan.new_people.append(newcomer)
            plan.will(row, ChangeKind.CREATED, row["name_ar"])
        elif not _ours(plan, row, user, administration_id):
            continue
        else:
            newcomer = accounts.Newcomer(address, row["name_ar"], row["name_latin"], language or user.language)
            if (user.name_ar, user.name_latin, user.language) != (
                newcomer.name_ar,
                newcomer.name_latin,
                newcomer.language,
            ):
                plan.corrected_people.append(newcomer)
                plan.will(row, ChangeKind.CORRECTED, f"{user.name_ar} ← {newcomer.name_ar}")
        for code in filter(None, SEVERAL.split(row["post"])):
            _seat(plan, row, code, address, user, posts, sitting)


def _ours(plan: Plan, row: Row, user: Any, administration_id: int) -> bool:
    if user.administration_id != administration_id:
        what: Any = _("This address belongs to an account outside your administration.")
        plan.wrong(row, "email", what, _("Use another address, or ask the operator of the platform."))
        return False
    if not user.is_active:
        what = _("The account of this address is closed.")
        plan.wrong(row, "email", what, _("Open it again on the page of accounts, or delete this row."))
        return False
    return True


def _seat(
    plan: Plan,
    row: Row,
    code: str,
    address: str,
    user: Any,
    posts: dict[str, tuple[bool, PostLine | None]],
    sitting: dict[str, Row],
) -> None:
    """Seat a person in a post of that code, unless they sit there."""
    if code not in posts:
        what = _("No post has the code %(code)s, here or in the file.") % {"code": code}
        plan.wrong(row, "post", what, _("Correct the code, or add the post to the sheet of posts."))
        return
    shared, line = posts[code]
    if not shared:
        if code in sitting:
            taken = _("Row %(row)s puts somebody else in the post %(code)s, which is for one person.")
            params = {"row": sitting[code].number, "code": code}
            plan.wrong(row, "post", taken % params, _("Choose one of them, or write that several people hold it."))
            return
        sitting[code] = row
    if line is not None and user is not None and user.pk in line.holders:
        return
    if line is not None and line.holders and not shared:
        plan.successions.append((line.id, address))
        plan.will(row, ChangeKind.REPLACES, code)
    else:
        plan.seats.append((line.code if line else code, address))
        plan.will(row, ChangeKind.SEATED, code)
