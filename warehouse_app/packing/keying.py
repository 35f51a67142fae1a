"""A number keyed before an item's scan: how it is told from a product's code, who may key, and how many pieces at most.

The rule, exactly: a number is what a person TYPES (never what a scanner sends) as x, X, * or the sign of multiplication and
one to four digits, nothing else, then Enter; or the command barcode PD-QTY-n. A typed code that is, letter by letter, the
barcode or seller code of a product is that product and no number. Codes that begin with PD- are never a product's.
"""

from __future__ import annotations

import re

from sqlalchemy import select

from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import BadInput, NotAllowed
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right, may
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx

_TYPED = re.compile(r"[xX*\u00d7](\d{1,4})", re.ASCII)
_SCANNED = re.compile(rf"{Command.QUANTITY.value}-(\d{{1,4}})", re.ASCII)
MOST = 9_999


def number_of(text: str, *, typed: bool) -> int | None:
    """The number a code keys, or None when it is none; ``typed``: a person typed it."""
    found = _SCANNED.fullmatch(text) or (_TYPED.fullmatch(text) if typed else None)
    return None if found is None else int(found.group(1))


@needs(Right.PACK)
def key(tx: Tx, text: str) -> int | None:
    """The number a typed or scanned code keys for the next item; None when it is a product's code after all.

    Raises NotAllowed, BadInput ``capture.bad_number`` (0).
    """
    pieces = number_of(text, typed=True)
    product = (Kind.BARCODE, Kind.SKU)
    if pieces is None or any(meaning.kind in product for meaning in meanings(tx.connection, [text])):
        return None
    check_right(tx)
    if pieces == 0:
        raise BadInput("capture.bad_number", most=MOST)
    return pieces


@needs(Right.PACK)
def may_key(tx: Tx) -> bool:
    """Whether this person may key numbers: the role has the right, or the shop lets its clerks."""
    return may(tx.actor.role, Right.KEY_QUANTITY) or bool(settings.get(tx.connection, "clerks_key_quantity"))


def check_right(tx: Tx) -> None:
    """Raises NotAllowed for a person who may not key numbers."""
    if not may_key(tx):
        raise NotAllowed("people.not_allowed", name=tx.actor.name, right=Right.KEY_QUANTITY.value)


def limit_of(tx: Tx, sku_id: int) -> int:
    """Pieces of a SKU that may be counted by one keyed number."""
    own = tx.connection.execute(select(Sku.key_limit).where(Sku.id == sku_id)).scalar_one()
    return int(settings.get(tx.connection, "key_limit") if own is None else own)
