"""What must be so before a SKU is made: its product and style, a code nobody has, a colour and size not there yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse_app.catalog import rules
from warehouse_app.catalog.tables import Barcode, Product, Sku, SkuAlias
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.store.imports import chunks
from warehouse_app.store.warehouse import Tx

_STYLE = re.compile(r"S(\d{4,9})")


@dataclass(frozen=True, slots=True)
class NewSku:
    """What a person says of a new SKU: the product by name or by id, and what is to be copied from another SKU."""

    product: str = ""
    product_id: int | None = None
    style: str = ""
    colour: str = ""
    size: str = ""
    price: Decimal | None = None
    barcode: str = ""
    category: str = ""
    template_sku_id: int | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The product a SKU is made for."""

    id: int
    name: str
    style: str


def sku_of(session: Session, sku_id: int) -> Any:
    """The SKU's own columns, which nobody merges away meanwhile (PostgreSQL: its row is locked against that until the end).

    Raises NotFound ``catalog.unknown_sku``, also for one that was merged into another.
    """
    found = session.execute(select(Sku.__table__).where(Sku.id == sku_id).with_for_update(read=True)).one_or_none()
    if found is None or not found.active:
        raise NotFound("catalog.unknown_sku")
    return found


def product_of(session: Session, product_id: int) -> Any:
    """The product's own columns. Raises NotFound ``catalog.unknown_product``."""
    found = session.execute(select(Product.__table__).where(Product.id == product_id)).one_or_none()
    if found is None:
        raise NotFound("catalog.unknown_product")
    return found


def owner(tx: Tx, wanted: NewSku, template: Any | None) -> Owner:
    """The product, made when its name is new, with a style number, which is given when it has none.

    Raises NotFound ``catalog.unknown_product``, BadInput ``catalog.name_missing``, and what ``check_style`` raises;
    Conflict ``catalog.other_style`` when the product has a style and another is said.
    """
    found = _find_product(tx, wanted)
    style, said = (found.style if found is not None else ""), wanted.style.strip()
    if found is not None and style and said and said != style:
        raise Conflict("catalog.other_style", name=found.name, style=style)
    if not style and said:
        check_style(tx.session, said, None if found is None else found.id)
    style = style or said or _next_style(tx.session)
    if found is None:
        return _make_product(tx, wanted, style, template)
    if style != found.style:
        tx.connection.execute(update(Product).where(Product.id == found.id).values(style=style))
    return Owner(found.id, found.name, style)


def check_style(session: Session, style: str, product_id: int | None) -> None:
    """Raises BadInput ``catalog.bad_style``, Conflict ``catalog.style_taken`` (style, name) when another product has it."""
    if len(style) > rules.LONGEST_STYLE or not rules.printable(style):
        raise BadInput("catalog.bad_style", style=style, longest=rules.LONGEST_STYLE)
    other = session.execute(select(Product.id, Product.name).where(Product.style == style)).all()
    for held in other:
        if held.id != product_id:
            raise Conflict("catalog.style_taken", style=style, name=held.name)


def _find_product(tx: Tx, wanted: NewSku) -> Any | None:
    if wanted.product_id is not None:
        return product_of(tx.session, wanted.product_id)
    name = wanted.product.strip()
    if not name:
        raise BadInput("catalog.name_missing")
    return tx.session.execute(select(Product.__table__).where(Product.name == name)).one_or_none()


def _make_product(tx: Tx, wanted: NewSku, style: str, template: Any | None) -> Owner:
    product = Product(name=wanted.product.strip(), category=wanted.category.strip(), style=style)
    if template is not None:
        like = product_of(tx.session, template.product_id)
        product.category = product.category or like.category
        product.material, product.lots = like.material, like.lots
        product.serials, product.quality_look = like.serials, like.quality_look
        product.liquid, product.fragile = like.liquid, like.fragile
    tx.session.add(product)
    tx.session.flush()
    return Owner(product.id, product.name, style)


def _next_style(session: Session) -> str:
    """The number after the highest style of ours, passing over those some older code already begins with."""
    styles = session.scalars(select(Product.style).where(Product.style.startswith("S")))
    number = max((int(found[1]) for style in styles if (found := _STYLE.fullmatch(style))), default=0) + 1
    while session.scalar(select(Sku.id).where(Sku.seller_code.startswith(f"S{number:04d}")).limit(1)) is not None:
        number += 1
    return f"S{number:04d}"


def variants(session: Session, product_id: int) -> dict[tuple[str, str], Any]:
    """The product's SKUs by colour and size as they are looked up."""
    rows = session.execute(select(Sku.id, Sku.seller_code, Sku.colour, Sku.size).where(Sku.product_id == product_id, Sku.active))
    return {(rules.same(row.colour), rules.same(row.size)): row for row in rows}


def check_codes(session: Session, codes: Sequence[str], *, own: int | None = None) -> None:
    """Raises BadInput ``catalog.bad_code`` (value) or ``catalog.command_code``, Conflict ``catalog.code_taken`` (value, owner).

    A code is taken when another SKU than ``own`` has it or had it, or a barcode of other goods reads so; two SKUs made
    at once cannot share one either.
    """
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Conflict("catalog.code_taken", value=code, owner=code)
        if not rules.printable(code):
            raise BadInput("catalog.bad_code", value=code, longest=rules.LONGEST_CODE)
        if rules.is_command(code):
            raise BadInput("catalog.command_code", value=code)
        seen.add(code)
    for part in chunks(codes):
        for statement in (
            select(Sku.seller_code.label("code"), Sku.id, Sku.seller_code).where(Sku.seller_code.in_(part)),
            select(SkuAlias.code, Sku.id, Sku.seller_code).join(Sku, Sku.id == SkuAlias.sku_id).where(SkuAlias.code.in_(part)),
            select(Barcode.code, Sku.id, Sku.seller_code).join(Sku, Sku.id == Barcode.sku_id).where(Barcode.code.in_(part)),
        ):
            taken = next((row for row in session.execute(statement) if row.id != own), None)
            if taken is not None:
                raise Conflict("catalog.code_taken", value=taken.code, owner=taken.seller_code)


def check_price(price: Decimal | None) -> None:
    """Raises BadInput ``catalog.bad_price``."""
    if price is not None and not rules.is_price(price):
        raise BadInput("catalog.bad_price", price=str(price))


def double_of(words: Collection[str]) -> str:
    """The first word that stands twice in a row or column of a matrix, "" when none does."""
    seen: set[str] = set()
    for word in words:
        if rules.same(word) in seen:
            return word
        seen.add(rules.same(word))
    return ""
