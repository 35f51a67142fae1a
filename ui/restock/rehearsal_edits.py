"""What was typed into plans and not saved: kept until it is saved or given up, and shown in the list of plans."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ui.restock.rehearsal_drafts import Draft, Drafts
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

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._edits: dict[int, Edit] = {}
        self._seen: dict[int, datetime] = {}  # when a plan that is being changed had been saved last
        self._untouched: set[int] = set()  # plans that were begun and into which nothing was typed yet
        self._last_draft = 0
        for draft in drafts.load():
            self._put(draft.plan_id or self._new_key(), draft)

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
            self.take(key)
            return
        self._put(key, Draft(None, edit, self.seen(key) or (None if card is None else card.at)))
        self._keep()

    def put_back(self, key: int, draft: Draft) -> None:
        """What was taken, under the same key or another."""
        self._put(key, draft)
        self._keep()

    def take(self, key: int) -> Draft | None:
        """It was saved, or given up; returns what there was."""
        self._untouched.discard(key)
        edit, seen = self._edits.pop(key, None), self._seen.pop(key, None)
        if edit is None:
            return None
        self._keep()
        return Draft(key if key > 0 else None, edit, seen)

    def begin(self, edit: Edit, *, untouched: bool = False) -> int:
        """A plan that was never saved; returns its key. ``untouched``: as the program made it, which is nothing to keep."""
        key = self._new_key()
        if untouched:
            self._edits[key] = edit
            self._untouched.add(key)
        else:
            self.put_back(key, Draft(None, edit))
        return key

    def set_aside(self, key: int, names: Collection[str]) -> int | None:
        """What was typed into a plan becomes a plan of its own, not saved; returns its key, None when nothing was typed."""
        draft = self.take(key)
        return None if draft is None else self.begin(replace(draft.edit, name=free_name(draft.edit.name, names)))

    def _new_key(self) -> int:
        self._last_draft -= 1
        return self._last_draft

    def _put(self, key: int, draft: Draft) -> None:
        self._untouched.discard(key)
        self._edits[key] = draft.edit
        if draft.seen is not None:
            self._seen[key] = draft.seen

    def _keep(self) -> None:
        typed = (key for key in self._edits if key not in self._untouched)
        self._drafts.keep([Draft(key if key > 0 else None, self._edits[key], self.seen(key)) for key in typed])

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
