"""Bringing the sample shop into a warehouse: this morning's files, written and imported like any shop's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from resources.make_sample_shop import SampleShop, write_sample_shop
from resources.sample_past import write_past_sales
from resources.sample_suppliers import SUPPLIERS, SampleSupplier
from warehouse_app.catalog.codes import goods
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order, set_price
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.buying.suppliers import supplier_named
from warehouse_app.intake import Intake, bring_in
from warehouse_app.people.rules import Right, may
from warehouse_app.sheets.progress import Progress
from warehouse_app.store.folder import Folder
from warehouse_app.store.imports import last_import
from warehouse_app.store.warehouse import Actor, Tx, Warehouse

TOPICS = frozenset(
    {"catalog", "bins", "stock", "orders", "waybills", "imports", "suppliers", "purchases", "past_sales", "restock"}
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was brought in, and the files it came from."""

    files: SampleShop
    orders: int


def bring_in_sample(warehouse: Warehouse, actor: Actor, desk: str, today: date, progress: Progress | None = None) -> Sample:
    """Write the sample shop's morning into the data folder and bring it in; pictures are copied beside it, and goods are on
    their way from its suppliers.

    Raises OSError when the folder cannot be written, and what ``bring_in`` raises.
    """
    folder = Folder(warehouse.folder)
    shop = write_sample_shop(folder.root / "sample", today)
    _copy_pictures(shop.pictures, folder.pictures)
    steps = (
        Intake("products", (shop.products,)),
        Intake("stock", (shop.stock,), new_bins=True),
        Intake("waybills", (shop.waybills,)),
        Intake("orders", (shop.order_report, shop.item_report), shop=shop.shop),
    )
    result = None
    for number, intake in enumerate(steps, 1):
        result = bring_in(warehouse, actor, desk, intake)
        if progress is not None:
            progress.step(number, len(steps))
    with warehouse.transaction(actor, desk) as tx:
        for supplier in SUPPLIERS:
            _order_from(tx, supplier, today)
    _restock(warehouse, actor, desk, folder.root / "sample" / "past_sales.csv", today)
    return Sample(shop, result.count("new") if result is not None else 0)


def _restock(warehouse: Warehouse, actor: Actor, desk: str, path: Path, today: date) -> None:
    """What was sold in the months before, unless an earlier morning told it, and what is to be ordered now."""
    from warehouse_app.restock.running import run_restock  # brings numpy along

    with warehouse.reading() as session:
        told = last_import(session, "past_sales") is not None
    if not told:
        write_past_sales(path, today)
        bring_in(warehouse, actor, desk, Intake("past_sales", (path,)))
    if may(actor.role, Right.RESTOCK):
        run_restock(warehouse, actor, desk)


def _order_from(tx: Tx, supplier: SampleSupplier, today: date) -> None:
    """A supplier with prices and an order that is on its way; one that was brought in before gets the new order only."""
    known = supplier_named(tx.session, supplier.name)
    fields = SupplierFields(supplier.name, supplier.contact, supplier.phone, lead_days=supplier.lead_days)
    supplier_id = save_supplier(tx, fields) if known is None else known
    ids = {code: found.sku_id for code, _ in supplier.prices if (found := goods(tx.connection, (code,))) is not None}
    for code, price in supplier.prices:
        if known is None and code in ids:
            set_price(tx, supplier_id, ids[code], Decimal(price), today)
    wanted = [WantedLine(ids[code], pieces) for code, pieces in supplier.ordered if code in ids]
    expected = today + timedelta(days=supplier.lead_days - supplier.sent_days_ago)
    send_order(tx, draft_order(tx, supplier_id, wanted, expected))


def _copy_pictures(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for picture in source.glob("*.png"):
        shutil.copyfile(picture, target / picture.name)
