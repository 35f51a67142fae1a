"""What an order's flag, notes and invoice title ask for: a card with its text, an invoice, a gift, how to pack, how to deliver.

Pure functions over word lists, which are a setting. What no list knows is not guessed at: the note is shown and read as it
stands. A wish that is denied ("no invoice", 不要发票, 贺卡就不用了) is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from warehouse_app.store import word_lists as known


class WishKind(StrEnum):
    """What may be asked for, in the order it is done and shown."""

    CARD = "card"
    INVOICE = "invoice"
    GIFT = "gift"
    LEAFLET = "leaflet"
    PACKING = "packing"
    DELIVERY = "delivery"
    FLAG = "flag"


ENCLOSED = (WishKind.CARD, WishKind.INVOICE, WishKind.GIFT, WishKind.LEAFLET)
"""What lies in the parcel besides its goods."""
TAKE_ALONG = (*ENCLOSED, WishKind.PACKING)
"""What somebody has to fetch for the parcel besides its goods."""
FROM_BUYER = frozenset({WishKind.CARD, WishKind.INVOICE, WishKind.PACKING, WishKind.DELIVERY})
"""A buyer may ask for these; whether a gift or a leaflet goes in is the seller's to say."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to do for an order; ``text`` is what the card says, whom the invoice is for, or the wish in its own words."""

    kind: WishKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What an order says besides its goods."""

    note: str = ""
    message: str = ""
    invoice_title: str = ""
    flag: str = ""


class Words(NamedTuple):
    """The word lists: (kind, words) pairs, and what each colour of the flag means in this shop."""

    lists: tuple[tuple[str, tuple[str, ...]], ...]
    flags: tuple[tuple[str, str], ...] = ()


def words_of(lists: Mapping[str, Iterable[str]], flags: Mapping[str, str] | None = None) -> Words:
    """Word lists as the settings keep them, ready to read notes by."""
    kept = tuple((kind, tuple(words)) for kind, words in lists.items())
    return Words(kept, tuple(sorted((colour, text.strip()) for colour, text in (flags or {}).items() if text.strip())))


DEFAULT_WORDS = words_of(known.WISH_WORDS)


def wishes(said: Said, words: Words = DEFAULT_WORDS) -> tuple[Wish, ...]:
    """Everything the order asks for, each thing once, in the order of ``WishKind``."""
    reader = _reader(words.lists)
    note, message = _read(said.note, reader), _read(said.message, reader)
    found = [wish for wish in note if isinstance(wish, Wish)]
    found += [wish for wish in message if isinstance(wish, Wish) and wish.kind in FROM_BUYER]
    found += _by_title(said.invoice_title, found, refused=_NO_INVOICE in (*note, *message))
    meaning = dict(words.flags).get(flag_colour(said.flag), "")
    found += [Wish(WishKind.FLAG, meaning)] if meaning else []
    return _each_once(found)


@functools.lru_cache(maxsize=256)
def flag_colour(flag: str) -> str:
    """The colour of a seller's flag as files name it (红旗, red, 1): red, yellow, green, blue, purple, orange, grey, or ""."""
    folded = _fold(flag).strip()
    for colour, names in known.FLAG_COLOURS.items():
        if folded in names or any(name in folded for name in names if not name.isdigit()):
            return colour
    return ""


# --- words in a text ----------------------------------------------------------------------------------------------------

_NO_INVOICE = "no invoice"


class _Match(NamedTuple):
    kind: str
    start: int
    end: int


class _Reader(NamedTuple):
    pattern: re.Pattern[str]
    kind_of: Mapping[str, str]


@functools.lru_cache(maxsize=8)
def _reader(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> _Reader:
    """One pattern for all words, the longest first: a gift card is no gift, an electronic invoice none to put in."""
    kind_of = {_fold(word).strip(): kind for kind, words in lists for word in words if word.strip()}
    longest = sorted(kind_of, key=lambda word: (-len(word), word))
    return _Reader(re.compile("|".join(map(_whole, longest)) or r"(?!)"), kind_of)


def _whole(word: str) -> str:
    """A word as a pattern: letters of ours stand alone (card is not in cardigan), blanks may be several."""
    pattern = r"\s+".join(map(re.escape, word.split()))
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{before}{pattern}{after}"


def _fold(text: str) -> str:
    """Full width as half width and capitals as small ones, no character more or less."""
    return "".join(map(_fold_one, text))


def _fold_one(char: str) -> str:
    if "\uff01" <= char <= "\uff5e":
        char = chr(ord(char) - 0xFEE0)
    elif char == "\u3000":
        char = " "
    small = char.lower()
    return small if len(small) == 1 else char


def _read(text: str, reader: _Reader) -> list[Wish | str]:
    """The wishes of one text, and ``_NO_INVOICE`` when it says that none is to be put in."""
    folded = _fold(text)
    found: list[Wish | str] = []
    done = 0
    for group in _groups(folded, reader):
        denied = _denied_before(folded, group) or _denied_after(folded, group)
        for match in group:
            if match.start < done:
                continue  # inside the words of a card
            if match.kind == "no_invoice" or (denied and match.kind == WishKind.INVOICE):
                found.append(_NO_INVOICE)
            elif match.kind == WishKind.DELIVERY or (match.kind != "none" and not denied):
                wish, done = _wish(text, folded, match, reader)
                found.append(wish)
    return found


def _matches(folded: str, reader: _Reader, start: int = 0) -> Iterator[_Match]:
    for found in reader.pattern.finditer(folded, start):
        yield _Match(reader.kind_of[" ".join(found[0].split())], found.start(), found.end())


def _groups(folded: str, reader: _Reader) -> list[list[_Match]]:
    """Words joined by "and" stand together: one "no" before or after them is for all."""
    groups: list[list[_Match]] = []
    for match in _matches(folded, reader):
        if groups and folded[groups[-1][-1].end : match.start].strip() in known.AND:
            groups[-1].append(match)
        else:
            groups.append([match])
    return groups


# --- yes and no ---------------------------------------------------------------------------------------------------------


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_BEFORE = re.compile(rf"(?:{_any(known.NOT_BEFORE)})[{known.NOT_BETWEEN}]{{0,6}}\s*$")
_BEFORE_ENGLISH = re.compile(
    rf"(?<![a-z])(?:{_any(known.NOT_BEFORE_ENGLISH)})(?:\s+(?:{_any(known.NOT_BETWEEN_ENGLISH)})(?![a-z]))*\s*$"
)
_LOOKS_DENIED = re.compile(_any(known.NOT_IN_WORDS))
_AFTER = re.compile(
    rf"\s*:?\s*(?:(?:{_any(known.NOT_AFTER_FILL)})*\s*(?:{_any(known.NOT_AFTER)})\s*(?:{_any(known.NOT_AFTER_END)})*"
    rf"|(?:is\s+|are\s+)?(?:{_any(known.NOT_AFTER_ENGLISH)}))\s*(?:please)?\s*$"
)
_STRONG_BREAK = re.compile(r"[;\n\r|。]|\.(?=\s|$)")
_BREAK = re.compile(r"[;\n\r|。,!?、]|\.(?=\s|$)")


def _denied_before(folded: str, group: Sequence[_Match]) -> bool:
    start = group[0].start
    before = _LOOKS_DENIED.sub("#", folded[_clause_start(folded, start) : start])
    return bool(_BEFORE.search(before) or _BEFORE_ENGLISH.search(before))


def _denied_after(folded: str, group: Sequence[_Match]) -> bool:
    end = group[-1].end
    return bool(_AFTER.fullmatch(folded, end, _clause_end(folded, end)))


def _clause_start(folded: str, place: int) -> int:
    return max((found.end() for found in _BREAK.finditer(folded, 0, place)), default=0)


def _clause_end(folded: str, place: int, breaks: re.Pattern[str] = _BREAK) -> int:
    found = breaks.search(folded, place)
    return len(folded) if found is None else found.start()


# --- what exactly -------------------------------------------------------------------------------------------------------

_OPENING = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’", "《": "》", "'": "'", "【": "】", "(": ")"}
_PLEASE = rf"(?:{_any(known.CARD_PLEASE)})?\s*"
_CARD_SAYS = re.compile(
    rf"\s*[,、]?\s*{_PLEASE}(?:{_any(known.CARD_PLACE)})?\s*{_PLEASE}"
    rf"(?:(?:{_any(known.CARD_WRITE)})(?![a-z])\s*:?|:|[-—–]+(?=\s)|(?=[{re.escape(''.join(_OPENING))}]))\s*"
)
_QUOTED_BEFORE = re.compile(
    rf"(?:{_any(known.CARD_WRITE)})\s*:?\s*(?P<quoted>[“\"「『‘《【'(](.+)[”\"」』’》】')])\s*{known.OF}?\s*$"
)
_LEAD = re.compile(rf"(?:{_any(known.LEAD)}|\s)*")
_TITLE = re.compile(rf"(?:{_any(known.INVOICE_TITLE)})\s*[:{known.IS}]?\s*(.+)|\s*:\s*(.+)")
_TITLE_NEXT = re.compile(rf"\s*[,、]\s*(?:{_any(known.INVOICE_TITLE)})\s*[:{known.IS}]?\s*([^,;!?、。\n\r]+)")
_JOINED_LEFT = re.compile(rf"\s*(?:{_any(known.AND)})(?![a-z])")
_JOINED_RIGHT = re.compile(rf"(?<![a-z])(?:{_any(known.AND)})\s*$")
_EDGES = " \t\n\r,，、;；。!！:："


def _wish(text: str, folded: str, match: _Match, reader: _Reader) -> tuple[Wish, int]:
    """The wish a word begins, and where its own words end."""
    kind = WishKind(match.kind)
    if kind is WishKind.CARD:
        start, end = _card_words(folded, match, reader)
        return Wish(kind, text[start:end].strip(_EDGES)), max(end, match.end)
    if kind is WishKind.INVOICE:
        clause_end = _clause_end(folded, match.end)
        found = _TITLE.search(folded, match.end, clause_end) or _TITLE_NEXT.match(folded, clause_end)
        start, end = found.span(found.lastindex or 0) if found else (0, 0)
        title = text[start:end].strip(_EDGES)
        return Wish(kind, "" if _fold(title) in known.YES else title), max(end, match.end)
    start, end = _clause_of(folded, match, reader)
    own = text[start:end].strip(_EDGES)
    bare = kind in (WishKind.GIFT, WishKind.LEAFLET) and _fold(own) == folded[match.start : match.end]
    return Wish(kind, "" if bare else own), match.end


def _card_words(folded: str, match: _Match, reader: _Reader) -> tuple[int, int]:
    """Where the words of the card stand: in quotes, or from "write" or a colon on to the next wish or the sentence's end."""
    says = _CARD_SAYS.match(folded, match.end)
    if says is None:
        quoted = _QUOTED_BEFORE.search(folded[: match.start])
        return quoted.span(2) if quoted else (match.end, match.end)
    start = says.end()
    closing = _OPENING.get(folded[start : start + 1], "")
    end = folded.find(closing, start + 1) if closing else -1
    if end >= 0:
        return start + 1, end
    end = _clause_end(folded, start, _STRONG_BREAK)
    for other in _matches(folded, reader, start):
        if other.start >= end:
            break
        for pause in reversed([at for at in range(start + 1, other.start) if _pauses(folded, at)]):
            if not _LEAD.fullmatch(folded, pause + 1, other.start):
                break
            end = pause
        if end <= other.start:
            break
    return start, end


def _pauses(folded: str, at: int) -> bool:
    """Whether another wish may begin after this sign; a blank is a pause in Chinese alone."""
    return folded[at] in ",!?、" or (folded[at] == " " and not folded[at - 1 : at + 2].isascii())


def _clause_of(folded: str, match: _Match, reader: _Reader) -> tuple[int, int]:
    """The part of the sentence a wish stands in, without what asks for something of another kind."""
    start, end = _clause_start(folded, match.start), _clause_end(folded, match.end)
    for other in _matches(folded[:end], reader, start):
        if other.kind != match.kind and other.end <= match.start:
            start = other.end
        elif other.kind != match.kind and other.start >= match.end:
            end = min(end, other.start)
    joined_left, joined_right = _JOINED_LEFT.match(folded, start, end), _JOINED_RIGHT.search(folded, start, end)
    return (joined_left.end() if joined_left else start), (joined_right.start() if joined_right else end)


def _by_title(title: str, found: list[Wish], *, refused: bool) -> list[Wish]:
    """The invoice a title in the file asks for; nothing when notes ask for one anyway, or say that there is none to put in."""
    if _fold(title).strip() in ("", *known.NO_TITLE) or refused:
        return []
    for place, wish in enumerate(found):
        if wish.kind is WishKind.INVOICE and not wish.text:
            found[place] = Wish(WishKind.INVOICE, title.strip())
    return [Wish(WishKind.INVOICE, title.strip())]


def _each_once(found: Sequence[Wish]) -> tuple[Wish, ...]:
    """Each wish once; one that says more stands for the one that only names the thing, and an invoice there is only one."""
    kept: list[Wish] = []
    for kind in WishKind:
        same = list(dict.fromkeys(wish for wish in found if wish.kind is kind))
        telling = [wish for wish in same if wish.text] or same
        kept += telling[:1] if kind is WishKind.INVOICE else telling
    return tuple(kept)
