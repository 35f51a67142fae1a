"""What the look before release says: the reasons of an order with their facts, and what letting orders pass did."""

from __future__ import annotations

from ui.language import Sentence
from ui.orders.wording import Said
from warehouse_app.orders.looking.commands import Passed
from warehouse_app.orders.looking.why import Why


def why_said(why: Why) -> Said:
    """A reason with the fact behind it."""
    reason = Sentence(f"orders.look_{why.reason}")
    if not why.fact:
        return Said("look.reason", {"reason": reason}, "warning")
    fields = dict(why.fields)
    if "state" in fields:
        fields["state"] = Sentence(f"orders.state_{fields['state']}")
    return Said("look.reason_with_fact", {"reason": reason, "fact": Sentence(f"look.why_{why.fact}", fields)}, "warning")


def passed_said(result: Passed) -> Said:
    """What letting orders pass did: how many went, how many are short, and why the others stay."""
    counts = {"released": len(result.released), "short": len(result.short)}
    left = []
    if result.stay:
        reasons = tuple(reason_count(reason, n) for reason, n in result.reasons.items())
        left.append(Sentence("look.left_stay", {"n": len(result.stay), "reasons": reasons}))
    if result.further:
        left.append(Sentence("look.left_further", {"n": result.further}))
    if result.held:
        left.append(Sentence("look.left_held", {"n": result.held}))
    if left:
        return Said("look.passed_and_left", {**counts, "left": tuple(left)}, "warning")
    return Said("orders.released_result", {**counts, "look": 0}, "warning" if result.short else "right")


def reason_count(reason: str, n: int) -> Sentence:
    """A reason and how many orders wait for it."""
    return Sentence("look.reason_count", {"reason": Sentence(f"orders.look_{reason}"), "n": n})
