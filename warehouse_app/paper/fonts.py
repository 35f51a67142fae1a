"""The one font of all papers: WenQuanYi Micro Hei, embedded once per file, with only the glyphs the file uses.

reportlab cuts a large TrueType font into subsets of 256 characters, which puts several fonts into a Chinese file and
a font switch into almost every word. Here the glyphs go into a single composite font (ISO 32000-1, 9.7: Type 0 with
Identity-H), two bytes per character.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from warehouse_app.places import RESOURCES

FONT_NAME = "PackdeskHei"
FONT_FILE = RESOURCES / "fonts" / "wqy-microhei.ttc"
MISSING = "〓"  # the geta mark: Chinese and Japanese printers' sign for "a character stands here that we do not have"

_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u200b\u2060\ufeff]+")
# Joiners, variation selectors and skin tones belong to the emoji before them: one picture, one replacement mark.
# Soft hyphens and the direction marks that come with a phone number copied from a contact are nothing to see at all.
_CLINGING = re.compile("[\u00ad\u200c-\u200f\u202a-\u202e\u2066-\u2069\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
_BFCHAR_LIMIT = 100  # entries per beginbfchar block (Adobe technical note 5411)


class _GlyphCodes(dict[str, str]):
    """Character to its two-byte code in one file, as four hex digits; grows as characters are first printed."""

    def __init__(self, glyph_of: dict[int, int]) -> None:
        super().__init__()
        self._glyph_of = glyph_of
        self._code_of_glyph: dict[int, str] = {}
        self.embedded: list[str] = []  # the character that first used code n + 1

    def __missing__(self, char: str) -> str:
        glyph = self._glyph_of[ord(char)]
        code = self._code_of_glyph.get(glyph)
        if code is None:
            self.embedded.append(char)
            code = self._code_of_glyph[glyph] = f"{len(self.embedded):04x}"
        self[char] = code
        return code


class CompositeFont(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A TrueType font that reportlab writes as one Type 0 font per file instead of many 256-character subsets."""

    def codes(self, doc: Any) -> _GlyphCodes:
        """The code table of one file; asking for it makes the file embed this font when it is saved."""
        table = self.state.get(doc)
        if table is None:
            table = self.state[doc] = _GlyphCodes(self.face.charToGlyph)
            doc.fontMapping[self.fontName] = f"/F{len(doc.fontMapping) + 1}"
            doc.delayedFonts.append(self)
        return table  # type: ignore[no-any-return]  # reportlab ships no types

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802 (reportlab's name)
        """Reportlab's hook: a string as runs of (subset, bytes); here always one run."""
        codes = self.codes(doc)
        return [(0, bytes.fromhex("".join([codes[char] for char in printable(text)])))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802 (reportlab's name)
        """Reportlab's hook: the name of the font inside the file."""
        self.codes(doc)
        return str(doc.fontMapping[self.fontName])

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (reportlab's name)
        """Reportlab's hook, called once when the file is saved: write the font with the glyphs that were used."""
        characters = self.codes(doc).embedded
        base_name = f"AAAAAA+{self.face.name.decode('ascii')}"
        cid_font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(base_name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
                "DW": 1000,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray([_width_of(self.face, char) for char in characters])]),
                "FontDescriptor": self.face.addSubsetObjects(doc, base_name, [ord(char) for char in characters]),
            }
        )
        unicode_map = pdfdoc.PDFStream(content=_to_unicode(characters), filters=[pdfdoc.PDFZCompress])
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(base_name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(cid_font, "cidFont:" + base_name)]),
                "ToUnicode": doc.Reference(unicode_map, "toUnicode:" + base_name),
            }
        )
        name = doc.fontMapping[self.fontName].lstrip("/")
        doc.idToObject["BasicFonts"].dict[name] = doc.Reference(font, "compositeFont:" + base_name)
        del self.state[doc]


def _width_of(face: Any, char: str) -> int:
    """Advance width in thousandths of the size, as PDF wants it."""
    width: int = round(face.getCharWidth(ord(char)))
    return width


def _to_unicode(characters: list[str]) -> str:
    """The map from codes back to characters, so that a file can be searched and copied from."""
    pairs = [f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for code, char in enumerate(characters, start=1)]
    blocks = [pairs[at : at + _BFCHAR_LIMIT] for at in range(0, len(pairs), _BFCHAR_LIMIT)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


@functools.cache
def font() -> CompositeFont:
    """The font, read and registered with reportlab when first asked for (about 0.1 s, once per run)."""
    loaded = CompositeFont(FONT_NAME, str(FONT_FILE), subfontIndex=0)
    pdfmetrics.registerFont(loaded)
    return loaded


@functools.cache
def _drawable() -> frozenset[str]:
    """Every character the font has a glyph for and that can stand alone; of the white and invisible ones only the space."""
    characters = {chr(code) for code, glyph in font().face.charToGlyph.items() if glyph}
    unseen = {char for char in characters if _SPACES.match(char) or _CLINGING.match(char)}
    marks = {char for char in characters if unicodedata.combining(char)}  # nothing here would set them onto their letter
    return frozenset(characters - unseen - marks | {" "})


class _Widths(dict[str, float]):
    def __missing__(self, char: str) -> float:
        width = self[char] = _width_of(font().face, char) / 1000
        return width


_widths = _Widths()


def printable(text: str) -> str:
    """``text`` on one line, with every character the font lacks (emoji, rare characters) shown as 〓, never dropped."""
    known = _drawable()
    if known.issuperset(text):
        return text
    return "".join([char if char in known else MISSING for char in _plain(text)])


def lacking(text: str) -> str:
    """The characters of ``text`` that ``printable`` shows as 〓, each once, in their order; "" when all can be printed."""
    known = _drawable()
    if known.issuperset(text):
        return ""
    return "".join(dict.fromkeys(char for char in _plain(text) if char not in known))


def _plain(text: str) -> str:
    """On one line, nothing invisible in it, and a letter with its accent as one character where there is one."""
    return unicodedata.normalize("NFC", _CLINGING.sub("", _SPACES.sub(" ", text)))


def em_width(text: str) -> float:
    """Width of printable ``text`` in ems: times the size in points, it is the width in points."""
    return sum([_widths[char] for char in text])
