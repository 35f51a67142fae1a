"""Boxes and fillings to test with, beside the goods of ``tests.shop``."""

from __future__ import annotations

from sqlalchemy import func, select, update

from tests.shop import barcode, do, parsed
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Sku
from warehouse_app.stock.commands import add_bins, import_stock
from warehouse_app.stock.files import StockRow
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store import settings
from warehouse_app.store.warehouse import Tx, Warehouse

SMALL, LARGE, PAPER = barcode(901), barcode(902), barcode(903)
SIZES = {"BOX-S": (120, 90, 60), "BOX-L": (300, 250, 200)}


def add_materials(warehouse: Warehouse, stock: int = 5, policy: str = "must") -> dict[str, int]:
    """A small and a large carton and a filling, so many of each in bin P-1; returns the ids by seller code."""
    rows = [
        ProductRow(2, "BOX-S", "纸箱", size="小", barcodes=(SMALL,), material=True, packs="carton", inner_length_mm=120,
                   inner_width_mm=90, inner_height_mm=60, carries_g=2_000, least=3, weight_g=60, bin_code="P-1"),
        ProductRow(3, "BOX-L", "纸箱", size="大", barcodes=(LARGE,), material=True, packs="carton", inner_length_mm=300,
                   inner_width_mm=250, inner_height_mm=200, carries_g=9_000, least=3, weight_g=200, bin_code="P-1"),
        ProductRow(4, "PAPER", "填充纸", barcodes=(PAPER,), material=True, packs="filling", least=0, bin_code="P-1"),
    ]  # fmt: skip
    do(warehouse, import_products, parsed(rows, "materials.csv"))
    do(warehouse, add_bins, ["P-1"])
    if stock:
        do(
            warehouse,
            import_stock,
            parsed([StockRow(n, "P-1", row.seller_code, stock) for n, row in enumerate(rows, 2)], "box.csv"),
        )
    do(warehouse, settings.put, "box_policy", policy)
    do(warehouse, _size_goods)
    with warehouse.reading() as session:
        return {row.seller_code: row.id for row in session.execute(select(Sku.seller_code, Sku.id))}


def _size_goods(tx: Tx) -> None:
    """Every piece of the shop's goods is 100 x 80 x 50 mm: one goes into the small carton."""
    goods = update(Sku).where(Sku.packs == "")
    tx.connection.execute(goods.values(length_mm=100, width_mm=80, height_mm=50, weight_g=300))


def left(warehouse: Warehouse, seller_code: str) -> int:
    """Pieces of a material that lie in bins."""
    wanted = (
        select(func.sum(Balance.on_hand)).join(Location, Location.id == Balance.location_id).join(Sku, Sku.id == Balance.sku_id)
    )
    with warehouse.reading() as session:
        return session.scalar(wanted.where(Sku.seller_code == seller_code, Location.kind == "bin")) or 0


def moves(warehouse: Warehouse, reason: str) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(func.count()).select_from(Move).where(Move.reason == reason)) or 0
