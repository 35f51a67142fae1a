"""The UCI shop's thirteen months played through the commands: bought, received, put away, sold, back, written off.

``python -m tests.benchmarks.replay`` plays all 540,000 lines, compares every SKU's running account with a recomputation
from the file, runs ``packdesk check``, and says how the time per 1,000 lines grew from the first month to the last.
Sales are posted to the ledger invoice by invoice: the file knows goods, and no parcels.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import select

from tests.benchmarks.measure import Line as Measured
from tests.benchmarks.uci import FILE, Line, Month, plan, read_lines
from tests.shop import do, parsed
from warehouse_app.catalog.commands import import_products
from warehouse_app.catalog.files import ProductRow
from warehouse_app.catalog.tables import Sku
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.inbound.putaway.commands import put_away
from warehouse_app.inbound.receiving.closing import close_receipt
from warehouse_app.inbound.receiving.commands import open_receipt
from warehouse_app.inbound.receiving.scanning import set_counts
from warehouse_app.inbound.sendback.commands import draft_return, send_return
from warehouse_app.inbound.sendback.rules import BackLine
from warehouse_app.reports.check import check
from warehouse_app.stock import ledger
from warehouse_app.stock.commands import add_bins
from warehouse_app.stock.looks.account import running_account
from warehouse_app.stock.moving.commands import write_off
from warehouse_app.stock.rules import Posting, Reason, Virtual
from warehouse_app.stock.tables import Location
from warehouse_app.store.opening import open_warehouse
from warehouse_app.store.warehouse import Tx, Warehouse, new_action

SUPPLIERS, BINS = 20, 1_500
CHUNK = 1_000
GROWTH = 1.2  # what the issue allows from the first month to the last


@dataclass(slots=True)
class Shop:
    """The ids behind the file's codes, and the clock that follows the file."""

    warehouse: Warehouse
    skus: dict[str, int]
    bins: dict[str, int]  # by the code of the goods that lie there
    virtual: dict[str, int]
    suppliers: list[int]
    now: datetime = datetime(2010, 12, 1, tzinfo=UTC)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # per 1,000 lines, by month

    def at(self, moment: datetime) -> None:
        """What is done from here on is done at this moment."""
        self.now = moment


def open_shop(folder: Path, codes: Sequence[str]) -> Shop:
    """Products, bins and suppliers; no piece on any shelf."""
    warehouse = open_warehouse(folder)
    do(warehouse, import_products, parsed([ProductRow(n, code, f"goods {code}") for n, code in enumerate(codes, 2)]))
    names = [f"{n // 50:02d}-{n % 50:02d}" for n in range(BINS)]
    do(warehouse, add_bins, names)
    with warehouse.reading() as session:
        skus = {row.seller_code: row.id for row in session.execute(select(Sku.seller_code, Sku.id))}
        places = {row.code: row.id for row in session.execute(select(Location.code, Location.id))}
    bins = {code: places[names[n % BINS]] for n, code in enumerate(codes)}
    virtual = {name: places[name] for name in Virtual}
    suppliers = [do(warehouse, save_supplier, SupplierFields(f"supplier {n}")) for n in range(SUPPLIERS)]
    shop = Shop(warehouse, skus, bins, virtual, suppliers)
    warehouse.clock = lambda: shop.now
    return shop


def supplier_of(shop: Shop, code: str) -> int:
    """Every code has one supplier."""
    return shop.suppliers[int(code[:5]) % SUPPLIERS]


# --- a month ----------------------------------------------------------------------------------------------------------


def play(shop: Shop, month: Month) -> None:
    """Buy, then everything the file tells of the month, then what goes back to the suppliers."""
    shop.at(month.lines[0].at - timedelta(hours=8))
    _buy(shop, month.bought)
    invoices = [list(lines) for _, lines in groupby(month.lines, key=lambda line: line.invoice)]
    done, started = 0, time.perf_counter()
    for lines in invoices:
        shop.at(lines[0].at)
        _book(shop, lines)
        done += len(lines)
        if done >= CHUNK:
            now = time.perf_counter()
            shop.seconds[month.name].append((now - started) * CHUNK / done)
            done, started = 0, now
    _send_back(shop, [line for line in month.lines if line.to_supplier])


def _buy(shop: Shop, bought: Mapping[str, int]) -> None:
    """One purchase order and one receipt a supplier, counted in the grid and put away."""
    by_supplier: dict[int, dict[str, int]] = defaultdict(dict)
    for code, pieces in bought.items():
        by_supplier[supplier_of(shop, code)][code] = pieces
    for supplier_id, goods in by_supplier.items():
        pieces = {shop.skus[code]: count for code, count in goods.items()}
        wanted = [WantedLine(sku_id, count) for sku_id, count in pieces.items()]
        order_id = do(shop.warehouse, draft_order, supplier_id, wanted)
        do(shop.warehouse, send_order, order_id, "the replay knows what will be sold")
        receipt_id = do(shop.warehouse, open_receipt, order_id)
        do(shop.warehouse, set_counts, receipt_id, pieces, new_action())
        do(shop.warehouse, close_receipt, receipt_id)
        for code, count in goods.items():
            do(shop.warehouse, put_away, receipt_id, shop.skus[code], shop.bins[code], count, new_action())


def _book(shop: Shop, lines: Sequence[Line]) -> None:
    """One invoice: sold goods leave in one posting, goods that come back arrive in quarantine, lost ones are written off."""
    kind = lines[0].kind
    if kind == "written_off":
        for line in lines:
            sku_id, place = shop.skus[line.code], shop.bins[line.code]
            do(shop.warehouse, write_off, "loss", sku_id, place, line.pieces, "not found", new_action())
    elif kind == "sold":
        do(shop.warehouse, _sell, shop, lines)
    else:
        do(shop.warehouse, _take_back, shop, lines)


def _sell(tx: Tx, shop: Shop, lines: Sequence[Line]) -> None:
    customer = shop.virtual[Virtual.CUSTOMER]
    postings = [Posting(shop.skus[line.code], shop.bins[line.code], customer, line.pieces) for line in lines]
    ledger.post(tx, new_action(), Reason.SHIPPED, postings, f"invoice:{lines[0].invoice}")


def _take_back(tx: Tx, shop: Shop, lines: Sequence[Line]) -> None:
    """Into quarantine; what does not go to the supplier is looked at and laid back."""
    customer, quarantine = shop.virtual[Virtual.CUSTOMER], shop.virtual[Virtual.QUARANTINE]
    document = f"invoice:{lines[0].invoice}"
    came = [Posting(shop.skus[line.code], customer, quarantine, line.pieces) for line in lines]
    ledger.post(tx, new_action(), Reason.RETURNED, came, document)
    good = [line for line in lines if not line.to_supplier]
    back = [Posting(shop.skus[line.code], quarantine, shop.bins[line.code], line.pieces) for line in good]
    ledger.post(tx, new_action(), Reason.CLEARED, back, document)


def _send_back(shop: Shop, lines: Sequence[Line]) -> None:
    by_supplier: dict[int, Counter[str]] = defaultdict(Counter)
    for line in lines:
        by_supplier[supplier_of(shop, line.code)][line.code] += line.pieces
    for supplier_id, goods in by_supplier.items():
        wanted = [BackLine(shop.skus[code], count) for code, count in goods.items()]
        return_id = do(shop.warehouse, draft_return, supplier_id, "credit", wanted)
        do(shop.warehouse, send_return, return_id)


# --- the proof --------------------------------------------------------------------------------------------------------


def told_by_file(months: Sequence[Month]) -> dict[str, dict[str, int]]:
    """Pieces by code and reason, from the plan and the file alone."""
    told: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for month in months:
        for code, pieces in month.bought.items():
            told[code][Reason.RECEIVED] += pieces
        for line in month.lines:
            if line.kind == "sold":
                told[line.code][Reason.SHIPPED] -= line.pieces
            elif line.kind == "written_off":
                told[line.code][Reason.LOSS] -= line.pieces
            else:
                told[line.code][Reason.RETURNED] += line.pieces
                if line.to_supplier:
                    told[line.code][Reason.SENT_BACK] -= line.pieces
    return told


def differences(shop: Shop, months: Sequence[Month]) -> Iterator[str]:
    """Where a running account says something else than the file: each SKU's sums by reason, and its closing balance."""
    told = told_by_file(months)
    first, last = months[0].lines[0].at.date() - timedelta(days=2), months[-1].lines[-1].at.date() + timedelta(days=2)
    with shop.warehouse.reading() as session:
        for code, sku_id in shop.skus.items():
            account = running_account(session, sku_id, first, last, limit=None)
            sums: dict[str, int] = defaultdict(int)
            for row in account.rows:
                sums[row.reason] += row.into - row.out
            found = {reason: pieces for reason, pieces in sums.items() if pieces}
            wanted = {str(reason): pieces for reason, pieces in told[code].items() if pieces}
            if found != wanted or account.opening or account.closing != sum(wanted.values()):
                yield f"{code}: {found}, closing {account.closing}; the file says {wanted}"
        yield from (f"{problem.code}: {problem.subject}" for problem in check(session))


def growth(shop: Shop) -> Measured:
    """The median time of 1,000 lines in the last whole month against the first."""
    names = list(shop.seconds)
    first, last = (statistics.median(shop.seconds[name]) for name in (names[0], names[-2]))
    return Measured("1,000 lines in the last month, against the first", last * 1000, "ms", first * 1000, GROWTH)


def main() -> int:
    """Play everything and say what came of it."""
    if not FILE.is_file():
        print(f"{FILE.name} is not here; nothing to replay.")
        return 0
    months = plan(list(read_lines()))
    codes = sorted({line.code for month in months for line in month.lines})
    with tempfile.TemporaryDirectory() as place:
        shop = open_shop(Path(place), codes)
        with closing(shop.warehouse):
            for month in months:
                started = time.perf_counter()
                play(shop, month)
                took = time.perf_counter() - started
                median = statistics.median(shop.seconds[month.name]) * 1000
                print(f"{month.name}: {len(month.lines):,} lines in {took:.1f} s, 1,000 lines of it {median:.0f} ms", flush=True)
            print(growth(shop))
            found = list(differences(shop, months))
    print("\n".join(found) or f"{len(codes):,} SKUs agree with the file, check is clean.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
