"""Code 128 (ISO/IEC 15417) as SVG, and the numbers it carries: a D, ten digits and one that checks them (Luhn)."""

from __future__ import annotations

WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]  # bars and spaces, in modules, of the values 0 to 106
START_B, STOP = 104, 106
QUIET = 10  # modules of white on either side, which readers need


def number(key: int) -> str:
    """The bar code of item `key`."""
    digits = f"{key:010d}"
    return f"D{digits}{luhn(digits)}"


def is_number(text: str) -> bool:
    return len(text) == 12 and text[0] == "D" and text[1:].isdecimal() and luhn(text[1:11]) == int(text[11])


def luhn(digits: str) -> int:
    """The digit that makes a typing error of one digit, or of two neighbours exchanged, visible."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def values(text: str) -> list[int]:
    """The symbol characters of a text in code set B, with start, check and stop."""
    body = [ord(letter) - 32 for letter in text]
    if any(not 0 <= value <= 94 for value in body):
        raise ValueError("only printable ASCII has bars")
    check = (START_B + sum(place * value for place, value in enumerate(body, 1))) % 103
    return [START_B, *body, check, STOP]


def svg(text: str, *, height: int = 40) -> bytes:
    """The bars of a text, one unit a module."""
    at, bars = QUIET, []
    for value in values(text):
        for place, width in enumerate(map(int, WIDTHS[value])):
            if place % 2 == 0:
                bars.append(f"M{at} 0h{width}v{height}h-{width}z")
            at += width
    size = f'viewBox="0 0 {at + QUIET} {height}" width="{at + QUIET}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{"".join(bars)}"/></svg>'.encode()
