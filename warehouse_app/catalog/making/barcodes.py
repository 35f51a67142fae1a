"""What may be a barcode of which SKU: the checks and the write that binding, moving and new SKUs share."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from warehouse_app.catalog import rules
from warehouse_app.catalog.tables import Barcode, Sku, SkuAlias
from warehouse_app.errors import BadInput, Conflict
from warehouse_app.store.warehouse import Tx


def bind(tx: Tx, code: str, sku_id: int, multiple: int = 1) -> None:
    """Bind a checked SKU's barcode; the same again is nothing. Raises as ``commands.bind_barcode`` says."""
    check_form(code, multiple)
    held = tx.session.execute(
        select(Barcode.sku_id, Barcode.multiple, Sku.seller_code).join(Sku, Sku.id == Barcode.sku_id).where(Barcode.code == code)
    ).one_or_none()
    if held is None:
        check_free(tx.session, code, sku_id)
        tx.connection.execute(insert(Barcode), [{"code": code, "sku_id": sku_id, "multiple": multiple}])
    elif held.sku_id != sku_id:
        raise Conflict("catalog.barcode_taken", barcode=code, owner=held.seller_code)
    elif held.multiple != multiple:  # a carton scanned once more must not quietly become a piece
        raise Conflict("catalog.other_multiple", barcode=code, multiple=held.multiple)


def check_form(code: str, multiple: int) -> None:
    """Raises BadInput ``catalog.bad_barcode``, ``command_code``, ``wrong_check_digit`` or ``bad_multiple``."""
    if not rules.printable(code):
        raise BadInput("catalog.bad_barcode", barcode=code, longest=rules.LONGEST_CODE)
    if rules.is_command(code):
        raise BadInput("catalog.command_code", value=code)
    if rules.looks_like_ean13(code) and not rules.is_ean13(code):
        raise BadInput("catalog.wrong_check_digit", barcode=code)
    if not rules.is_whole(multiple, 1, rules.MOST_PIECES):
        raise BadInput("catalog.bad_multiple", multiple=str(multiple))


def check_free(session: Session, code: str, sku_id: int) -> None:
    """Raises Conflict ``catalog.code_taken`` (value, owner) when the code is or was the seller code of another SKU."""
    for statement in (
        select(Sku.id, Sku.seller_code).where(Sku.seller_code == code, Sku.active),
        select(Sku.id, Sku.seller_code).join(SkuAlias, SkuAlias.sku_id == Sku.id).where(SkuAlias.code == code),
    ):
        other = session.execute(statement).one_or_none()
        if other is not None and other.id != sku_id:
            raise Conflict("catalog.code_taken", value=code, owner=other.seller_code)
