"""Making SKUs by the coding rule, one or a whole colour x size matrix, and binding barcodes to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from warehouse_app.catalog import rules
from warehouse_app.catalog.making import barcodes, skus
from warehouse_app.catalog.making.skus import NewSku
from warehouse_app.catalog.making.words import word_codes
from warehouse_app.catalog.tables import Barcode, Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import settings
from warehouse_app.store.imports import chunks
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

MOST_AT_ONCE = 2_000  # SKUs of one matrix; more is a colour list pasted into the wrong box
_COPIED = ("weight_g", "length_mm", "width_mm", "height_mm")


@dataclass(frozen=True, slots=True)
class MadeSku:
    """A SKU by its id and code."""

    id: int
    seller_code: str
    colour: str
    size: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a matrix brought: SKUs made, and those that were there already."""

    product_id: int
    made: tuple[MadeSku, ...]
    there: tuple[MadeSku, ...]


@needs(Right.IMPORT_PRODUCTS)
def new_sku(tx: Tx, wanted: NewSku) -> MadeSku:
    """One new SKU, its seller code made by the shop's rule; the product is made too when its name is new.

    Raises Conflict ``catalog.variant_there`` (colour, size, owner), ``catalog.code_taken`` (value, owner), and what
    ``skus.owner`` and ``bind_barcode`` raise. Nothing is made then.
    """
    one_at_a_time(tx, "import")
    matrix = _make(tx, wanted, [(wanted.colour.strip(), wanted.size.strip())])
    if matrix.there:
        (other,) = matrix.there
        raise Conflict("catalog.variant_there", colour=other.colour, size=other.size, owner=other.seller_code)
    (made,) = matrix.made
    if wanted.barcode.strip():
        barcodes.bind(tx, wanted.barcode.strip(), made.id)
    return made


@needs(Right.IMPORT_PRODUCTS)
def new_skus(tx: Tx, product: NewSku, colours: Sequence[str], sizes: Sequence[str]) -> Matrix:
    """Every colour in every size, skipping what is there; ``product`` says the rest (its colour, size and barcode do not count).

    Raises BadInput ``catalog.matrix_empty``, ``catalog.matrix_large``, ``catalog.word_twice``; else as ``new_sku``.
    """
    one_at_a_time(tx, "import")
    if not colours or not sizes:
        raise BadInput("catalog.matrix_empty")
    if len(colours) * len(sizes) > MOST_AT_ONCE:
        raise BadInput("catalog.matrix_large", most=MOST_AT_ONCE)
    twice = skus.double_of(colours) or skus.double_of(sizes)
    if twice:
        raise BadInput("catalog.word_twice", word=twice)
    return _make(tx, product, [(colour.strip(), size.strip()) for colour in colours for size in sizes])


@needs(Right.IMPORT_PRODUCTS)
def bind_barcode(tx: Tx, code: str, sku_id: int, multiple: int = 1) -> None:
    """From now on one scan of ``code`` means ``multiple`` pieces of the SKU; bound so already, nothing happens.

    Raises Conflict ``catalog.barcode_taken`` (another SKU's), ``catalog.other_multiple`` (this SKU's, other pieces),
    ``catalog.code_taken`` (another SKU's seller code); NotFound ``catalog.unknown_sku``; BadInput as ``check_form``.
    Whether it is a bin's code, the screen asks: bins are not known here.
    """
    one_at_a_time(tx, "import")
    skus.sku_of(tx.session, sku_id)
    barcodes.bind(tx, code.strip(), sku_id, multiple)
    tx.touch("catalog")


@needs(Right.IMPORT_PRODUCTS)
def give_barcode(tx: Tx, sku_ids: Sequence[int]) -> dict[int, str]:
    """An in-store EAN-13 (``rules.in_store_ean``) for each SKU that has no barcode; returns what was given.

    Raises NotFound ``catalog.unknown_sku``, Conflict ``catalog.barcode_taken`` when all ten of a SKU's are on other goods.
    """
    one_at_a_time(tx, "import")
    given: dict[int, str] = {}
    for part in chunks(list(dict.fromkeys(sku_ids))):
        known = set(tx.session.scalars(select(Sku.id).where(Sku.id.in_(part), Sku.active).with_for_update(read=True)))
        coded = set(tx.session.scalars(select(Barcode.sku_id).where(Barcode.sku_id.in_(part))))
        if not known.issuperset(part):
            raise NotFound("catalog.unknown_sku")
        given |= _free_codes(tx, [sku_id for sku_id in part if sku_id not in coded])
    if given:
        tx.connection.execute(
            insert(Barcode), [{"code": code, "sku_id": sku_id, "multiple": 1} for sku_id, code in given.items()]
        )
        tx.touch("catalog")
    return given


def _free_codes(tx: Tx, sku_ids: Sequence[int]) -> dict[int, str]:
    """For each SKU the first of its in-store codes that no goods carry; one look for all of them."""
    wanted = {sku_id: rules.in_store_eans(sku_id) for sku_id in sku_ids}
    taken: set[str] = set()
    for part in chunks([code for codes in wanted.values() for code in codes]):
        taken |= set(tx.session.scalars(select(Barcode.code).where(Barcode.code.in_(part))))
        taken |= set(tx.session.scalars(select(Sku.seller_code).where(Sku.seller_code.in_(part))))
    given: dict[int, str] = {}
    for sku_id, codes in wanted.items():
        free = next((code for code in codes if code not in taken), None)
        if free is None:
            raise Conflict("catalog.barcode_taken", barcode=codes[0], owner="")
        given[sku_id] = free
    return given


def _make(tx: Tx, wanted: NewSku, pairs: Sequence[tuple[str, str]]) -> Matrix:
    """The SKUs of these colours and sizes that the product lacks."""
    skus.check_price(wanted.price)
    template = None if wanted.template_sku_id is None else skus.sku_of(tx.session, wanted.template_sku_id)
    owner = skus.owner(tx, wanted, template)
    known = skus.variants(tx.session, owner.id)
    keys = {pair: (rules.same(pair[0]), rules.same(pair[1])) for pair in pairs}
    there = [_made(known[key]) for key in keys.values() if key in known]
    lacking = [pair for pair, key in keys.items() if key not in known]
    made = _insert(tx, owner, wanted, template, lacking) if lacking else []
    tx.touch("catalog")
    return Matrix(owner.id, tuple(made), tuple(there))


def _insert(tx: Tx, owner: skus.Owner, wanted: NewSku, template: Any | None, pairs: Sequence[tuple[str, str]]) -> list[MadeSku]:
    rule = settings.get(tx.session, "sku_code_rule")
    colours = word_codes(tx, "colour", [colour for colour, _ in pairs])
    sizes = word_codes(tx, "size", [size for _, size in pairs])
    codes = {pair: rules.make_code(rule, owner.style, colours[pair[0]], sizes[pair[1]]) for pair in pairs}
    skus.check_codes(tx.session, list(codes.values()))
    shared = {name: None if template is None else getattr(template, name) for name in _COPIED}
    shared["price"] = wanted.price if wanted.price is not None or template is None else template.price
    shared["product_id"] = owner.id
    rows = [{**shared, "colour": colour, "size": size, "seller_code": codes[colour, size]} for colour, size in pairs]
    tx.connection.execute(insert(Sku), rows)
    found: dict[str, Any] = {}
    for part in chunks(list(codes.values())):
        of_codes = select(Sku.id, Sku.seller_code, Sku.colour, Sku.size).where(Sku.seller_code.in_(part))
        found |= {row.seller_code: row for row in tx.session.execute(of_codes)}
    return [_made(found[code]) for code in codes.values()]


def _made(row: Any) -> MadeSku:
    return MadeSku(row.id, row.seller_code, row.colour, row.size)
