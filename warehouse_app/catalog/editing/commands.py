"""What a supervisor may change of products, SKUs and their codes. Each change is in the trail, with what was before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict

from sqlalchemy import delete, insert, select, update

from warehouse_app.catalog import rules
from warehouse_app.catalog.making import barcodes, skus
from warehouse_app.catalog.making.words import WordKind
from warehouse_app.catalog.tables import Barcode, CodeWord, Measure, Product, Sku, SkuAlias
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

LONGEST_MEASURE_NAME = 20


class SkuChanges(TypedDict, total=False):
    """What is to change of a SKU; what is not named stays. Weight in grams, sizes in millimetres, None for unknown."""

    colour: str
    size: str
    price: Decimal | None
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    home_bin: str
    picture: str
    packs: str
    inner_length_mm: int | None
    inner_width_mm: int | None
    inner_height_mm: int | None
    carries_g: int | None
    least: int | None


class ProductChanges(TypedDict, total=False):
    """What is to change of a product; what is not named stays."""

    name: str
    category: str
    style: str
    material: bool
    lots: bool
    liquid: bool
    fragile: bool


_MOST = {
    "weight_g": rules.HEAVIEST_G,
    "length_mm": rules.LONGEST_MM,
    "width_mm": rules.LONGEST_MM,
    "height_mm": rules.LONGEST_MM,
    "inner_length_mm": rules.LONGEST_MM,
    "inner_width_mm": rules.LONGEST_MM,
    "inner_height_mm": rules.LONGEST_MM,
    "carries_g": rules.HEAVIEST_G,
    "least": rules.MOST_PIECES,
}
_FROM_NOTHING = frozenset({"weight_g", "least"})


@needs(Right.EDIT_PRODUCTS)
def rename_sku(tx: Tx, sku_id: int, new_code: str, reason: str = "") -> None:
    """Give a SKU another seller code; the old one keeps finding it. Its own former code may come back.

    Raises NotFound ``catalog.unknown_sku``, BadInput ``catalog.bad_code`` or ``catalog.command_code``, Conflict
    ``catalog.code_taken`` (value, owner).
    """
    one_at_a_time(tx, "import")
    sku, code = skus.sku_of(tx.session, sku_id), new_code.strip()
    if code == sku.seller_code:
        return
    skus.check_codes(tx.session, [code], own=sku_id)
    tx.connection.execute(delete(SkuAlias).where(SkuAlias.code == code))  # its own, as check_codes made sure
    tx.connection.execute(update(Sku).where(Sku.id == sku_id).values(seller_code=code))
    tx.connection.execute(insert(SkuAlias), [{"code": sku.seller_code, "sku_id": sku_id}])
    audit.record(tx, "sku_renamed", code, before=sku.seller_code, reason=reason.strip())
    tx.touch("catalog")


@needs(Right.EDIT_PRODUCTS)
def move_barcode(tx: Tx, code: str, sku_id: int, reason: str = "") -> None:
    """A barcode that stood for one SKU stands for another from now on; the pieces one scan means stay.

    Raises NotFound ``catalog.unknown_barcode`` or ``catalog.unknown_sku``, Conflict ``catalog.code_taken``.
    """
    one_at_a_time(tx, "import")
    before, after = _barcode(tx, code), skus.sku_of(tx.session, sku_id)
    if before.sku_id == sku_id:
        return
    barcodes.check_free(tx.session, before.code, sku_id)
    tx.connection.execute(update(Barcode).where(Barcode.code == before.code).values(sku_id=sku_id))
    trail = {"before": before.seller_code, "after": after.seller_code, "reason": reason.strip()}
    audit.record(tx, "barcode_moved", before.code, **trail)
    tx.touch("catalog")


@needs(Right.EDIT_PRODUCTS)
def unbind_barcode(tx: Tx, code: str) -> None:
    """A barcode stands for nothing any more. Raises NotFound ``catalog.unknown_barcode``."""
    one_at_a_time(tx, "import")
    before = _barcode(tx, code)
    tx.connection.execute(delete(Barcode).where(Barcode.code == before.code))
    audit.record(tx, "barcode_unbound", before.code, before=before.seller_code, multiple=before.multiple)
    tx.touch("catalog")


def _barcode(tx: Tx, code: str) -> Any:
    found = tx.session.execute(
        select(Barcode.code, Barcode.sku_id, Barcode.multiple, Sku.seller_code)
        .join(Sku, Sku.id == Barcode.sku_id)
        .where(Barcode.code == code.strip())
    ).one_or_none()
    if found is None:
        raise NotFound("catalog.unknown_barcode", barcode=code)
    return found


@needs(Right.EDIT_PRODUCTS)
def edit_sku(tx: Tx, sku_id: int, changes: SkuChanges) -> None:
    """Change what is named. Raises NotFound ``catalog.unknown_sku``, BadInput ``catalog.bad_price`` or
    ``catalog.bad_number`` (value, most), Conflict ``catalog.variant_there`` when the product has that colour and size.
    """  # fmt: skip
    one_at_a_time(tx, "import")
    before = skus.sku_of(tx.session, sku_id)
    skus.check_price(changes.get("price"))
    for field, most in _MOST.items():
        value = changes.get(field)
        if value is not None and not rules.is_whole(value, 0 if field in _FROM_NOTHING else 1, most):
            raise BadInput("catalog.bad_number", value=str(value), most=most)
    if changes.get("packs") not in (None, "", *rules.Packs):
        raise BadInput("catalog.bad_packs", value=changes["packs"])
    values = _fresh(before, SkuChanges.__annotations__, changes)
    if "colour" in values or "size" in values:
        colour, size = values.get("colour", before.colour), values.get("size", before.size)
        other = skus.variants(tx.session, before.product_id).get((rules.same(colour), rules.same(size)))
        if other is not None and other.id != sku_id:
            raise Conflict("catalog.variant_there", colour=colour, size=size, owner=other.seller_code)
    if values:
        tx.connection.execute(update(Sku).where(Sku.id == sku_id).values(**values))
        _record(tx, "sku_edited", before.seller_code, before, values)


@needs(Right.EDIT_PRODUCTS)
def edit_product(tx: Tx, product_id: int, changes: ProductChanges) -> None:
    """Change what is named; codes made before keep the style they were made with.

    Raises NotFound ``catalog.unknown_product``, BadInput ``catalog.name_missing`` or ``catalog.bad_style``, Conflict
    ``catalog.product_taken`` (name) or ``catalog.style_taken`` (style, name).
    """
    one_at_a_time(tx, "import")
    before = skus.product_of(tx.session, product_id)
    values = _fresh(before, ProductChanges.__annotations__, changes)
    if "name" in values:
        _check_name(tx, values["name"])
    if values.get("style"):
        skus.check_style(tx.session, values["style"], product_id)
    if values:
        tx.connection.execute(update(Product).where(Product.id == product_id).values(**values))
        _record(tx, "product_edited", before.name, before, values)


def _check_name(tx: Tx, name: str) -> None:
    if not name:
        raise BadInput("catalog.name_missing")
    if tx.session.scalar(select(Product.id).where(Product.name == name)) is not None:
        raise Conflict("catalog.product_taken", name=name)


def _fresh(before: Any, fields: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that are any: texts without the spaces around them, and not what is there already."""
    said = {field: changes[field] for field in fields if field in changes}
    said = {field: value.strip() if isinstance(value, str) else value for field, value in said.items()}
    return {field: value for field, value in said.items() if value != getattr(before, field)}


def _record(tx: Tx, kind: str, subject: str, before: Any, values: Mapping[str, Any]) -> None:
    """The trail's line: each changed field with what it was and what it is."""
    audit.record(tx, kind, subject, **{field: [_told(getattr(before, field)), _told(value)] for field, value in values.items()})
    tx.touch("catalog")


def _told(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@needs(Right.EDIT_PRODUCTS)
def set_measure(tx: Tx, sku_id: int, name: str, mm: int) -> None:
    """Keep a measured size of one piece, in whole millimetres; an earlier measure of that name gives way.

    Raises NotFound ``catalog.unknown_sku``, BadInput ``catalog.measure_name`` (longest) or ``catalog.bad_number``.
    """
    skus.sku_of(tx.session, sku_id)
    name = name.strip()
    if not 0 < len(name) <= LONGEST_MEASURE_NAME:
        raise BadInput("catalog.measure_name", longest=LONGEST_MEASURE_NAME)
    if not rules.is_whole(mm, 1, rules.LONGEST_MM):
        raise BadInput("catalog.bad_number", value=str(mm), most=rules.LONGEST_MM)
    stamp = {"who_id": tx.actor.id, "desk": tx.desk, "at": tx.now}
    tx.session.merge(Measure(sku_id=sku_id, name=name, mm=mm, **stamp))
    tx.session.flush()
    tx.touch("catalog")


@needs(Right.EDIT_PRODUCTS)
def remove_measure(tx: Tx, sku_id: int, name: str) -> None:
    """Forget a measure; one that is not there is forgotten already."""
    tx.connection.execute(delete(Measure).where(Measure.sku_id == sku_id, Measure.name == name.strip()))
    tx.touch("catalog")


@needs(Right.EDIT_PRODUCTS)
def set_code_word(tx: Tx, kind: WordKind, word: str, code: str) -> None:
    """From now on seller codes say ``code`` for this colour or size; codes made before stay.

    Raises BadInput ``catalog.bad_word_code`` (longest), Conflict ``catalog.word_code_taken`` (value, word).
    """
    one_at_a_time(tx, "import")
    word, code = rules.folded(word), code.strip()
    if not word or len(code) > rules.LONGEST_WORD_CODE or not rules.printable(code):
        raise BadInput("catalog.bad_word_code", longest=rules.LONGEST_WORD_CODE)
    other = tx.session.scalar(select(CodeWord.word).where(CodeWord.kind == kind, CodeWord.code == code))
    if other is not None and other != word:
        raise Conflict("catalog.word_code_taken", value=code, word=other)
    stamp = {"who_id": tx.actor.id, "desk": tx.desk, "at": tx.now}
    tx.session.merge(CodeWord(kind=kind, word=word, code=code, **stamp))
    tx.session.flush()
    tx.touch("catalog")
