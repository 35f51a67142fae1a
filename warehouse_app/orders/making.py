"""Orders made in the house: by hand, without any shop's file, and goods sent again for an order that went wrong.

Both are paid the moment they are made, cost nothing and go the whole way like any other order. Their numbers are our own, so
no file speaks of them (``orders.importing``), and no shop is told of them as orders (``dispatch.shipped``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from warehouse_app.catalog.tables import Product, Sku
from warehouse_app.errors import BadInput, Conflict, NotFound
from warehouse_app.orders import life
from warehouse_app.orders.clocks import shop_rules
from warehouse_app.orders.rules import GONE, State, deadlines
from warehouse_app.orders.tables import Order, OrderLine, Shop
from warehouse_app.people.access import needs
from warehouse_app.people.rules import Right
from warehouse_app.store.locks import one_at_a_time
from warehouse_app.store.warehouse import Tx

RESEND_REASONS = ("damaged", "lost", "wrong_item", "missing_item")
MANUAL_REASONS = ("phone_order", "gift", "sample", "replacement")
LIABLE = ("shop", "courier", "supplier", "warehouse", "buyer")
UNKNOWN_TO_THE_SHOP = ("manual", "resend")
"""Origins whose numbers no platform knows: a file with one of them in it would be refused."""
FROM_A_FILE = "file"
LONGEST = 500
MOST_PIECES = 10_000
_COPIED = ("recipient", "mobile", "address", "phone", "buyer")
_STRONGEST = 100  # as_of and strength say who spoke last; of these orders nobody else ever speaks


@dataclass(frozen=True, slots=True)
class SendTo:
    """Who gets the goods. ``note`` is read at the release and at packing, as a shop's own note is."""

    recipient: str
    mobile: str
    address: str
    phone: str = ""
    buyer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces of a SKU."""

    sku_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Made:
    """An order just made."""

    id: int
    number: str


@needs(Right.RELEASE)
def make_order(tx: Tx, shop_id: int, to: SendTo, lines: Sequence[Pieces], reason: str) -> Made:
    """An order by hand. ``reason`` is one of MANUAL_REASONS or free words.

    Raises BadInput (no goods, a quantity, no address, no reason), NotFound (shop, SKU).
    """
    if tx.connection.execute(select(Shop.id).where(Shop.id == shop_id)).first() is None:
        raise NotFound("service.no_such_shop")
    one_at_a_time(tx, "import")  # files bring numbers too
    day = tx.now.astimezone().strftime("%y%m%d")
    number = _next_number(tx, f"M{day}-")
    made = _write(tx, number, to, lines, {"shop_id": shop_id, "origin": "manual", "reason": _words(reason)})
    life.note(tx, [made.id], "made_by_hand", reason=_words(reason))
    return made


@needs(Right.RELEASE)
def resend(
    tx: Tx, original_id: int, lines: Sequence[Pieces], reason: str, liable: str, *, changed: Mapping[str, str] | None = None,
    early: str = "",
) -> Made:  # fmt: skip
    """Send goods again for an order that left the house, to the same buyer; who answers for it is one of LIABLE.

    ``changed`` are fields of ``SendTo`` that shall differ from the original's: whoever sees its address masked changes
    nothing by that. ``early`` says why, when the original has not left yet. Raises what ``make_order`` raises, BadInput
    ``service.liable_missing``, Conflict ``service.original_cancelled``, ``service.original_still_here``.
    """
    original = _original(tx, original_id)
    if original.state == State.CANCELLED:
        raise Conflict("service.original_cancelled", number=original.number)
    if original.state not in GONE and not early.strip():
        raise Conflict("service.original_still_here", number=original.number)
    if liable not in LIABLE:
        raise BadInput("service.liable_missing")
    one_at_a_time(tx, "import")
    number = _next_number(tx, f"{_root(tx, original).number}-R")
    why = {"reason": _words(reason), "liable": liable}
    to = SendTo(**({name: getattr(original, name) for name in _COPIED} | dict(changed or {})))
    about = {"shop_id": original.shop_id, "origin": "resend", "original_id": original_id, "courier": original.courier, **why}
    made = _write(tx, number, to, lines, about)
    told = why | ({"early": _words(early)} if early.strip() else {})
    ours = {"number": original.number, **told}
    life.write_history(
        tx, [(made.id, "resend_of", ours), (original_id, "sent_again", {"number": number, **told})]
    )  # fmt: skip
    return made


def is_ours(known: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of the orders with a file's number was made in the house: then the file speaks of something else."""
    return any(row["origin"] != FROM_A_FILE for row in known)


def _original(tx: Tx, order_id: int) -> Any:
    row = tx.connection.execute(select(Order.__table__).where(Order.id == order_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("orders.no_such_order")
    return row


def _root(tx: Tx, order: Any) -> Any:
    """The order the buyer made, whose number a resend of a resend still bears."""
    while order.origin == "resend":
        order = _original(tx, order.original_id)
    return order


def _next_number(tx: Tx, stem: str) -> str:
    """The stem with the next number that no order has."""
    taken = tx.connection.execute(select(Order.number).where(Order.number.startswith(stem, autoescape=True))).scalars()
    counted = [int(tail) for number in taken if re.fullmatch(r"\d{1,9}", tail := number.removeprefix(stem))]
    return f"{stem}{max(counted, default=0) + 1}"


def _words(text: str) -> str:
    """Words somebody has to give. Raises BadInput."""
    text = text.strip()
    if not text:
        raise BadInput("service.reason_missing")
    if len(text) > LONGEST:
        raise BadInput("service.too_long", most=LONGEST)
    return text


def _write(tx: Tx, number: str, to: SendTo, lines: Sequence[Pieces], about: dict[str, Any]) -> Made:
    """Write the order, waiting for its release, with its lines."""
    told = {name: getattr(to, name).strip() for name in ("recipient", "mobile", "address", "phone", "buyer", "note")}
    if not told["recipient"] or not told["address"]:
        raise BadInput("service.no_address")
    if any(len(text) > LONGEST for text in told.values()):
        raise BadInput("service.too_long", most=LONGEST)
    rows = _line_rows(tx, lines)
    clock = deadlines(tx.now, None, shop_rules(tx.session)[about["shop_id"]])
    order = Order(
        number=number, state=State.WAITING.value, as_of=tx.now, strength=_STRONGEST, lines_as_of=tx.now,
        lines_strength=_STRONGEST, created_at=tx.now, paid_at=tx.now, ship_by=clock.ship_by, ship_latest=clock.ship_latest,
        masked=any("*" in told[name] for name in ("recipient", "mobile", "address", "phone")),
        amount=Decimal(0), paid_amount=Decimal(0), **told, **about,
    )  # fmt: skip
    tx.session.add(order)
    tx.session.flush()
    tx.connection.execute(insert(OrderLine), [row | {"order_id": order.id} for row in rows])
    tx.touch("orders")
    return Made(order.id, number)


def _line_rows(tx: Tx, lines: Sequence[Pieces]) -> list[dict[str, Any]]:
    """One row for each SKU, its pieces together. Raises BadInput, NotFound."""
    pieces: dict[int, int] = {}
    for line in lines:
        if type(line.quantity) is not int or not 1 <= line.quantity <= MOST_PIECES:  # half a piece, or a yes
            raise BadInput("service.bad_quantity", quantity=str(line.quantity), most=MOST_PIECES)
        pieces[line.sku_id] = pieces.get(line.sku_id, 0) + line.quantity
    if not pieces:
        raise BadInput("service.no_goods")
    wanted = select(Sku.id, Sku.seller_code, Sku.colour, Sku.size, Product.name).join(Product, Product.id == Sku.product_id)
    known = {row.id: row for row in tx.connection.execute(wanted.where(Sku.id.in_(pieces), Sku.active))}
    if len(known) != len(pieces):
        raise NotFound("service.no_such_goods")
    return [
        {
            "line": number, "sku_id": sku_id, "seller_code": known[sku_id].seller_code, "title": known[sku_id].name,
            "properties": " / ".join(part for part in (known[sku_id].colour, known[sku_id].size) if part),
            "quantity": quantity, "price": Decimal(0), "sub_number": "", "refund": "none", "live": True,
        }
        for number, (sku_id, quantity) in enumerate(pieces.items(), 1)
    ]  # fmt: skip
