"""From goods in hand to the commands that post them: everything one step does stands or falls together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ui.desk import Desk
from ui.stock.hand_rules import Hand, Mode, Taken
from warehouse_app.errors import NotFound
from warehouse_app.stock.moving import commands
from warehouse_app.stock.moving.slips import Moved
from warehouse_app.store.warehouse import Tx, new_action

WriteOff = Literal["damage", "loss"]


@dataclass(frozen=True, slots=True)
class Told:
    """What the person said besides scanning."""

    person: str = ""
    reason: str = ""
    kind: WriteOff = "damage"
    to_quarantine: bool = False


def post(desk: Desk, hand: Hand, target: int | None, told: Told, slip_id: int | None) -> Moved:
    """Post what is in hand; ``slip_id`` is the open slip that gathers, None begins a new one. Raises what the commands raise."""
    source = hand.source
    if source is None or (target is None and hand.mode in (Mode.MOVE, Mode.BIN, Mode.RELEASE)):
        raise NotFound("shelves.no_such_bin")
    if hand.mode is Mode.MOVE and target is not None:
        return desk.command(move_all, slip_id, hand.taken, source, target, told.reason)
    if hand.mode is Mode.BIN and target is not None:
        return desk.command(commands.move_bin, source, target, new_action())
    if hand.mode is Mode.TAKE_OUT:
        return desk.command(take_all, slip_id, hand.taken, source, told)
    one = hand.taken[-1]
    if hand.mode is Mode.RELEASE and target is not None:
        return desk.command(
            commands.release_quarantine, one.sku_id, one.lot, target, one.pieces, told.reason, new_action()
        )  # fmt: skip
    if hand.mode is Mode.CORRECT:
        return desk.command(commands.correct, one.sku_id, source, one.pieces, told.reason, new_action(), one.lot)
    return desk.command(
        commands.write_off, told.kind, one.sku_id, source, one.pieces, told.reason, new_action(), one.lot, told.to_quarantine
    )


def move_all(tx: Tx, slip_id: int | None, taken: Sequence[Taken], source: int, target: int, note: str) -> Moved:
    """All goods in hand to one bin, on one slip. Raises as ``move_line``."""
    slip = commands.open_slip(tx, "move", note=note) if slip_id is None else slip_id
    done = [commands.move_line(tx, slip, one.sku_id, source, target, one.pieces, new_action(), one.lot) for one in taken]
    return _together(done)


def take_all(tx: Tx, slip_id: int | None, taken: Sequence[Taken], source: int, told: Told) -> Moved:
    """All goods in hand for use, on one slip of the person who takes them. Raises as ``take_line``."""
    slip = commands.open_slip(tx, "take_out", told.person, told.reason) if slip_id is None else slip_id
    return _together([commands.take_line(tx, slip, one.sku_id, source, one.pieces, new_action(), one.lot) for one in taken])


def _together(done: Sequence[Moved]) -> Moved:
    return Moved(done[-1].slip_id, done[-1].number, sum(one.pieces for one in done))
