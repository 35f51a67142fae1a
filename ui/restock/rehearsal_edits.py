"""What was typed into plans and not saved: kept as long as the window is open, and shown in the list of plans."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ui.restock.rehearsal_inputs import Edit
from warehouse_app.restock.rehearsing.queries import PlanCard, PlanRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A plan in the list; ``key`` is its id, below 0 for one that was never saved. ``changed``: not saved as it stands."""

    key: int
    name: str
    begins: date
    ends: date
    changed: bool = False


def saved_edit(card: PlanCard | None) -> Edit | None:
    """A plan as it would stand in the fields; None for one that was never saved."""
    return None if card is None else Edit(card.name, card.marked, card.wishes)


class Edits:
    """By the key of their plan."""

    def __init__(self) -> None:
        self._edits: dict[int, Edit] = {}
        self._seen: dict[int, datetime] = {}  # when a plan that is being changed had been saved last
        self._last_draft = 0

    def __contains__(self, key: int) -> bool:
        return key in self._edits

    def of(self, key: int) -> Edit | None:
        """What was typed into a plan."""
        return self._edits.get(key)

    def seen(self, key: int) -> datetime | None:
        """When the plan had been saved last before it was changed here."""
        return self._seen.get(key)

    def put(self, key: int, edit: Edit, card: PlanCard | None) -> None:
        """Keep what was typed; what says no more than the plan that was saved is nothing to keep."""
        if edit == saved_edit(card):
            self.forget(key)
            return
        self._edits[key] = edit
        if card is not None:
            self._seen.setdefault(key, card.at)

    def forget(self, key: int) -> Edit | None:
        """It was saved, or given up."""
        self._seen.pop(key, None)
        return self._edits.pop(key, None)

    def begin(self, edit: Edit) -> int:
        """A plan that was never saved; returns its key."""
        self._last_draft -= 1
        self._edits[self._last_draft] = edit
        return self._last_draft

    def set_aside(self, key: int, names: Collection[str]) -> int | None:
        """What was typed into a plan becomes a plan of its own, not saved; returns its key, None when nothing was typed."""
        edit = self.forget(key)
        return None if edit is None else self.begin(replace(edit, name=free_name(edit.name, names)))

    def orphans(self, rows: Sequence[PlanRow]) -> list[int]:
        """Plans that were changed here and are no longer there."""
        known = {one.id for one in rows}
        return [key for key in self._edits if key > 0 and key not in known]

    def entries(self, rows: Sequence[PlanRow]) -> list[Entry]:
        """The list: what was never saved on top, then the plans, each as it stands here."""
        return [
            *(_entry(key, edit) for key, edit in self._edits.items() if key < 0),
            *(
                Entry(one.id, one.name, one.begins, one.ends) if (edit := self.of(one.id)) is None else _entry(one.id, edit)
                for one in rows
            ),
        ]

    def entry(self, key: int, edit: Edit) -> Entry:
        """The line of one plan."""
        return replace(_entry(key, edit), changed=key in self._edits)


def _entry(key: int, edit: Edit) -> Entry:
    return Entry(key, edit.name, edit.wishes.begins, edit.wishes.ends, True)


def free_name(name: str, names: Collection[str]) -> str:
    """The name with a number that no plan has."""
    return next(free for n in range(2, 10_000) if (free := f"{name[:50]} ({n})") not in names)
