"""The files of a purchase order, drawn from what the database says and laid into the documents folder."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from warehouse_app.inbound.buying.documents import PurchaseLinePaper, PurchasePaper, write_purchase_order
from warehouse_app.inbound.buying.files import write_purchase_xlsx
from warehouse_app.inbound.buying.queries import OrderLine, order
from warehouse_app.inbound.tables import Supplier
from warehouse_app.store import settings
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Warehouse
from warehouse_app.words import Language


def make_purchase_papers(warehouse: Warehouse, order_id: int, language: Language = "zh_CN") -> tuple[Path, Path]:
    """The order as PDF and as XLSX, named by its number; made again they replace what was there.

    Raises NotFound, BadInput ``paper.nothing_to_print`` (an empty order) or ``sheets.cannot_write``, WarehouseError
    ``paper.cannot_write``.
    """
    with warehouse.reading() as session:
        paper = purchase_paper(session, order_id, warehouse)
    folder = Folder(warehouse.folder).documents
    pdf, xlsx = folder / f"{paper.number}.pdf", folder / f"{paper.number}.xlsx"
    write_purchase_order(pdf, paper, language)
    write_purchase_xlsx(xlsx, paper, language)
    return pdf, xlsx


def purchase_paper(session: Session, order_id: int, warehouse: Warehouse) -> PurchasePaper:
    """What the papers of an order say. Raises NotFound."""
    card = order(session, order_id, warehouse.clock().astimezone().date())
    supplier = session.get_one(Supplier, card.supplier_id)
    sender = {name: str(settings.get(session, f"sender_{name}")) for name in ("name", "phone", "address")}
    return PurchasePaper(
        number=card.number,
        supplier=card.supplier,
        contact=_joined(supplier.contact, supplier.phone),
        buyer=_joined(sender["name"], sender["phone"]),
        deliver_to=sender["address"],
        ordered=card.sent_at.astimezone().date() if card.sent_at else None,
        expected=card.expected,
        note=card.note,
        lines=tuple(_line(line) for line in card.lines),
    )


def _line(line: OrderLine) -> PurchaseLinePaper:
    variant = _joined(line.colour, line.size, between=" / ")
    return PurchaseLinePaper(line.seller_code, line.supplier_code, line.name, variant, line.quantity, line.price)


def _joined(*parts: str, between: str = "  ") -> str:
    return between.join(part for part in parts if part)
