"""Wave rules a supervisor keeps by name, to be used with one press."""

from __future__ import annotations

from sqlalchemy.orm import Session

from warehouse_app.errors import BadInput
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.picking.selecting import WaveRule
from warehouse_app.store import audit, settings
from warehouse_app.store.settings import LONGEST_NAME
from warehouse_app.store.warehouse import Tx


def saved_rules(session: Session) -> dict[str, WaveRule]:
    """The rules by name, as they were kept."""
    return {name: WaveRule(**rule) for name, rule in settings.get(session, "wave_rules").items()}


@needs(Right.WAVE)
def keep_rule(tx: Tx, name: str, rule: WaveRule) -> None:
    """Keep a rule under a name, in place of one that had it.

    Raises BadInput ``waves.rule_name`` (empty or too long), ``waves.paid_span``.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("waves.rule_name", most=LONGEST_NAME)
    rule.paid_span()
    kept = {**settings.get(tx.session, "wave_rules"), name: rule.asked}
    settings.put(tx, "wave_rules", kept)
    audit.record(tx, "wave_rule_kept", name, **rule.asked)


@needs(Right.WAVE)
def forget_rule(tx: Tx, name: str) -> None:
    """Forget a rule; forgetting one that is not there is no mistake."""
    kept = {other: rule for other, rule in settings.get(tx.session, "wave_rules").items() if other != name}
    settings.put(tx, "wave_rules", kept)
    audit.record(tx, "wave_rule_forgotten", name)
