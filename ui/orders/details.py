"""One order in full beside the list: clocks, notes, lines with their bins, where it goes, and what happened to it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.language import tr
from ui.orders.company_card import company_card
from ui.orders.links_card import links_card
from ui.orders.look_words import why_said
from ui.orders.wording import Said, clock, history_said, hold_said, local, pickup_clock, state_tone
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import card, column, row
from ui.widgets.text import Role, Text
from ui.widgets.toned import Toned
from warehouse_app.orders.company import ALONE, Company
from warehouse_app.orders.links import Links
from warehouse_app.orders.queries import NOT_LEFT, HistoryRow, OrderLineView, OrderView


class OrderDetails(QScrollArea):
    """Shows an ``OrderView``; ``show_order(None, now)`` says that none is chosen.

    ``order_asked(number)`` comes when one of its company is pressed.
    """

    order_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(space(80))
        self.order: OrderView | None = None
        self._links: Links | None = None
        self._now: datetime | None = None
        self.show_order(None, None)

    def show_order(
        self, order: OrderView | None, now: datetime | None, links: Links | None = None, company: Company = ALONE
    ) -> None:
        """Show another order as it is at ``now``, with what was sent again for it and the orders that belong to it."""
        self.order, self._now, self._links, self.company = order, now, links, company
        if order is None or now is None:
            nothing = EmptyState("orders", "orders.none_chosen", "orders.none_chosen_words", margin=2)
            nothing.words.setFixedWidth(space(70))  # the pane is narrower than a page
            self.setWidget(nothing)
            return
        place = self.verticalScrollBar().value()
        page = QWidget()
        inside = column(page, gap=3)
        inside.setContentsMargins(space(1), 0, space(3), space(2))
        inside.addWidget(_head(order, now, page))
        for banner in _banners(order, page):
            inside.addWidget(banner)
        if order.why:
            inside.addWidget(_looks(order, page))
        if links:
            inside.addWidget(links_card(links, self.order_asked.emit, page))
        if company:
            inside.addWidget(company_card(company, page, self.order_asked.emit))
        inside.addWidget(_goods(order, page))
        inside.addWidget(_buyer(order, page))
        inside.addWidget(_past(order, page))
        inside.addStretch(1)
        self.setWidget(page)
        self.verticalScrollBar().setValue(place)

    def changeEvent(self, event: QEvent) -> None:
        """The order in the new language: reasons and lists of fields are words too."""
        if event.type() == QEvent.Type.LanguageChange:
            self.show_order(self.order, self._now, self._links, self.company)
        super().changeEvent(event)


def _plain(text: str, parent: QWidget, *, role: Role = "text") -> Text:
    """Data on several lines that can be marked and copied."""
    words = Text(role=role, wrap=True, parent=parent)
    words.show_plain(text)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _block(title: Said, parent: QWidget) -> tuple[QFrame, QVBoxLayout]:
    """A card with its title; the layout takes what it holds."""
    frame = card(parent)
    inside = column(frame, gap=1, margin=4)
    inside.addWidget(_said(title, frame, role="small"))
    return frame, inside


def _said(said: Said, parent: QWidget, *, role: Role = "text") -> Text:
    words = Text(role=role, wrap=True, parent=parent)
    words.show_code(said.code, **said.fields)
    return words


def _head(order: OrderView, now: datetime, parent: QWidget) -> QFrame:
    frame = card(parent)
    inside = column(frame, gap=2, margin=4)
    inside.addWidget(_plain(order.row.number, frame, role="heading"))
    state = Toned(parent=frame)
    amount = "" if order.row.amount is None else f"{order.row.amount:,.2f}"
    state.show_toned(state_tone(order.row), f"orders.state_{order.row.state}")
    top = row(gap=3)
    top.addWidget(state, 1)
    about = Text("orders.shop_and_amount", role="muted", parent=frame, shop=order.row.shop, amount=amount)
    about.setWordWrap(True)
    top.addWidget(about, 1)
    inside.addLayout(top)
    clocks = row(gap=3)
    still_here = order.row.state in NOT_LEFT
    clocks.addWidget(_clock("orders.ship_by", order.row.ship_by, clock(order.row.ship_by, now), frame, running=still_here), 1)
    shipped = order.row.state == "shipped"
    clocks.addWidget(_clock("orders.pickup_by", order.row.pickup_by, pickup_clock(order.row, now), frame, running=shipped), 1)
    inside.addLayout(clocks)
    return frame


def _clock(title: str, moment: datetime | None, said: Said, parent: QWidget, *, running: bool) -> QWidget:
    """A clock of the order: its name, the moment, and while it runs how long there is."""
    frame = QWidget(parent)
    inside = column(frame, gap=0)
    inside.addWidget(Text(title, role="small", parent=frame))
    words = Toned(parent=frame)
    if moment is None or not running:
        words.show_toned(None, "orders.moment" if moment else "orders.clock_none", moment=local(moment))
    else:
        words.show_said(said.tone, said.code, said.fields, icon="clock")
    inside.addWidget(words)
    if moment is not None and running:
        inside.addWidget(_plain(local(moment), frame, role="small"))
    return frame


def _banners(order: OrderView, parent: QWidget) -> list[Banner]:
    """What somebody must know before this order moves: the hold, the buyer's and the shop's words."""
    found: list[Banner] = []

    def add(said: Said, icon: str = "") -> None:
        banner = Banner(parent)
        banner.show_banner(said.tone or "information", said.code, icon=icon, **said.fields)
        found.append(banner)

    if order.row.hold:
        add(hold_said(order.row), "pause")
    if order.row.message:
        add(Said("orders.message_says", {"text": order.row.message}, "warning"), "message")
    if order.row.note:
        add(Said("orders.note_says", {"text": order.row.note}, "warning"), "note")
    return found


def _looks(order: OrderView, parent: QWidget) -> QFrame:
    """Why it waits for a look, each reason with the fact behind it."""
    frame, inside = _block(Said("look.because"), parent)
    for why in order.why:
        inside.addWidget(_toned(why_said(why), frame))
    return frame


def _goods(order: OrderView, parent: QWidget) -> QFrame:
    frame, inside = _block(Said("orders.goods", {"pieces": order.row.pieces}), parent)
    for line in order.lines:
        inside.addWidget(_line(line, frame))
    return frame


def _line(line: OrderLineView, parent: QWidget) -> QWidget:
    frame = QWidget(parent)
    inside = row(frame, gap=2)
    words = column(gap=0)
    words.addWidget(_plain(line.name or line.title, frame))
    words.addWidget(_plain("  ".join(part for part in (line.properties, line.seller_code) if part), frame, role="small"))
    if line.sku_code and line.sku_code != line.seller_code:
        words.addWidget(Text("orders.line_swapped", role="small", parent=frame, sku=line.sku_code))
    if line.made_of:
        words.addWidget(_plain(_made_of(line), frame, role="small"))
    for bin_code in line.bins:
        words.addWidget(Text("orders.from_bin", role="small", parent=frame, bin=bin_code))
    problem = _line_problem(line)
    if problem is not None:
        words.addWidget(_toned(problem, frame))
    inside.addLayout(words, 1)
    inside.addWidget(
        Text("orders.times", role="large", parent=frame, n=0 if line.all_split_off else line.quantity),
        0,
        Qt.AlignmentFlag.AlignTop,
    )
    return frame


def _made_of(line: OrderLineView) -> str:
    parts = tr("packing.between").join(tr("sets.part", code=code, pieces=pieces) for code, pieces, _ in line.made_of)
    return tr("sets.made_of", sets=line.made_of[0][2], parts=parts)


def _line_problem(line: OrderLineView) -> Said | None:
    if line.cancelled_off:
        left = line.split_off - line.cancelled_off
        code = "merging.pieces_split_and_cancelled" if left else "merging.pieces_cancelled"
        return Said(code, {"n": left, "cancelled": line.cancelled_off}, "blocked")
    if line.all_split_off:
        return Said("merging.all_split_off", {"n": line.split_off}, "information")
    if line.split_off:
        return Said("merging.pieces_split_off", {"n": line.split_off}, "information")
    if not line.live:
        return Said("orders.line_not_shipped", {}, "blocked")
    if not line.known:
        return Said("orders.line_unknown", {}, "wrong")
    return Said("orders.line_refund_asked", {}, "warning") if line.refund == "asked" else None


def _toned(said: Said, parent: QWidget) -> Toned:
    words = Toned(role="text", parent=parent)
    words.show_said(said.tone, said.code, said.fields)
    return words


def _buyer(order: OrderView, parent: QWidget) -> QFrame:
    frame, inside = _block(Said("orders.goes_to"), parent)
    phones = "  ".join(dict.fromkeys(number for number in (order.mobile, order.phone) if number))
    for text in (f"{order.row.recipient}  {phones}".strip(), order.address):
        if text:
            inside.addWidget(_plain(text, frame))
    if order.masked:
        inside.addWidget(_toned(Said("orders.address_masked", {}, "warning"), frame))
    if order.waybill:
        inside.addWidget(Text("orders.waybill_of", role="muted", parent=frame, courier=order.courier, waybill=order.waybill))
    inside.addWidget(Text("orders.buyer_named", role="small", parent=frame, buyer=order.row.buyer))
    return frame


def _past(order: OrderView, parent: QWidget) -> QFrame:
    frame, inside = _block(Said("orders.history"), parent)
    for entry in reversed(order.history):
        inside.addWidget(_history_line(entry, frame))
    return frame


def _history_line(entry: HistoryRow, parent: QWidget) -> QWidget:
    frame = QWidget(parent)
    inside = column(frame, gap=0)
    inside.addWidget(_said(history_said(entry), frame))
    inside.addWidget(_plain(f"{local(entry.at)}  {entry.who}  {entry.desk}", frame, role="small"))
    return frame
