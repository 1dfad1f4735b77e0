"""Spreadsheets as people write them, and as nobody should."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
import xlsxwriter
from django.utils import translation

from diwan.kit import spreadsheets
from diwan.kit.spreadsheets import NotASpreadsheet
from diwan.portal.joining.plans import Plan
from diwan.portal.joining.sheets import cleaned, machine
from diwan.portal.joining.tables import NothingInIt, TooManyRows, letter
from diwan.portal.joining.workbooks import with_mistakes

from .conftest import UNITS, tables, workbook

ARABIC = "الرمز,رمز الوحدة الأعلى,النوع,الاسم بالعربية\nSG,,مديرية,الكتابة العامة\n"


def test_a_cell_as_people_write_it():
    assert cleaned(12.0) == "12"
    assert cleaned(" أ\u200f\u00a0 ب ") == "أ ب"
    assert machine(cleaned("drh-٣")) == "DRH-3"
    assert [letter(n) for n in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_separated_in_any_code(encoding, delimiter):
    (row,) = tables(ARABIC.replace(",", delimiter).encode(encoding), "csv")["units"].rows
    assert (row["code"], row["kind"], row["name_ar"], row.number) == ("SG", "مديرية", "الكتابة العامة", 2)


def test_blank_rows_headings_lower_down_and_other_sheets():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("ملاحظات").write(0, 0, "لا شيء")
        page = book.add_worksheet("الوحدات")
        page.write(0, 0, "لائحة وحدات الجماعة")
        for place, heading in enumerate(("Code *", "النوع", "Nom en arabe", "شيء آخر")):
            page.write(2, place, heading)
        page.write_row(5, 0, [7, "مصلحة", "مصلحة سبعة", "x"])
    (row,) = tables(out.getvalue())["units"].rows
    assert (row.number, row["code"], row["name_ar"]) == (6, "7", "مصلحة سبعة")


def test_a_formula_counts_by_its_result_and_merged_cells_are_seen():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("units")
        page.write_row(0, 0, ["code", "parent", "kind", "name_ar"])
        page.write_formula(1, 0, '="S"&"G"', value="SG")
        page.write_row(1, 2, ["service", "مصلحة"])
        page.merge_range(2, 0, 3, 0, "X")
    found = tables(out.getvalue())["units"]
    assert found.rows[0]["code"] == "SG"
    assert found.merged == {3, 4}


def test_a_heading_twice_or_absent_is_told():
    found = tables(b"code,code,name_ar\nA,B,C\n", "csv")["units"]
    assert (found.twice, found.missing) == (["code"], ["kind"])


@pytest.mark.parametrize(
    ("content", "extension", "refusal"),
    [
        (b"", "csv", NothingInIt),
        (b"a,b\n1,2\n", "csv", NothingInIt),
        (b"not a zip", "xlsx", NotASpreadsheet),
        (b"PK\x03\x04 cut", "ods", NotASpreadsheet),
        (workbook(units=UNITS)[:-200], "xlsx", NotASpreadsheet),
        (b"x", "exe", NotASpreadsheet),
        (b"code,kind,name_ar\n" + b"A,service,x\n" * 12_001, "csv", TooManyRows),
    ],
)
def test_what_is_refused(content, extension, refusal):
    with pytest.raises(refusal):
        tables(content, extension)


def hostile(cells: str) -> bytes:
    """A workbook whose sheet is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(units=UNITS))) as good, zipfile.ZipFile(out, "w", 8) as bad:
        for member in good.infolist():
            body = good.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                start, end = body.index(b"<sheetData>"), body.index(b"</sheetData>")
                body = body[: start + 11] + cells.encode() + body[end:]
            bad.writestr(member.filename, body)
    return out.getvalue()


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'>" + "<c><v>1</v></c>" * 3_000_000 + "</row>",
        "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 60_000)),
    ],
    ids=["far cell", "wide", "long and wide"],
)
def test_a_workbook_that_claims_too_much_harms_nobody(cells):
    started = time.monotonic()
    with pytest.raises((NotASpreadsheet, NothingInIt, TooManyRows)):
        tables(hostile(cells))
    assert time.monotonic() - started < spreadsheets.PATIENCE


def test_what_people_typed_never_leaves_as_a_formula():
    found = tables(workbook(units=[["A", "", "service", "x", "", ""]]))
    object.__setattr__(found["units"].rows[0], "cells", {"code": "A", "name_ar": '=HYPERLINK("http://x")'})
    plan = Plan()
    plan.wrong(found["units"].rows[0], "name_ar", "خطأ", "أصلحه")
    with translation.override("fr"):
        content = with_mistakes(found, plan)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert tables(content)["units"].rows[0]["name_ar"].startswith("=HYPERLINK")
