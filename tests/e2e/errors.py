"""Packing with errors on purpose: the codes of a parcel with one thing gone wrong in their middle, and what must be answered.

Whoever types is given as ``Typist``: the window of a test, or the program on a screen of its own. What counts is what stands
in the database: the verdict of every code, in the order they were typed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select

from tests.shop import do
from warehouse_app.catalog.tables import Barcode
from warehouse_app.orders.queries import order_ids
from warehouse_app.packing.queries import ParcelView, parcel_view
from warehouse_app.packing.rules import Command, Verdict
from warehouse_app.packing.stopping import cancel
from warehouse_app.packing.tables import Scan
from warehouse_app.store.warehouse import Warehouse

UNKNOWN = "ZZ-NOT-OURS-7"
LINK = "https://u.example.cn/q?code=75000000000001&from=label"
LONG = "0123456789" * 500
OTHER_JD = "JDVC98765432109-1-1-"


class Typist(Protocol):
    """Types into the window as a scanner does."""

    def scan(self, *codes: str, rows: int) -> None:
        """Codes without a pause, all taken when it returns; so many of them leave a row."""


@dataclass(frozen=True, slots=True)
class Step:
    """A code to type and its verdict ("": it leaves no row); or something that happens elsewhere in that moment."""

    code: str = ""
    verdict: str = ""
    wrong: bool = False
    happens: Callable[[], object] | None = None


@dataclass(slots=True)
class Shop:
    """What the errors need to know of the shop: bar codes by SKU, a product nobody ordered, the two who pack."""

    warehouse: Warehouse
    barcodes: dict[int, str]
    stranger: str
    badges: Sequence[str]
    parcels: list[ParcelView]


@dataclass(slots=True)
class Case:
    """One parcel and its pieces in the order they are scanned; ``steps`` is what is typed, longer by what goes wrong."""

    shop: Shop
    parcel: ParcelView
    pieces: list[int]
    chance: random.Random
    steps: list[Step] = field(default_factory=list)

    def right(self) -> None:
        """The label, every piece, every tick."""
        last, todo = len(self.pieces) - 1, sum(not task.done for task in self.parcel.tasks)
        full = Verdict.TICK_FIRST if todo else Verdict.COMPLETE
        self.steps = [Step(self.parcel.waybill, Verdict.OPENED)]
        self.steps += [Step(self.shop.barcodes[s], full if n == last else Verdict.RIGHT) for n, s in enumerate(self.pieces)]
        self.steps += [Step(Command.CONFIRM, Verdict.COMPLETE if n == 1 else Verdict.TICKED) for n in range(todo, 0, -1)]

    def put(self, after: int, code: str, verdict: str) -> None:
        """A wrong code after so many right ones, the label among them."""
        self.steps.insert(after, Step(code, verdict, wrong=True))

    def somewhere(self, first: int = 1) -> int:
        """After the label and before the last piece."""
        return self.chance.randint(first, len(self.pieces))


Error = Callable[[Case], bool]
"""Puts the error among the steps; False when this parcel gives no occasion for it."""


def wrong_item(case: Case) -> bool:
    case.put(case.somewhere(), case.shop.stranger, Verdict.WRONG_ITEM)
    return True


def one_too_many(case: Case) -> bool:
    wanted = Counter(case.pieces)
    full = [n for n in range(1, len(case.pieces)) if case.pieces[:n].count(case.pieces[n - 1]) == wanted[case.pieces[n - 1]]]
    if not full:
        return False
    after = case.chance.choice(full)
    case.put(after + 1, case.shop.barcodes[case.pieces[after - 1]], Verdict.ONE_TOO_MANY)
    return True


def of_the_neighbour(case: Case) -> bool:
    later = case.shop.parcels[case.shop.parcels.index(case.parcel) + 1 :]
    foreign = [line.sku_id for other in later for line in other.lines if line.sku_id not in case.pieces]
    if not foreign:
        return False
    case.put(case.somewhere(), case.shop.barcodes[foreign[0]], Verdict.BELONGS_ELSEWHERE)
    return True


def taken_out(case: Case) -> bool:
    if len(case.pieces) < 2:
        return False
    after = case.chance.randint(1, len(case.pieces) - 1)
    again = case.steps[after]
    case.steps[after + 1 : after + 1] = [Step(Command.UNDO, Verdict.UNDONE, wrong=True), again]
    return True


def unknown(case: Case) -> bool:
    case.put(case.somewhere(), UNKNOWN, Verdict.UNKNOWN)
    return True


def other_waybill(case: Case) -> bool:
    others = [other for other in case.shop.parcels if other is not case.parcel]
    if len(case.pieces) < 2:
        return False
    case.put(case.somewhere(2), case.chance.choice(others).waybill, Verdict.ITEM_WANTED)
    return True


def sent_twice(case: Case) -> bool:
    if case.parcel.tasks:
        return False
    case.put(len(case.steps), case.steps[-1].code, Verdict.READ_TWICE)
    return True


def jd_double(case: Case) -> bool:
    """The second bar code of a JD label: of this parcel's own when it travels with JD, else of a parcel of another house."""
    own = case.parcel.waybill.startswith("JD")
    verdict = Verdict.ITEM_WANTED if own else Verdict.UNKNOWN
    case.put(case.somewhere(), f"{case.parcel.waybill}-1-1-" if own else OTHER_JD, verdict)
    return True


def link(case: Case) -> bool:
    case.put(case.somewhere(), LINK, Verdict.UNKNOWN)
    return True


def very_long(case: Case) -> bool:
    case.put(case.somewhere(), LONG, Verdict.UNKNOWN)
    return True


def cancelled(case: Case) -> bool:
    """Another session cancels the order while it is packed: the next scan says so, and the parcel ends there."""
    after = case.somewhere()
    warehouse, numbers = case.shop.warehouse, case.parcel.order_numbers

    def happens() -> None:
        with warehouse.reading() as session:
            ids = list(order_ids(session, numbers).values())
        do(warehouse, cancel, ids, "the buyer changed their mind")

    told = Step(case.steps[after].code, Verdict.CANCELLED, wrong=True)
    case.steps[after:] = [Step(happens=happens), told]
    return True


def operator_changes(case: Case) -> bool:
    """Somebody else finishes the parcel; the first comes back for the next."""
    first, second = case.shop.badges
    if len(case.pieces) < 2:
        return False
    case.steps.insert(case.somewhere(2), Step(second))
    case.steps.append(Step(first))
    return True


ERRORS: tuple[Error, ...] = (
    one_too_many, taken_out, other_waybill, operator_changes, of_the_neighbour, sent_twice, wrong_item, unknown, jd_double, link,
    very_long, cancelled,
)  # fmt: skip
"""Those first that not every parcel gives occasion for: many hold a single piece."""


@dataclass(slots=True)
class Outcome:
    """What came of a day: parcels by error, and everything that was answered otherwise than it must be."""

    parcels: int = 0
    scans: int = 0
    right: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    amiss: list[str] = field(default_factory=list)


def shop_of(warehouse: Warehouse, parcel_ids: Sequence[int], stranger: str, badges: Sequence[str]) -> Shop:
    """These parcels, to be packed in this order."""
    with warehouse.reading() as session:
        rows = session.execute(select(Barcode.sku_id, Barcode.code).where(Barcode.multiple == 1).order_by(Barcode.code))
        barcodes = {row.sku_id: row.code for row in rows}
        parcels = [parcel_view(session.connection(), parcel_id) for parcel_id in parcel_ids]
    return Shop(warehouse, barcodes, stranger, badges, parcels)


def cases_of(shop: Shop, share: float, chance: random.Random) -> list[tuple[str, Case]]:
    """Every parcel in turn, ``share`` of them with each kind of error, one error in a parcel; in the order of the parcels."""
    cases = []
    for parcel in shop.parcels:
        pieces = [line.sku_id for line in parcel.lines for _ in range(line.needed)]
        cases.append(Case(shop, parcel, chance.sample(pieces, len(pieces)), chance))
    for case in cases:
        case.right()
    free = chance.sample(cases, len(cases))
    named: dict[int, str] = {}
    for error in ERRORS:
        for _ in range(max(1, round(share * len(cases)))):
            taken = next((case for case in free if error(case)), None)
            assert taken is not None, f"no parcel is left for {error.__name__}"
            free.remove(taken)
            named[taken.parcel.id] = error.__name__
    return [(named.get(case.parcel.id, ""), case) for case in cases]


def pack_all(shop: Shop, cases: Sequence[tuple[str, Case]], typist: Typist) -> Outcome:
    """Type it all, and compare every answer with what it must be."""
    outcome = Outcome(parcels=len(cases))
    for name, case in cases:
        outcome.injected[name] += 1
        outcome.scans += sum(bool(step.code) for step in case.steps)
        outcome.right += sum(bool(step.verdict) and not step.wrong for step in case.steps)
        for part in _parts(case.steps):
            if isinstance(part, Step):
                assert part.happens is not None
                part.happens()
                continue
            expected = [(step.code, step.verdict) for step in part if step.verdict]
            before = _last_id(shop.warehouse)
            typist.scan(*(step.code for step in part), rows=len(expected))
            heard = _since(shop.warehouse, before)
            if [verdict for _, verdict in heard] != [verdict for _, verdict in expected]:
                outcome.amiss.append(f"{name or 'right'} {case.parcel.waybill}: {_cut(heard)} instead of {_cut(expected)}")
    return outcome


def _parts(steps: Sequence[Step]) -> list[Step | list[Step]]:
    """Codes that follow each other are typed in one go."""
    parts: list[Step | list[Step]] = []
    for step in steps:
        if step.happens is not None:
            parts.append(step)
        elif parts and isinstance(parts[-1], list):
            parts[-1].append(step)
        else:
            parts.append([step])
    return parts


def _cut(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code[:24], str(verdict)) for code, verdict in rows]


def _last_id(warehouse: Warehouse) -> int:
    with warehouse.reading() as session:
        return session.scalar(select(Scan.id).order_by(Scan.id.desc()).limit(1)) or 0


def _since(warehouse: Warehouse, scan_id: int) -> list[tuple[str, str]]:
    with warehouse.reading() as session:
        rows = session.execute(select(Scan.code, Scan.verdict).where(Scan.id > scan_id).order_by(Scan.id))
        return [(row.code, row.verdict) for row in rows]


def states(warehouse: Warehouse, cases: Sequence[tuple[str, Case]]) -> dict[str, set[str]]:
    """The states of the parcels, by whether their order was cancelled."""
    found: dict[str, set[str]] = {"cancelled": set(), "": set()}
    with warehouse.reading() as session:
        for name, case in cases:
            key = "cancelled" if name == "cancelled" else ""
            found[key].add(parcel_view(session.connection(), case.parcel.id).state)
    return found
