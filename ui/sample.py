"""Bringing the sample shop into a warehouse: this morning's files, written and imported like any shop's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from resources.make_sample_shop import SampleShop, write_sample_shop
from warehouse_app.intake import Intake, bring_in
from warehouse_app.sheets.progress import Progress
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Actor, Warehouse

TOPICS = frozenset({"catalog", "bins", "stock", "orders", "waybills", "imports"})


@dataclass(frozen=True, slots=True)
class Sample:
    """What was brought in, and the files it came from."""

    files: SampleShop
    orders: int


def bring_in_sample(warehouse: Warehouse, actor: Actor, desk: str, today: date, progress: Progress | None = None) -> Sample:
    """Write the sample shop's morning into the data folder and bring it in; pictures are copied beside it.

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
    return Sample(shop, result.count("new") if result is not None else 0)


def _copy_pictures(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for picture in source.glob("*.png"):
        shutil.copyfile(picture, target / picture.name)
