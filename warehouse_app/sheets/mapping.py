"""Recognising a table by the names of its columns, never by the file's name or the columns' places."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from warehouse_app.sheets import formats
from warehouse_app.words import Language, room_sentences, say

IGNORED_IN_NAMES = str.maketrans("", "", " \t\r\n\xa0_-\ufeff\u200b\"'`")


@dataclass(frozen=True)
class Field:
    """One thing a layout can carry: our name for it and the column names it goes by, the best first."""

    name: str
    synonyms: tuple[str, ...]
    required: bool = False

    @property
    def label(self) -> str:
        """The code of the name a person reads in the mapping dialog."""
        return f"sheets.field_{self.name}"


@dataclass(frozen=True)
class Layout:
    """A kind of table. It is this one when every required field, and one field of each group in ``marks``, is there.

    ``absent``: column names that a table of this kind never has. ``dash_is_empty``: the platform writes - for nothing.
    """

    name: str
    fields: tuple[Field, ...]
    marks: tuple[tuple[str, ...], ...] = ()
    absent: tuple[str, ...] = ()
    dash_is_empty: bool = False

    def known_names(self) -> frozenset[str]:
        """All column names of this layout, folded."""
        return frozenset(fold(name) for field in self.fields for name in field.synonyms)


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A column's name for comparing: full-width folded, no case, blanks, quotes, hyphens or "required" remarks."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(IGNORED_IN_NAMES).strip("*:=")
    return formats.HEADER_REMARK.sub("", text).strip("*:")


def match(header: Sequence[str], fields: Iterable[Field]) -> dict[str, int]:
    """Field name to column index, for the fields found. Of two columns with one name the first counts."""
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        places.setdefault(fold(name), index)
    places.pop("", None)
    found: dict[str, int] = {}
    for field in fields:
        place = next((places[key] for key in map(fold, field.synonyms) if key in places), None)
        if place is not None:
            found[field.name] = place
    return found


def fits(layout: Layout, header: Sequence[str], columns: Mapping[str, int]) -> bool:
    """Whether a table with this header is of this layout; ``columns`` is what ``match`` found for its fields."""
    if any(field.required and field.name not in columns for field in layout.fields):
        return False
    if not all(any(name in columns for name in group) for group in layout.marks):
        return False
    present = {fold(name) for name in header}
    return not any(fold(name) in present for name in layout.absent)


def recognise(header: Sequence[str], layouts: Iterable[Layout]) -> tuple[Layout, dict[str, int]] | None:
    """The first layout that fits, with its columns; None when none does."""
    for layout in layouts:
        columns = match(header, layout.fields)
        if fits(layout, header, columns):
            return layout, columns
    return None


def chosen_columns(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int] | None:
    """Field name to column index as a person mapped them; None when the file lacks one of the columns."""
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        places.setdefault(fold(name), index)
    columns = {field: places.get(fold(name)) for field, name in mapping.items() if name}
    if not columns or any(index is None for index in columns.values()):
        return None
    return {field: index for field, index in columns.items() if index is not None}


def header_fingerprint(header: Iterable[str]) -> str:
    """The key under which a mapping is remembered: the same columns in another order are the same table."""
    names = sorted({fold(name) for name in header} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def column_words(column: str, language: Language) -> str:
    """A problem's column for a person: a header as it stands in the file, or the words for one of our fields."""
    code = f"sheets.field_{column}"
    return say(code, language) if column.isascii() and f"field_{column}" in room_sentences("sheets") else column
