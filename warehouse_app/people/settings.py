"""Changing the shop's settings: the right first, then the value, then the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store import audit, settings
from warehouse_app.store.warehouse import Tx


@needs(Right.SETTINGS)
def change_settings(tx: Tx, changes: Mapping[str, Any]) -> list[str]:
    """Change settings of ``store.settings``, all or none; returns the names of those that were different before.

    Raises BadInput ``store.bad_setting`` for a value a setting does not take, or a name nobody declared.
    """
    changed = []
    for name, value in changes.items():
        before = settings.get(tx.session, name) if name in settings.DECLARED else None
        if before == value:
            continue
        settings.put(tx, name, value)
        audit.record(tx, "setting_changed", name, before=before, after=value)
        changed.append(name)
    return changed
