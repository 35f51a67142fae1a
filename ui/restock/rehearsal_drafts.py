"""What was typed into plans and not saved, kept on this computer: no matter how the program ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ui.desk import Desk
from ui.preferences import write_whole
from ui.restock.rehearsal_inputs import Edit
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right
from warehouse_app.restock.rehearsing.basis import plain, wishes_of

FILE = "rehearsals.json"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a plan (None: one that was never saved), and when the plan had been saved last before."""

    plan_id: int | None
    edit: Edit
    seen: datetime | None = None


class Drafts:
    """The file beside the data. What somebody only plays with who may save no plan is not kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._path = desk.folder.root / FILE
        self._said = False

    def load(self) -> list[Draft]:
        """What is kept; a missing or damaged file, or a part of it that says nothing, is nothing."""
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        found = (_draft(one) for one in told) if isinstance(told, list) else ()
        return [draft for draft in found if draft is not None]

    def keep(self, drafts: Sequence[Draft]) -> None:
        """Keep these and no others. Where that cannot be it is said, once."""
        if not self._desk.may(Right.RESTOCK):
            return
        try:
            write_whole(self._path, [_told(one) for one in drafts])
            self._said = False
        except WarehouseError as error:
            if not self._said:
                self._desk.messages.error(error)
            self._said = True


def _told(draft: Draft) -> dict[str, Any]:
    edit, seen = draft.edit, draft.seen
    return {
        "plan": draft.plan_id, "name": edit.name, "mark": edit.mark, "wishes": plain(edit.wishes),
        "seen": None if seen is None else seen.isoformat(),
    }  # fmt: skip


def _draft(told: Any) -> Draft | None:
    try:
        return _read(told)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        return None


def _read(told: Mapping[str, Any]) -> Draft:
    plan_id, seen = told["plan"], told["seen"]
    edit = Edit(str(told["name"]), bool(told["mark"]), wishes_of(told["wishes"]))
    return Draft(None if plan_id is None else int(plan_id), edit, None if seen is None else datetime.fromisoformat(seen))
