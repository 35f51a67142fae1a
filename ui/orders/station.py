"""The orders station: the list with its details, the short list, and what can be done with orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget
from sqlalchemy.orm import Session

from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.language import tr
from ui.orders.actions import pass_in_background, release_in_background
from ui.orders.board_page import BoardPage
from ui.orders.cancel_form import ask_cancel
from ui.orders.details import OrderDetails
from ui.orders.forms import Question, ReasonForm
from ui.orders.look_words import passed_said
from ui.orders.merge_page import MergePage
from ui.orders.more import ACTIONS, make_menu
from ui.orders.order_list import OrderList
from ui.orders.short_list import ShortList
from ui.orders.short_service import ShortService
from ui.orders.tab_counts import TabCounter, TabCounts
from ui.orders.waiting import WaitingBanner
from ui.picking.new_wave import WaveMaker
from ui.station import Station
from ui.theme import ToneName, space
from ui.widgets.banner import Banner
from ui.widgets.layouts import column, row
from ui.widgets.remembered import remember_split
from ui.widgets.tabs import Tabs
from ui.widgets.text import Button
from warehouse_app.errors import NotFound, WarehouseError
from warehouse_app.orders.commands import hold, unhold
from warehouse_app.orders.company import ALONE, company
from warehouse_app.orders.links import links_of
from warehouse_app.orders.looking.commands import Passed, let_pass
from warehouse_app.orders.queries import NOT_LEFT, OrderFilter, OrderRow, order_view, seller_code_of
from warehouse_app.orders.release import Released
from warehouse_app.orders.shorts.queries import ShortRow
from warehouse_app.packing.codes import Kind, Meaning, meanings
from warehouse_app.people.rules import Right
from warehouse_app.picking.queries import parcel_rows

HOLD = Question(
    "orders.hold_title", "orders.hold_do",
    ("orders.why_ask_buyer", "orders.why_address", "orders.why_stock", "orders.why_refund_talk"),
)  # fmt: skip
_READ_AFTER_MS = 40  # the cursor may run over many orders; only where it stops is read
_AT_ONCE = 50  # so many orders are let pass while one waits
_LOOKED_AT = 500  # how many chosen orders decide which buttons can be pressed


class OrdersStation(Station):
    """Find an order, see everything about it, let it go or stop it."""

    name = "orders"
    title_code = "orders.title"
    icon = "orders"
    topics = frozenset({"orders", "stock", "settings", "products", "waybills", "parcels"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.list = OrderList(desk, self)
        self.details = OrderDetails(self)
        self.short = ShortList(desk, self)
        self.service = ShortService(desk, self)
        self.waiting = WaitingBanner(desk, self)
        self.board = BoardPage(desk, self)
        self.merging = MergePage(desk, self)
        self.tabs = Tabs(self)
        self._counter = TabCounter(desk, self)
        self._unread: set[QWidget] = set()
        self.banner = Banner(self)
        self._make_buttons()
        self._lay_out()
        self._read_soon = QTimer(self, interval=_READ_AFTER_MS, singleShot=True)
        self._read_soon.timeout.connect(self._show_details)
        self._waves = WaveMaker(desk, self)
        self._waves.made.connect(lambda _: self.goto.emit("picking"))
        self._waves.short_of_numbers.connect(self._short_of_numbers)
        self._connect()

    def _make_buttons(self) -> None:
        self.release_button = Button("orders.release_all", kind="primary", icon="check", shortcut="F5", parent=self)
        self.looked_button = Button("orders.looked", icon="right", shortcut="F6", parent=self)
        self.hold_button = Button("orders.hold", icon="pause", shortcut="F7", parent=self)
        self.unhold_button = Button("orders.unhold", icon="next", shortcut="F8", parent=self)
        self.wave_button = Button("orders.to_wave", icon="wave", shortcut="F9", parent=self)
        self.cancel_button = Button("orders.cancel", kind="danger", icon="cancel", shortcut="Ctrl+Del", parent=self)
        self.more_button = Button("orders.more", icon="more", shortcut="F10", parent=self)
        self.more_button.setVisible(bool(ACTIONS))
        self.show_short = self.banner.add_button(Button("orders.show_short", parent=self.banner))
        self.show_look = self.banner.add_button(Button("orders.show_look", parent=self.banner))
        self.go_import = self.banner.add_button(
            Button("picking.bring_in_numbers", kind="primary", icon="import", parent=self.banner)
        )
        self.go_pick = self.banner.add_button(Button("orders.go_pick", kind="primary", icon="next", parent=self.banner))

    def _lay_out(self) -> None:
        inside = column(self, gap=2, margin=4)
        inside.addWidget(self.waiting)
        inside.addWidget(self.banner)
        page = QWidget(self)
        listing = column(page, gap=2)
        listing.setContentsMargins(0, space(2), 0, 0)
        halves = QSplitter(Qt.Orientation.Horizontal, page)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(space(2))
        halves.setStyleSheet("QSplitter::handle { background: transparent; }")
        halves.addWidget(self.list)
        halves.addWidget(self.details)
        halves.setStretchFactor(0, 1)
        halves.setSizes([space(214), space(84)])
        remember_split(halves, self.desk.lists, "split_orders")
        listing.addWidget(halves, 1)
        listing.addLayout(self._bar())
        self.tabs.add(page, "orders.tab_all")
        self.tabs.add(self.short, "orders.tab_short", n=0)
        self.tabs.add(self.service, "service.tab", n=0)
        self.tabs.add(self.board, "board.tab")
        self.tabs.add(self.merging, "merging.tab", n=0)
        self._readers: dict[QWidget, Callable[[], None]] = {
            page: self.list.refresh, self.short: self.short.refresh, self.service: self.service.refresh,
            self.board: self.board.refresh, self.merging: self.merging.refresh,
        }  # fmt: skip
        inside.addWidget(self.tabs, 1)

    def _bar(self) -> QHBoxLayout:
        bar = row(gap=2)
        for button in (self.looked_button, self.hold_button, self.unhold_button, self.wave_button, self.cancel_button):
            bar.addWidget(button)
        bar.addWidget(self.more_button)
        bar.addStretch(1)
        bar.addWidget(self.release_button)
        return bar

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._read_tab)
        self._counter.counted.connect(self._name_tabs)
        self.list.chosen_changed.connect(self._chosen_changed)
        self.list.table.view.selectionModel().selectionChanged.connect(self._chosen_changed)
        self.list.looks.pass_button.clicked.connect(self.let_shown_pass)
        self.list.import_asked.connect(lambda: self.goto.emit("intake"))
        self.list.table.export_asked.connect(self.ask_export)
        self.short.order_asked.connect(self.search_for)
        self.merging.order_asked.connect(self.show_number)
        self.short.stock_asked.connect(lambda: self.goto.emit("intake"))
        self.short.release_asked.connect(self.release_all)
        self.board.asked.connect(self.show_filter)
        self.details.order_asked.connect(self.show_number)
        self.service.order_asked.connect(self.show_number)
        self.service.cancel_asked.connect(self._ask_cancel_short)
        self.service.release_asked.connect(lambda order: release_in_background(self.desk, self, self._released, [order.id]))
        for button, do in (
            (self.release_button, self.release_all), (self.looked_button, self.let_pass), (self.hold_button, self.ask_hold),
            (self.unhold_button, self.let_go_on), (self.cancel_button, self.ask_cancel), (self.wave_button, self.make_wave),
            (self.show_short, lambda: self.tabs.setCurrentIndex(1)), (self.show_look, lambda: self._show_chip("look")),
            (self.go_pick, lambda: self.goto.emit("picking")), (self.more_button, self.show_more),
            (self.go_import, lambda: self.goto.emit("intake")),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, do=do: do())

    # --- showing ----------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Fresh, with the cursor in the list."""
        super().enter()
        self.waiting.count()  # another desk may have brought goods in
        self.list.keep_focus()

    def refresh(self) -> None:
        """Read the tab that is looked at again, the others when they are; their numbers are counted meanwhile."""
        self._unread = set(self._readers)
        self._read_tab()
        self.waiting.count()
        self._counter.ask()
        self._read_soon.start()

    def _read_tab(self, *_: object) -> None:
        page = self.tabs.currentWidget()
        if page in self._unread:
            self._unread.discard(page)
            self._readers[page]()

    def _name_tabs(self, counts: TabCounts) -> None:
        for page, code, n in (
            (self.short, "orders.tab_short", counts.lacking), (self.service, "service.tab", counts.short),
            (self.merging, "merging.tab", counts.merging),
        ):  # fmt: skip
            self.tabs.name(self.tabs.indexOf(page), code, n=n)

    def changeEvent(self, event: QEvent) -> None:
        """Button widths follow the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.list.table.view.viewport().update()

    def _chosen_changed(self, *_: object) -> None:
        self._read_soon.start()

    def _show_details(self) -> None:
        current = self.list.table.current()
        order, links, others = None, None, ALONE
        if current is not None:
            try:
                order = self.desk.read(order_view, current.id, reveal=self.desk.may(Right.SEE_PERSONAL))
                links = self.desk.read(links_of, current.id)
                others = self.desk.read(company, current.id)
            except NotFound:
                self.list.refresh()
        self.details.show_order(order, self.desk.warehouse.clock(), links, others)
        self._offer()

    def _offer(self) -> None:
        """Only what can be done with the chosen orders can be pressed."""
        chosen = self._chosen(_LOOKED_AT)
        self.looked_button.setEnabled(any(row.state == "look" for row in chosen) and self.desk.may(Right.RELEASE))
        self.hold_button.setEnabled(any(_can_hold(row) for row in chosen) and self.desk.may(Right.HOLD))
        self.unhold_button.setEnabled(any(row.hold for row in chosen) and self.desk.may(Right.HOLD))
        self.wave_button.setEnabled(any(_can_wave(row) for row in chosen) and self.desk.may(Right.WAVE))
        self.cancel_button.setEnabled(any(_can_cancel(row) for row in chosen) and self.desk.may(Right.CANCEL))
        self.release_button.setEnabled(self.desk.may(Right.RELEASE))

    def _chosen(self, most: int | None = None) -> list[OrderRow]:
        return self.list.table.selected()[:most]

    def _show_chip(self, name: str) -> None:
        self.tabs.setCurrentIndex(0)
        self.list.show_only(name)
        self.list.keep_focus()

    # --- finding ----------------------------------------------------------------------------------------------------

    def search_for(self, text: str) -> None:
        """Show the orders a text finds, with the first one's details."""
        self.tabs.setCurrentIndex(0)
        self.list.search_for(text)
        self.list.keep_focus()

    def show_number(self, number: str) -> None:
        """Show one order."""
        self.search_for(number)
        self.list.choose_number(number)

    def show_filter(self, wanted: OrderFilter) -> None:
        """Show the orders a number on the board stands for."""
        self.tabs.setCurrentIndex(0)
        self.list.show_filter(wanted)
        self.list.keep_focus()

    def take_scan(self, scan: Scan) -> None:
        """An order number, a waybill or a product: its orders are shown."""
        codes = (scan.text, *scan.alternatives)
        with self.desk.warehouse.reading() as session:
            found = meanings(session.connection(), codes)
            meant = next((meaning for kind in _SCANNED for meaning in found if meaning.kind is kind), None)
            text = _search_text(session, meant) if meant is not None else ""
        if meant is None:
            self.answered.emit("unknown", "orders.scan_unknown", {"scanned": scan.text}, "unknown")
            return
        self.search_for(text)
        self.answered.emit("information", "orders.scan_found", {"scanned": meant.code, "n": self.list.table.model.total}, "right")

    # --- doing ------------------------------------------------------------------------------------------------------

    def release_all(self) -> None:
        """Release whatever may go; the answer stands in the banner."""
        self.release_button.setEnabled(False)
        release_in_background(self.desk, self, self._released)

    def let_pass(self) -> None:
        """Somebody looked at the chosen orders: they are released at once."""
        ids = [row.id for row in self._chosen() if row.state == "look"]
        if len(ids) > _AT_ONCE:
            pass_in_background(self.desk, self, self._passed, self._not_passed, ids)
        elif ids:
            result = self.desk.try_command(let_pass, ids)
            if result is not None:
                self._passed(result)

    def let_shown_pass(self, *_: object) -> None:
        """Somebody looked at all orders the list shows: they are released at once."""
        self.list.looks.pass_button.setEnabled(False)
        pass_in_background(self.desk, self, self._passed, self._not_passed, self.list.wanted)

    def ask_hold(self) -> None:
        """Ask why, and stop the chosen orders."""
        rows = [row for row in self._chosen() if _can_hold(row)]
        self._ask(rows, lambda reason, ids: self.desk.command(hold, ids, reason), HOLD)

    def ask_cancel(self) -> None:
        """Ask why, and cancel the chosen orders."""
        ask_cancel(self.desk, self, [(row.id, row.number) for row in self._chosen() if _can_cancel(row)])

    def _ask_cancel_short(self, order: ShortRow) -> None:
        """The buyer of a short order takes the money back."""
        ask_cancel(self.desk, self, [(order.id, order.number)])

    def let_go_on(self) -> None:
        """Let the held ones among the chosen orders go on."""
        ids = [row.id for row in self._chosen() if row.hold]
        if ids:
            self.desk.try_command(unhold, ids)

    def make_wave(self) -> None:
        """One wave of the chosen orders."""
        ids = [row.id for row in self._chosen() if _can_wave(row)]
        if ids:
            self._waves.make(order_ids=ids)

    def show_more(self) -> None:
        """What else can be done with the chosen orders, as a menu above its button."""
        at = self.more_button.mapToGlobal(QPoint(0, 0))
        make_menu(self.desk, self, self._chosen()).popup(at)

    def ask_export(self) -> None:
        """Ask where to, and write the list as it is filtered now."""
        path = ask_save(self, "orders.export_title", "orders.csv")
        if path is not None:
            export_table(self.desk, self, path, self.list.table.model.columns, self.list.fetch())

    def _ask(self, rows: Sequence[OrderRow], do: Callable[[str, list[int]], object], question: Question) -> None:
        """Ask for the reason and do it; the form names the order when it is only one."""
        if not rows:
            return
        ids = [row.id for row in rows]
        named = rows[0].number if len(rows) == 1 else tr("orders.total", n=len(rows))
        ReasonForm(question, lambda reason: do(reason, ids), self, orders=named).open()

    def _released(self, result: Released) -> None:
        self.release_button.setEnabled(True)
        tone: ToneName = "warning" if result.short or result.look else ("right" if result.released else "information")
        released, short, look = len(result.released), len(result.short), len(result.look)
        code = "orders.released_result" if released or short or look else "orders.nothing_to_release"
        self.banner.show_banner(tone, code, released=released, short=short, look=look)
        self._show_ways(short=bool(result.short), look=bool(result.look), pick=bool(result.released))
        self.desk.sounds.play("warn" if tone == "warning" else "right")

    def _passed(self, result: Passed) -> None:
        said = passed_said(result)
        assert said.tone is not None
        self.banner.show_banner(said.tone, said.code, icon="", **said.fields)
        self._show_ways(short=bool(result.short), pick=bool(result.released))
        self.desk.sounds.play("warn" if said.tone == "warning" else "right")

    def _not_passed(self, error: WarehouseError) -> None:
        self.desk.messages.error(error)
        self.list.refresh()

    def _short_of_numbers(self, error: WarehouseError) -> None:
        self.banner.show_banner("wrong", error.code, icon="label", **error.fields)
        self._show_ways(numbers=True)

    def _show_ways(self, *, short: bool = False, look: bool = False, pick: bool = False, numbers: bool = False) -> None:
        """Only the ways that lead somewhere now."""
        self.show_short.setVisible(short)
        self.show_look.setVisible(look)
        self.go_pick.setVisible(pick)
        self.go_import.setVisible(numbers)


_SCANNED = (Kind.ORDER, Kind.PARCEL, Kind.SKU, Kind.BARCODE)


def _search_text(session: Session, meant: Meaning) -> str:
    """What to search for: a parcel stands for its order, a barcode for its SKU's seller code."""
    if meant.kind is Kind.PARCEL:
        orders = parcel_rows(session, [meant.id])[0].orders
        return orders[0] if orders else meant.code
    return seller_code_of(session, meant.id) if meant.kind is Kind.BARCODE else meant.code


def _can_hold(row: OrderRow) -> bool:
    return not row.hold and row.state not in ("shipped", "done", "cancelled")


def _can_cancel(row: OrderRow) -> bool:
    return row.state in (*NOT_LEFT, "unpaid")


def _can_wave(row: OrderRow) -> bool:
    return row.state == "released" and not row.hold
