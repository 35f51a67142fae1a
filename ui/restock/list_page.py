"""The page of what to order: the list, the chosen SKU below it, and what can be done with lines that are ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Concatenate, ParamSpec

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from ui import language
from ui.bursts import Scan
from ui.desk import Desk
from ui.exporting import ask_save, export_table
from ui.inbound.buying.papers import Papers
from ui.inbound.buying.words import today_at
from ui.language import Sentence
from ui.restock import words
from ui.restock.clock import RestockClock
from ui.restock.curve_reader import CurveReader
from ui.restock.done_banner import DoneBanner
from ui.restock.forms import DismissForm, SnoozeForm
from ui.restock.look_pane import LookPane
from ui.restock.need_columns import export_columns, fetch
from ui.restock.need_list import NeedList
from ui.restock.terms_form import ManyTermsForm, TermsForm
from ui.tabbed import Page
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.layouts import column, row
from ui.widgets.remembered import remember_split
from ui.widgets.text import Button, Text
from warehouse_app.catalog.codes import goods
from warehouse_app.errors import WarehouseError
from warehouse_app.people.rules import Right
from warehouse_app.restock.alerts import Decided, dismiss, reopen, snooze, take_back
from warehouse_app.restock.keeping.commands import export_terms
from warehouse_app.restock.looks.queries import sku_look
from warehouse_app.restock.ordering import Ordered, order_ticked, undo_ordered
from warehouse_app.restock.queries import RestockRow, RunHead, newest_run
from warehouse_app.store.warehouse import Tx
from warehouse_app.words import Language

P = ParamSpec("P")
_TOPICS = frozenset({"restock", "purchases", "suppliers", "catalog", "settings"})


class RestockPage(Page):
    """See the module. Goods that are scanned show themselves in the list."""

    topics = _TOPICS

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.run: RunHead | None = None
        self.clock = RestockClock.of(desk)
        self.doubt = Banner(self)
        self.done = DoneBanner(self)
        self.papers = Papers(desk, self)
        self.list = NeedList(desk, self)
        self.pane = LookPane(self)
        self.curves = CurveReader(desk, self)
        self.computed = Text(role="muted", parent=self)
        self._make_buttons()
        self._lay_out()
        self._connect()

    # --- the page ---------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Ready for the keyboard, with what other desks did and positions as they are now."""
        self.refresh()
        self.clock.freshen()
        self.list.table.setFocus()

    def refresh(self) -> None:
        """Read the list and the shown SKU again."""
        self.run = self.desk.read(newest_run)
        self._say_run()
        was_empty = not self.list.table.model.total
        self.list.refresh()  # its ``chosen`` shows the SKU under the cursor
        self._say_empty()
        if was_empty and self.list.table.model.total and self.isVisible():
            self.list.table.setFocus()  # an empty list took no focus

    def take_scan(self, scan: Scan) -> None:
        """Goods show what is known about restocking them."""
        codes = (scan.text, *scan.alternatives)
        named = self.desk.read(lambda session: goods(session.connection(), codes))
        found = None if named is None else self.desk.read(sku_look, named.sku_id, today_at(self.desk))
        if found is None:
            code = "purchasing.unknown_code" if named is None else "restock.not_in_run"
            self.answered.emit("unknown" if named is None else "warning", code, {"scanned": scan.text}, "unknown")
            return
        self.list.show_only(shown="all", text=found.row.seller_code)
        self.answered.emit("information", "restock.shown", {"goods": words.goods(found.row), "state": words.state(found.row)}, "")

    def take_subject(self, subject: object) -> None:
        """Another page asks for a SKU, by its seller code."""
        self.list.show_only(shown="all", text=str(subject))

    # --- what can be done -------------------------------------------------------------------------------------------

    def compute(self) -> None:
        """Compute everything anew, with progress; it can be stopped."""
        self.clock.run(quiet=False)

    def order(self) -> None:
        """Purchase orders of what is ticked, one for each supplier; the selected lines when nothing is."""
        lines = self.list.ticked()
        if not lines:
            self.list.toggle(self.list.table.selected())
            lines = self.list.ticked()
        if not lines:
            return
        wanted = [(each.row.sku_id, each.pieces) for each in lines]
        made = self.desk.try_command(order_ticked, wanted, {each.row.sku_id: each.row.order_id for each in lines})
        if made is None:
            return
        self.list.forget(dict(wanted))
        numbers = [order.number for order in made.orders]
        self.done.show_done(
            lambda: self._undo_orders(made, dict(wanted)), "restock.orders_made", number=numbers[0], numbers=", ".join(numbers),
            n=len(numbers), skus=len(wanted),
        )  # fmt: skip

    def _undo_orders(self, made: Ordered, wanted: Mapping[int, int]) -> bool:
        """Take the orders back, while nobody has sent them; ticked is what was."""
        done = self._try(undo_ordered, made)
        if done:
            self.list.tick_again(wanted)
            self.desk.messages.tell("right", "restock.orders_undone", n=len(made.orders))
        return done

    def ask_snooze(self) -> None:
        """Ask until when the alerts shall sleep."""
        alerts = self._alerts("restock.no_alert", "new", "snoozed", "dismissed")
        if alerts:
            SnoozeForm(self.desk, len(alerts), lambda until: self._snooze(alerts, until), self).open()

    def ask_dismiss(self) -> None:
        """Ask why they are not wanted."""
        alerts = self._alerts("restock.no_alert", "new", "snoozed", "dismissed")
        if alerts:
            DismissForm(len(alerts), lambda reason: self._dismiss(alerts, reason), self).open()

    def bring_back(self) -> None:
        """What sleeps or was dismissed is new again."""
        alerts = self._alerts("restock.nothing_asleep", "snoozed", "dismissed")
        decided = self.desk.try_command(reopen, alerts) if alerts else None
        if decided is not None:
            self._decided(decided, "restock.reopened")

    def ask_terms(self) -> None:
        """Ask what is kept of the SKU under the cursor, or of all that are ticked or selected."""
        lines = self.list.selected()
        look = self.desk.read(sku_look, lines[0].sku_id, today_at(self.desk)) if lines else None
        if not self.desk.may(Right.RESTOCK) or look is None:
            return
        many = len(lines) > 1
        form = ManyTermsForm(self.desk, [line.sku_id for line in lines], self) if many else TermsForm(self.desk, look, self)
        form.accepted.connect(lambda: self._kept(form.take_back, len(lines)))
        form.open()

    def _kept(self, take_back: Callable[[Tx], object], skus: int) -> None:
        self.done.show_done(lambda: self._try(take_back), "restock.terms_kept", skus=skus)

    def export_terms(self) -> None:
        """What is kept of all SKUs into a file that can be changed and brought in again."""
        path = ask_save(self, "restock.terms_file", "restock-terms.xlsx", "*.xlsx *.csv")
        rows = None if path is None else self.desk.try_command(export_terms, path, language.current())
        if rows is not None and path is not None:
            self.desk.messages.tell("right", "orders.exported", rows=rows, file=path.name)

    def export(self) -> None:
        """What the list shows into a file."""
        path = ask_save(self, "restock.export", "restock.xlsx", "*.xlsx *.csv")
        if path is not None:
            desk, asked, columns = self.desk, self.list.asked, export_columns(self.list.pieces)
            export_table(desk, self, path, columns, lambda *page: fetch(desk, asked, *page))

    def print_needs(self) -> None:
        """What the list shows as a PDF, by supplier."""
        warehouse, asked, pieces = self.desk.warehouse, self.list.asked, self.list.pieces

        def make(spoken: Language) -> Sequence[Path]:
            from warehouse_app.restock.papers import make_needs_paper  # brings reportlab along

            return make_needs_paper(warehouse, asked, pieces, spoken)

        self.papers.make(make)

    def _snooze(self, alerts: Sequence[int], until: date) -> None:
        self._decided(self.desk.command(snooze, alerts, until), "restock.snoozed", day=until.isoformat())

    def _dismiss(self, alerts: Sequence[int], reason: str) -> None:
        self._decided(self.desk.command(dismiss, alerts, reason), "restock.dismissed", reason=reason)

    def _decided(self, decided: Sequence[Decided], code: str, **fields: object) -> None:
        self.list.clear_ticks()
        self.done.show_done(lambda: self._take_back(decided), code, n=len(decided), **fields)

    def _take_back(self, decided: Sequence[Decided]) -> bool:
        """The alerts as they were before."""
        return self._try(take_back, decided)

    def _try(self, command: Callable[Concatenate[Tx, P], object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Run a command; whether it could be done. A mistake is shown."""
        try:
            self.desk.command(command, *args, **kwargs)
        except WarehouseError as error:
            self.desk.messages.error(error)
            return False
        return True

    def _alerts(self, none: str, *states: str) -> list[int]:
        """The alerts in these states of what is ticked or selected; tells ``none`` when there are none."""
        found = [one.alert_id for one in self.list.selected() if one.alert_id is not None and one.state in states]
        if not found:
            self.desk.messages.tell("warning", none)
        return found

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _show_look(self, line: RestockRow | None) -> None:
        look = None if line is None else self.desk.read(sku_look, line.sku_id, today_at(self.desk))
        self.pane.show_look(look)
        self.curves.want(look)
        self._enable()

    def _say_run(self) -> None:
        run = self.run
        if run is None:
            self.computed.show_code("restock.never_computed")
        else:
            self.computed.show_code(
                "restock.computed", day=run.day.isoformat(), at=f"{run.at.astimezone():%m-%d %H:%M}", skus=run.skus
            )
        told = [] if run is None or not run.warning else [run.warning, *run.warning.get("also", [])]
        if told:
            doubts = tuple(Sentence(str(one["code"]), one.get("fields", {})) for one in told)
            self.doubt.show_banner("warning", "restock.plain", words=doubts)
        else:
            self.doubt.hide()

    def _say_empty(self) -> None:
        asked, empty = self.list.asked, self.list.empty
        if self.run is None:
            kind, icon = "run", "clock"
        elif asked.text or asked.supplier_id is not None:
            kind, icon = "found", "search"
        else:
            kind, icon = ("order", "complete") if asked.shown == "order" else ("here", "complete")
        empty.show_state(icon, f"restock.none_{kind}", f"restock.none_{kind}_words")
        self.first_run.setVisible(self.run is None and self.desk.may(Right.RESTOCK))

    def _enable(self) -> None:
        may, line = self.desk.may(Right.RESTOCK), self.list.current()
        some = bool(self.list.ticked()) or line is not None
        self.buttons["order"].setEnabled(some and may and self.desk.may(Right.BUY))
        self.buttons["compute"].setEnabled(may)
        self.buttons["file"].setEnabled(self.desk.may(Right.EXPORT))
        for name in ("snooze", "dismiss", "terms"):
            self.buttons[name].setEnabled(may and some)
        self.buttons["back"].setVisible(self.list.asked.shown in ("snoozed", "dismissed", "all"))
        self.buttons["back"].setEnabled(may and some)
        for name in ("supplier", "export", "print"):
            self.buttons[name].setEnabled(line is not None)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        made = {
            "compute": Button("restock.do_compute", icon="refresh", shortcut="F5", parent=self),
            "print": Button("restock.do_print", icon="print", shortcut="Ctrl+P", parent=self),
            "export": Button(kind="quiet", icon="export", shortcut="Ctrl+E", parent=self),
            "file": Button(kind="quiet", icon="file", parent=self),
            "supplier": Button("restock.do_tick_supplier", icon="check", shortcut="F6", parent=self),
            "back": Button("restock.do_back", icon="undo", parent=self),
            "snooze": Button("restock.do_snooze", icon="clock", shortcut="F7", parent=self),
            "dismiss": Button("restock.do_dismiss", icon="cancel", shortcut="F8", parent=self),
            "terms": Button("restock.do_terms", icon="note", shortcut="F3", parent=self),
            "order": Button("restock.do_order", kind="primary", icon="orders", shortcut="F9", parent=self),
        }
        made["export"].show_tip("restock.export")
        made["file"].show_tip("restock.terms_file")
        self.buttons = made
        self.first_run = self.list.empty.add_button(
            Button("restock.do_compute", kind="primary", icon="refresh", parent=self.list.empty)
        )

    def _lay_out(self) -> None:
        inside = column(self, gap=2)
        inside.setContentsMargins(0, space(2), 0, 0)
        for banner in (self.doubt, self.done, self.papers):
            inside.addWidget(banner)
        for name in ("compute", "print", "export", "file"):
            self.list.tools.addWidget(self.buttons[name])
        upper = QWidget(self)
        above = column(upper, gap=2)
        above.addWidget(self.list, 1)
        foot = row(gap=2)
        foot.addWidget(self.list.total, 1)
        for name in ("supplier", "back", "snooze", "dismiss", "terms", "order"):
            foot.addWidget(self.buttons[name])
        above.addLayout(foot)
        both = QSplitter(Qt.Orientation.Vertical, self)
        both.setChildrenCollapsible(False)
        both.addWidget(upper)
        both.addWidget(self.pane)
        both.setStretchFactor(0, 2)
        both.setStretchFactor(1, 1)
        both.setSizes([space(85), space(62)])
        remember_split(both, self.desk.lists, "split_restock")
        inside.addWidget(both, 1)
        self.list.head.addWidget(self.computed)

    def _connect(self) -> None:
        doing = {
            "compute": self.compute, "export": self.export, "file": self.export_terms, "print": self.print_needs,
            "supplier": self.list.tick_supplier, "back": self.bring_back, "snooze": self.ask_snooze,
            "dismiss": self.ask_dismiss, "terms": self.ask_terms, "order": self.order,
        }  # fmt: skip
        for name, do in doing.items():
            self.buttons[name].clicked.connect(lambda _=False, do=do: do())
        self.first_run.clicked.connect(self.compute)
        self.list.chosen.connect(self._show_look)
        self.curves.read.connect(self.pane.show_curve)
        self.list.asked_changed.connect(self._say_empty)
        self.list.ticked_changed.connect(self._enable)
        self.list.table.export_asked.connect(self.export)
        self.done.open_asked.connect(lambda number: self.goto.emit(f"inbound/orders/{number}"))
        typing = QShortcut(QKeySequence("F2"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        typing.activated.connect(self.list.type_pieces)
