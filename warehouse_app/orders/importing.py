"""Bringing in orders: each file is laid over what is known, by the rules of ``orders.merge``, in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, or_, select, update

from warehouse_app.orders import life, merge, merging, parts
from warehouse_app.orders.clocks import shop_rules
from warehouse_app.orders.files import OrderStatus, ParsedFile, ParsedOrder
from warehouse_app.orders.hand import forgotten, line_field
from warehouse_app.orders.lines import LineChanges, compare_lines, resolve_skus, update_lines
from warehouse_app.orders.looking.rules import LOOK_AGAIN
from warehouse_app.orders.making import is_ours
from warehouse_app.orders.mentions import silence_about
from warehouse_app.orders.merge import Voice
from warehouse_app.orders.priorities import says_urgent
from warehouse_app.orders.rules import (
    AFTER_SALES,
    GONE,
    ON_THE_FLOOR,
    PLATFORM_LOCK,
    DeadlineRules,
    State,
    changed_hold,
    deadlines,
)
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import RowProblem
from warehouse_app.store import settings
from warehouse_app.store.imports import Change, ImportResult, as_of, chunks, remember_file
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

_ORDERS = cast(Table, Order.__table__)


@dataclass(slots=True)
class _Batch:
    """One file on its way in, with what the database already knows of its orders."""

    file: ParsedFile
    shop: str  # as the person named it, "" when nobody did
    voice: Voice
    shops: dict[str, int]
    nameless: int | None  # the shop that stands in until a file names the real one
    known: dict[str, list[Mapping[str, Any]]]  # by order number; two shops may have given out the same one
    lines: dict[int, list[Any]]
    rules: dict[int, DeadlineRules]  # by shop
    skus: dict[str, int]
    urgent: str  # words that mean paid priority
    parts: dict[int, list[parts.PartOf]]  # by the order they were split off from
    changes: list[Change] = field(default_factory=list)
    history: list[tuple[int, str, dict[str, object]]] = field(default_factory=list)
    updates: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    line_rows: list[dict[str, object]] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)  # orders we knew that this file speaks of
    seen_lines: list[int] = field(default_factory=list)


@needs(Right.IMPORT_ORDERS)
def import_orders(tx: Tx, files: Sequence[ParsedFile], shop: str = "", progress: Progress | None = None) -> ImportResult:
    """Bring in order files, the strongest first, so that reports of one order join whatever order they are given in.

    ``shop`` names the shop of files that do not. Raises Cancelled through ``progress``; nothing is written then.
    """
    one_at_a_time(tx, "import")
    changes: list[Change] = []
    warnings: list[RowProblem] = []
    for number, file in enumerate(sorted(files, key=lambda f: (-f.strength, f.modified))):
        changes += _import_file(tx, file, shop, warnings)
        if progress is not None:
            progress.step(number + 1, len(files))
    problems = [problem for file in files for problem in file.problems]
    return ImportResult(_one_per_order(changes), problems, warnings)


def _import_file(tx: Tx, file: ParsedFile, shop: str, warnings: list[RowProblem]) -> list[Change]:
    voice = Voice(as_of(tx.session, file.sha256, file.modified), file.strength)
    batch = _prepare(tx, file, voice, shop)
    fresh: list[tuple[ParsedOrder, int]] = []
    for order in file.orders:
        shop_id = batch.shops[_shop_name(order, file, shop)]
        current = _current(batch, shop_id, order)
        if is_ours(batch.known.get(order.number, ())):
            _leave_out(batch, order)
        elif current is None:
            fresh.append((order, shop_id))
        else:
            batch.seen.append(current["id"])
            batch.seen_lines += [current["id"]] if order.lines else []
            _lay_over(tx, batch, order, current, shop_id)
    _insert(tx, batch, fresh)
    _update_orders(tx, batch.updates)
    if batch.line_rows:
        tx.connection.execute(insert(OrderLine), batch.line_rows)
    life.write_history(tx, batch.history)
    _mark_seen(tx, batch)
    silence = silence_about(tx, file, set(batch.shops.values()), voice.as_of)
    warnings += [silence] if silence is not None else []
    counts = {kind: sum(c.kind == kind for c in batch.changes) for kind in ("new", "changed", "unchanged")}
    remember_file(tx, "orders", file.name, file.sha256, file.modified, {**counts, "errors": len(file.problems)})
    return batch.changes


def _leave_out(batch: _Batch, order: ParsedOrder) -> None:
    """A row that bears the number of an order made in the house is not taken."""
    file = batch.file
    batch.changes.append(Change(file.name, order.row, order.number, "skipped"))
    problem = RowProblem(file.name, order.row, "number", "service.number_is_ours", {"number": order.number})
    if problem not in file.problems:  # a preview may have said so already
        file.problems.append(problem)


def _prepare(tx: Tx, file: ParsedFile, voice: Voice, shop: str) -> _Batch:
    names = {_shop_name(order, file, shop) for order in file.orders}
    platform = file.orders[0].platform if file.orders else ""
    shops = _shops(tx, names, platform)
    parts.make_room(tx, [order.number for order in file.orders])
    known: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for part in chunks([order.number for order in file.orders]):
        for row in tx.connection.execute(select(Order.__table__).where(Order.number.in_(part))).mappings():
            known[row["number"]].append(dict(row))
    lines: dict[int, list[Any]] = defaultdict(list)
    for ids in chunks([row["id"] for rows in known.values() for row in rows]):
        found = tx.connection.execute(select(OrderLine.__table__).where(OrderLine.order_id.in_(ids)).order_by(OrderLine.line))
        for line in found:
            lines[line.order_id].append(line)
    skus = resolve_skus(tx, {line.seller_code for order in file.orders for line in order.lines})
    nameless = tx.connection.execute(select(Shop.id).where(Shop.name == (platform or file.layout))).scalar()
    urgent = str(settings.get(tx.session, "urgent_words"))
    split = parts.parts_of(tx, [row["id"] for rows in known.values() for row in rows])
    return _Batch(file, shop, voice, shops, nameless, known, lines, shop_rules(tx.session), skus, urgent, split)


def _shop_name(order: ParsedOrder, file: ParsedFile, shop: str) -> str:
    """The shop the person named, else the one in the file, else the platform's name stands for a shop not named yet."""
    return shop or order.shop or order.platform or file.layout


def _shops(tx: Tx, names: set[str], platform: str) -> dict[str, int]:
    ids = {row.name: row.id for row in tx.connection.execute(select(Shop.name, Shop.id).where(Shop.name.in_(names)))}
    for name in sorted(names - ids.keys()):
        tx.connection.execute(insert(Shop), [{"name": name, "platform": platform}])
    if len(ids) < len(names):
        ids = {row.name: row.id for row in tx.connection.execute(select(Shop.name, Shop.id).where(Shop.name.in_(names)))}
    return ids


def _current(batch: _Batch, shop_id: int, order: ParsedOrder) -> Mapping[str, Any] | None:
    """The order as we know it: in its own shop, or, when nobody names a shop, wherever its number stands alone."""
    same_number = batch.known.get(order.number, [])
    for row in same_number:
        if row["shop_id"] == shop_id:
            return row
    if batch.shop or order.shop:
        return next((row for row in same_number if row["shop_id"] == batch.nameless), None)
    return same_number[0] if len(same_number) == 1 else None


def _lay_over(tx: Tx, batch: _Batch, order: ParsedOrder, current: Mapping[str, Any], shop_id: int) -> None:
    """Write what the file changes of an order we know, and stop the order where the change makes its parcel wrong."""
    overrules = batch.voice.overrules(Voice(current["as_of"], current["strength"]))
    values = merge.changed_values(order, current, overrules=overrules)
    speaks = _speaks_of_lines(batch, current)
    lines = compare_lines(
        order, batch.lines[current["id"]], batch.skus, overrules=speaks, floor=current["state"], by_hand=current["by_hand"]
    )
    status = merge.status_after(
        current["platform_status"], merge.status_of(order), speaks=batch.voice.strength >= current["strength"]
    )
    family = batch.parts.get(current["id"], [])
    of_parts = parts.read(order, family, values, overrules=speaks)
    values |= _lock_values(order, current, overrules=overrules)
    if (batch.shop or order.shop) and current["shop_id"] != shop_id:
        values["shop_id"] = shop_id
    shown = {name: (_text(current[name]), _text(new)) for name, new in values.items()}
    if status is not None:
        values["platform_status"] = status.value
        shown["platform_status"] = (current["platform_status"], status.value)
    if lines:
        shown["lines"] = ("", lines.summary())
    own = set(shown)
    if of_parts:
        shown["lines"] = ("", lines.summary())
    if not shown:
        batch.changes.append(Change(batch.file.name, order.row, order.number, "unchanged"))
        return
    values |= _ours(batch, current, values, lines)
    values |= _clocks(batch, order, {**current, **values})
    stopped = _stop_family(tx, batch, current, status, own, values)
    values |= stopped.values
    values["masked"] = _masked({**current, **values})
    merging.leave_if_elsewhere(tx, current, values)
    batch.updates.append((current["id"], values))
    batch.line_rows += [line.row(current["id"]) for line in lines.added]
    update_lines(tx, lines.updated)
    batch.history.append((current["id"], stopped.kind, {"file": batch.file.name, "fields": sorted(shown)}))
    batch.changes.append(Change(batch.file.name, order.row, order.number, stopped.change, shown))


def _speaks_of_lines(batch: _Batch, current: Mapping[str, Any]) -> bool:
    """Lines have a voice of their own: only some reports tell of them, and those are weaker in everything else."""
    last = current["lines_as_of"]
    return last is None or batch.voice.overrules(Voice(last, current["lines_strength"]))


def _ours(batch: _Batch, current: Mapping[str, Any], values: Mapping[str, Any], lines: LineChanges) -> dict[str, Any]:
    """What the change means for fields no file tells: what a person changed before, and whether the order is urgent."""
    ours: dict[str, Any] = {}
    if current["by_hand"]:
        ours["by_hand"] = forgotten(current["by_hand"], [*values, *(line_field(line_id) for line_id, _ in lines.updated)])
    if not current["urgent"] and says_urgent((values.get("note", ""), *(new.line.title for new in lines.added)), batch.urgent):
        ours["urgent"] = True
    return ours


def _stop_family(
    tx: Tx, batch: _Batch, current: Mapping[str, Any], status: OrderStatus | None, own: set[str], values: Mapping[str, Any]
) -> _Stop:
    """Stop the order and the parts split off from it where the change makes their parcels wrong; what is said of it all."""
    family = batch.parts.get(current["id"], [])
    here = parts.status_for(current, status, *(part.left for part in family))
    stopped = _stop(tx, current, here, own, looked_at=bool(current["looked"]))
    if _follow_all(tx, batch, family, values, status, gone=current["state"] in GONE):
        stopped.change = "stopped"
    return stopped


def _follow_all(
    tx: Tx, batch: _Batch, family: Sequence[parts.PartOf], values: Mapping[str, Any], status: OrderStatus | None, *, gone: bool
) -> bool:
    """What the file says goes for the order's parts too (``gone``: the order itself has left). Whether it stopped one."""
    stopped = False
    for part in family:
        others = (other.left for other in family if other is not part)
        stopped |= _follow(tx, batch, part, values, parts.status_for(part.row, status, gone, *others))
    return stopped


def _follow(tx: Tx, batch: _Batch, part: parts.PartOf, values: Mapping[str, Any], status: OrderStatus | None) -> bool:
    """Write what the file changes of an order's part, and stop it like any order where that makes its parcel wrong.

    Whether it stopped a parcel on the floor.
    """
    if part.row["state"] == State.CANCELLED:
        return False
    same = parts.followed(part, values)
    fields = set(same) | ({"lines"} if part.told else set())
    stopped = _stop(tx, part.row, status, fields, looked_at=bool(part.row["looked"]))
    if not fields and not stopped.values:
        return False
    update_lines(tx, part.told)
    merging.leave_if_elsewhere(tx, part.row, same)
    batch.updates.append((part.row["id"], same | stopped.values))
    told = sorted(fields & {*merge.SAID, "lines", "platform_status"})
    batch.history.append((part.row["id"], stopped.kind, {"file": batch.file.name, "fields": told}))
    return stopped.change == "stopped"


@dataclass(slots=True)
class _Stop:
    """What a change does to the order in the house: columns to write, the history's kind, and the preview's kind."""

    kind: str
    change: str
    values: dict[str, Any]


def _stop(tx: Tx, current: Mapping[str, Any], status: OrderStatus | None, shown: set[str], *, looked_at: bool) -> _Stop:
    state = State(current["state"])
    target = merge.state_after(state, status) if status is not None else None
    if target is not None:
        if state is State.RELEASED:  # goods on the floor stay promised until the stopped parcel is taken apart
            life.give_back(tx, [current["id"]])
        kind = "cancelled_by_platform" if target is State.CANCELLED else f"platform_{target.value}"
        return _Stop(kind, "stopped" if state in ON_THE_FLOOR else "changed", {"state": target.value})
    if status is OrderStatus.CLOSED and state in GONE:
        return _Stop("after_sales", "stopped", {"hold": AFTER_SALES, "hold_note": ""})
    matters = bool(shown & merge.MATTERS_ON_THE_FLOOR)
    if matters and state is State.RELEASED:
        life.give_back(tx, [current["id"]])
        return _Stop("changed_after_release", "changed", {"state": State.WAITING.value, "looked": False})
    if matters and state in ON_THE_FLOOR:
        return _Stop("changed_on_the_floor", "stopped", changed_hold(current, shown & merge.MATTERS_ON_THE_FLOOR))
    anew = {"looked": False} if looked_at and shown & LOOK_AGAIN else {}
    return _Stop("changed", "changed", anew)


def _lock_values(order: ParsedOrder, current: Mapping[str, Any], *, overrules: bool) -> dict[str, Any]:
    if order.lock and not current["hold"]:
        return {"hold": PLATFORM_LOCK}
    if not order.lock and current["hold"] == PLATFORM_LOCK and overrules and order.status is not None:
        return {"hold": ""}
    return {}


def _clocks(batch: _Batch, order: ParsedOrder, after: Mapping[str, Any]) -> dict[str, Any]:
    if order.ship_by is None and after["ship_by"] is not None and after["paid_at"] is None:
        return {}
    clock = deadlines(after["paid_at"], order.ship_by, batch.rules[after["shop_id"]])
    if order.ship_by is None and after["ship_by"] is not None and after["ship_by"] == after["ship_latest"]:
        return {}  # an earlier file carried the platform's own promise
    return {"ship_by": clock.ship_by, "ship_latest": clock.ship_latest}


def _masked(after: Mapping[str, Any]) -> bool:
    return any("*" in (after[name] or "") for name in ("recipient", "phone", "mobile", "address"))


def _update_orders(tx: Tx, updates: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Write changed orders, those that change the same columns in one go."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for order_id, values in updates:
        alike[tuple(sorted(values))].append({"of_id": order_id, **{f"new_{name}": value for name, value in values.items()}})
    for names, rows in alike.items():
        columns = {name: bindparam(f"new_{name}", type_=_ORDERS.c[name].type) for name in names}
        statement = update(_ORDERS).where(_ORDERS.c.id == bindparam("of_id")).values(**columns, version=_ORDERS.c.version + 1)
        tx.connection.execute(statement, rows)


def _insert(tx: Tx, batch: _Batch, fresh: Sequence[tuple[ParsedOrder, int]]) -> None:
    """Write orders we did not know, with their lines, in a few statements for the whole file."""
    if not fresh:
        return
    tx.connection.execute(insert(Order), [_new_row(batch, order, shop_id) for order, shop_id in fresh])
    ids: dict[tuple[int, str], int] = {}
    for part in chunks([order.number for order, _ in fresh]):
        for row in tx.connection.execute(select(Order.id, Order.shop_id, Order.number).where(Order.number.in_(part))):
            ids[row.shop_id, row.number] = row.id
    rows: list[dict[str, object]] = []
    for order, shop_id in fresh:
        order_id = ids[shop_id, order.number]
        rows += [line.row(order_id) for line in compare_lines(order, [], batch.skus, overrules=True, floor="").added]
        batch.history.append((order_id, "imported", {"file": batch.file.name}))
        batch.changes.append(Change(batch.file.name, order.row, order.number, "new", _introduced(order)))
    if rows:
        tx.connection.execute(insert(OrderLine), rows)


def _new_row(batch: _Batch, order: ParsedOrder, shop_id: int) -> dict[str, Any]:
    status = merge.status_of(order)
    clock = deadlines(order.paid_at, order.ship_by, batch.rules[shop_id])
    return {
        **{name: getattr(order, name) for name in merge.SAID},
        "shop_id": shop_id, "number": order.number, "state": merge.first_state(status).value,
        "platform_status": status.value if status else "", "hold": PLATFORM_LOCK if order.lock else "",
        "as_of": batch.voice.as_of, "strength": batch.voice.strength, "masked": order.masked,
        "ship_by": clock.ship_by, "ship_latest": clock.ship_latest,
        "lines_as_of": batch.voice.as_of if order.lines else None,
        "lines_strength": batch.voice.strength if order.lines else 0,
        "urgent": says_urgent((order.note, *(line.title for line in order.lines)), batch.urgent),
    }  # fmt: skip


def _introduced(order: ParsedOrder) -> dict[str, tuple[str, str]]:
    """What a preview says of an order we did not know."""
    status = merge.status_of(order)
    told = {
        "platform_status": status.value if status else "", "amount": _text(order.amount), "recipient": order.recipient,
        "message": order.message, "note": order.note,
    }  # fmt: skip
    return {name: ("", text) for name, text in told.items() if text}


def _mark_seen(tx: Tx, batch: _Batch) -> None:
    """Orders a newer or stronger file spoke of carry its moment and strength, changed or not.

    A weaker file leaves the moment: it would make us deaf to a strong file from between the two.
    """
    moment: datetime = batch.voice.as_of
    strength = batch.voice.strength
    for part in chunks(batch.seen):
        spoken_of = Order.id.in_(part), Order.strength <= strength
        tx.connection.execute(update(Order).where(*spoken_of, Order.as_of < moment).values(as_of=moment))
        tx.connection.execute(update(Order).where(*spoken_of, Order.strength < strength).values(strength=strength))
    for part in chunks(batch.seen_lines):
        spoken_of = Order.id.in_(part), Order.lines_strength <= strength
        older = or_(Order.lines_as_of.is_(None), Order.lines_as_of < moment)
        tx.connection.execute(update(Order).where(*spoken_of, older).values(lines_as_of=moment))
        tx.connection.execute(update(Order).where(*spoken_of).values(lines_strength=strength))


def _one_per_order(changes: Sequence[Change]) -> list[Change]:
    """Several files told of one order: the preview shows it once, by the weightiest thing that happened."""
    weight = {"new": 3, "stopped": 2, "changed": 1, "unchanged": 0, "skipped": 0}
    best: dict[str, Change] = {}
    for change in changes:
        held = best.get(change.key)
        if held is None or weight[change.kind] > weight[held.kind]:
            best[change.key] = change
    return list(best.values())


def _text(value: object) -> str:
    return "" if value is None else str(value)
