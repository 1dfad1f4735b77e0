"""Letters on paper, made up from a seed: typeset in several fonts, drawn at 300 dots per inch, worn as by a scanner.

Each sheet knows what is written on it, so that what was read can be counted. Used by `diwan bench mailroom` and tests.
"""

from __future__ import annotations

import io
import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import fontpkg_amiri
import fontpkg_ibm_plex_sans_arabic
import pypdfium2
import typst
from PIL import Image, ImageChops, ImageFilter

Day = date  # a sheet has a `date` as it is written on it
DPI = 300
FONTS = ("Amiri", "IBM Plex Sans Arabic", "Noto Naskh Arabic", "Noto Sans Arabic")
MONTHS_AR = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]
MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SENDERS = (
    ("وزارة الاقتصاد والمالية", "Ministère de l'Économie et des Finances"),
    ("وزارة الداخلية", "Ministère de l'Intérieur"),
    ("المندوبية السامية للتخطيط", "Haut-Commissariat au Plan"),
    ("الأكاديمية الجهوية للتربية والتكوين", "Académie régionale d'éducation et de formation"),
    ("المجلس الأعلى للحسابات", "Cour des comptes"),
)
SUBJECTS = (
    ("طلب معطيات حول عدد الأساتذة", "Demande de données relatives aux effectifs"),
    ("برمجة اجتماع لجنة التتبع", "Programmation de la réunion du comité de suivi"),
    ("تدبير الموسم الدراسي المقبل", "Gestion de la prochaine année scolaire"),
    ("صرف تعويضات التنقل", "Paiement des indemnités de déplacement"),
    ("توضيحات بخصوص الصفقات العمومية", "Précisions sur les marchés publics"),
)
BODIES = (
    (
        "يشرفني أن أطلب منكم موافاتي بالمعطيات المتعلقة بعدد العاملين بالمؤسسات التعليمية التابعة لإقليم القنيطرة"
        " برسم الموسم الدراسي الحالي وذلك في أقرب الآجال.",
        "J'ai l'honneur de vous demander de bien vouloir me communiquer les données relatives au nombre des agents"
        " en fonction dans les établissements de la province, dans les meilleurs délais.",
    ),
    (
        "وبعد فإن المصالح المركزية للوزارة تدعوكم إلى حضور الاجتماع الذي سيعقد بمقر المديرية قصد دراسة التقارير"
        " المنجزة واتخاذ التدابير اللازمة.",
        "Les services centraux du ministère vous invitent à la réunion qui se tiendra au siège de la direction afin"
        " d'examiner les rapports établis et de prendre les mesures nécessaires.",
    ),
)
SOURCE = r"""
#let d = json(bytes(sys.inputs.letter))
#set page(paper: "a4", margin: 2.2cm)
#let way = if d.language == "ar" { rtl } else { ltr }
#set text(font: (d.font, "Amiri"), size: d.size * 1pt, lang: d.language, dir: way, kerning: d.language != "ar")
#set par(leading: 0.9em, spacing: 1.2em)
#let ltr-box(it) = text(dir: ltr, box(it))
#align(center)[#d.country \ #d.sender]
#v(1em)
#align(end)[#d.place #h(0.4em) #if d.numeric { ltr-box(d.date) } else { d.date }]
#d.reference_label #ltr-box(d.reference)

#d.to

#d.subject_label #d.subject

#v(1em)
#for p in d.paragraphs { par(p) }
"""


@dataclass
class Sheet:
    """One letter and what is written on it: `reference` and `date` as they must be read."""

    language: str
    font: str
    sender: str
    subject: str
    reference: str
    date: str
    on: Day
    country: str
    to: str
    paragraphs: list[str]
    text: str
    pdf: bytes
    image: Image.Image | None = field(default=None, repr=False)


@cache
def compiler() -> typst.Compiler:
    folders = [Path(p.__file__).parent / "files" for p in (fontpkg_amiri, fontpkg_ibm_plex_sans_arabic)]
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=folders)
    return typst.Compiler(SOURCE.encode(), font_paths=fonts)


def letter(rng: random.Random, *, language: str, font: str) -> Sheet:
    """A letter of an administration, in its usual form."""
    arabic = language == "ar"
    at = 0 if arabic else 1
    on = date(2023, 1, 1) + timedelta(days=rng.randrange(1200))
    reference = f"{on.year}/{rng.randrange(1, 9999)}" if rng.random() < 0.6 else f"{rng.randrange(10, 99999)}/{on:%y}"
    form = rng.choice(("numeric", "words", "indic") if arabic else ("numeric", "words"))
    written = {
        "numeric": f"{on:%d/%m/%Y}",
        "words": f"{on.day} {(MONTHS_AR if arabic else MONTHS_FR)[on.month - 1]} {on.year}",
    }
    said = written.get(form) or written["words"].translate(INDIC)
    sender, subject = rng.choice(SENDERS)[at], rng.choice(SUBJECTS)[at]
    data: dict[str, Any] = {
        "language": language,
        "font": font,
        "size": rng.choice((12, 13, 14)),
        "country": "المملكة المغربية" if arabic else "Royaume du Maroc",
        "sender": sender,
        "place": "الرباط، في" if arabic else "Rabat, le",
        "date": said,
        "numeric": form == "numeric",
        "reference_label": "رقم:" if arabic else "Réf. :",
        "reference": reference,
        "to": "إلى السيد مدير الموارد البشرية" if arabic else "À Monsieur le Directeur des ressources humaines",
        "subject_label": "الموضوع:" if arabic else "Objet :",
        "subject": subject,
        "paragraphs": [rng.choice(BODIES)[at] for _ in range(rng.choice((1, 2, 3)))],
    }
    pdf: Any = compiler().compile(
        SOURCE.encode(), format="pdf", sys_inputs={"letter": json.dumps(data, ensure_ascii=False)}
    )
    text = " ".join(
        str(data[k])
        for k in (
            "country",
            "sender",
            "place",
            "date",
            "reference_label",
            "reference",
            "to",
            "subject_label",
            "subject",
        )
    )
    text += " " + " ".join(data["paragraphs"])
    more = data["country"], data["to"], data["paragraphs"]
    return Sheet(language, font, sender, subject, reference, said, on, *more, text, pdf)


def corpus(count: int, *, seed: int = 7, fonts: tuple[str, ...] = FONTS) -> list[Sheet]:
    """`count` letters, Arabic and French in turn, each drawn and worn."""
    rng = random.Random(seed)
    sheets = [letter(rng, language="fr" if n % 3 == 2 else "ar", font=fonts[n % len(fonts)]) for n in range(count)]
    for sheet in sheets:
        sheet.image = worn(drawn(sheet.pdf), rng)
    return sheets


def drawn(pdf: bytes, page: int = 0) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")


def worn(image: Image.Image, rng: random.Random) -> Image.Image:
    """As a scanner gives it: a little askew, a little soft, speckled, on paper that is not quite white."""
    image = image.rotate(rng.uniform(-1.2, 1.2), resample=Image.Resampling.BICUBIC, fillcolor=255)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 0.9)))
    noise = specks(image.size, rng.uniform(8, 18), rng)
    return ImageChops.add(image.point(lambda v: 12 + v * 0.91), noise, scale=1, offset=-128)


def specks(size: tuple[int, int], spread: float, rng: random.Random) -> Image.Image:
    """Grey noise around 128 from the seed: Pillow's own depends on what the process drew before."""
    levels = [round(min(255, max(0, NormalDist(128, spread).inv_cdf((n + 0.5) / 256)))) for n in range(256)]
    return Image.frombytes("L", size, rng.randbytes(size[0] * size[1])).point(levels)


def as_pdf(images: list[Image.Image]) -> bytes:
    """What a scanner sends: a PDF of JPEG pictures."""
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=DPI, quality=85)
    return out.getvalue()
