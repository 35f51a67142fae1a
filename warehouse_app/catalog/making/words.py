"""The code of a colour or a size: asked for once, kept for good, so that a word has the same code in the whole shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import insert, select

from warehouse_app.catalog.rules import folded, next_code, own_code
from warehouse_app.catalog.tables import CodeWord
from warehouse_app.store.warehouse import Tx

WordKind = Literal["colour", "size"]


def word_codes(tx: Tx, kind: WordKind, words: Iterable[str]) -> dict[str, str]:
    """The code of each word, made and kept where it has none; an empty word has an empty code.

    Call it behind the "import" door: two desks must not give one number to two words.
    """
    asked = {word: folded(word) for word in words}
    rows = tx.connection.execute(select(CodeWord.word, CodeWord.code).where(CodeWord.kind == kind))
    known: dict[str, str] = {row.word: row.code for row in rows}
    taken = {code: word for word, code in known.items()}
    fresh: list[dict[str, str]] = []
    for word in asked.values():
        if word and word not in known:
            code = _code_of(word, taken)
            known[word] = code
            if code not in taken:
                taken[code] = word
                fresh.append({"kind": kind, "word": word, "code": code})
    if fresh:
        tx.connection.execute(insert(CodeWord), fresh)
    return {word: known[plain] if plain else "" for word, plain in asked.items()}


def _code_of(word: str, taken: dict[str, str]) -> str:
    """A short ASCII word is its own code, shared by those that differ in case alone; any other gets a number."""
    own = own_code(word)
    if own and (own not in taken or taken[own].upper() == own):
        return own
    return next_code(taken)
