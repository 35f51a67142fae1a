"""What came in exchange for a return; called by receiving when such a receipt is closed or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, func, select, update

from warehouse_app.errors import Conflict, NotFound
from warehouse_app.inbound.sendback import rules
from warehouse_app.inbound.sendback.rules import Settling
from warehouse_app.inbound.tables import Receipt, ReceiptLine, ReturnLine, SupplierReturn
from warehouse_app.store.warehouse import Tx


def apply_exchange(tx: Tx, return_id: int, pieces: Mapping[int, int], sign: int) -> None:
    """Pieces by SKU came in exchange (sign 1), or that receipt was taken back (-1); more than was sent back is ignored.

    The receipt's state must have changed already: taking back leaves what the other closed receipts brought. Raises
    NotFound ``sendback.no_such_return``, Conflict ``sendback.not_sent``.
    """
    lock_sent(tx, return_id, also_closed=True)
    lines = settling(tx, return_id)
    left = {} if sign > 0 else _delivered(tx, return_id)
    changed: dict[int, int] = {}
    for sku_id, came in pieces.items():
        if sign > 0:
            changed |= rules.replace_pieces(lines, sku_id, came)
        else:
            changed |= rules.unreplace_pieces(lines, sku_id, left.get(sku_id, 0))
    if changed:
        tx.connection.execute(
            update(ReturnLine).where(ReturnLine.id == bindparam("of_line")).values(replaced=bindparam("now_replaced")),
            [{"of_line": line_id, "now_replaced": replaced} for line_id, replaced in changed.items()],
        )
    settle_state(tx, return_id)


def lock_sent(tx: Tx, return_id: int, *, also_closed: bool = False) -> int:
    """Hold a return whose goods are gone, and give its supplier. Raises NotFound, Conflict ``sendback.not_sent``."""
    found = tx.connection.execute(
        select(SupplierReturn.number, SupplierReturn.state, SupplierReturn.supplier_id)
        .where(SupplierReturn.id == return_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound("sendback.no_such_return")
    if found.state != "sent" and not (also_closed and found.state == "closed"):
        raise Conflict("sendback.not_sent", number=found.number, state=found.state)
    return int(found.supplier_id)


def settling(tx: Tx, return_id: int) -> Sequence[Settling]:
    """The lines of a return, in the order they were written."""
    columns = (ReturnLine.id, ReturnLine.sku_id, ReturnLine.quantity, ReturnLine.replaced, ReturnLine.credited)
    found = tx.connection.execute(select(*columns).where(ReturnLine.return_id == return_id).order_by(ReturnLine.id))
    return [Settling(*row) for row in found]


def settle_state(tx: Tx, return_id: int) -> None:
    """A return is closed when nothing of it is open, and open again when a replacement was taken back."""
    state = "sent" if any(line.open for line in settling(tx, return_id)) else "closed"
    tx.connection.execute(
        update(SupplierReturn)
        .where(SupplierReturn.id == return_id, SupplierReturn.state.in_(("sent", "closed")))
        .values(state=state)
    )  # fmt: skip
    tx.touch("returns")


def _delivered(tx: Tx, return_id: int) -> dict[int, int]:
    """Pieces by SKU that closed receipts brought in exchange for a return."""
    found = tx.connection.execute(
        select(ReceiptLine.sku_id, func.sum(ReceiptLine.counted))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(Receipt.return_id == return_id, Receipt.state == "closed")
        .group_by(ReceiptLine.sku_id)
    )
    return {sku_id: int(pieces) for sku_id, pieces in found}
