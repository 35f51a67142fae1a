"""The sample shop's dispatch day, played in the real window: what a clerk types is typed, every code key by key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from ui.app import App
from ui.dispatch.station import DispatchStation
from ui.first_start import FirstStart
from ui.hand import Hand, NothingCame
from ui.inbound.station import InboundStation
from ui.orders.station import OrdersStation
from ui.packing.station import PackingStation
from ui.picking.station import PickingStation
from ui.station import Station
from ui.stations import STATIONS
from warehouse_app.catalog.tables import Barcode
from warehouse_app.dispatch.shipped import export_shipped
from warehouse_app.inbound.buying.queries import open_orders_of, order
from warehouse_app.inbound.putaway.bins import fast_line
from warehouse_app.inbound.putaway.queries import dock, dock_pieces, suggest
from warehouse_app.orders.looking.commands import let_pass
from warehouse_app.orders.queries import OrderFilter, counts_by_state, orders_page
from warehouse_app.packing.queries import ParcelView, parcel_view, waiting_parcels
from warehouse_app.packing.rules import Command
from warehouse_app.people.queries import people
from warehouse_app.picking.queries import waves_page
from warehouse_app.reports.check import check
from warehouse_app.words import Language, say

S = TypeVar("S", bound=Station)
PIN = "2468"
REPORT = "report.txt"


class Day:
    """Plays the day step by step; ``out`` receives pictures, lists and the report."""

    def __init__(self, running: App, out: Path, language: Language) -> None:
        self.running = running
        self.desk = running.desk
        self.hand = Hand(running)
        self.out = out
        self.language = language
        self._report: list[str] = []
        out.mkdir(parents=True, exist_ok=True)

    def play(self) -> None:
        """From the first start to the list for the shop. Raises NothingCame when a step gets stuck."""
        self.running.start()
        badge = self._first_start()
        self._log_in(badge)
        self._release()
        self._wave()
        parcels = self._pack()
        self._hand_over(parcels)
        self._export()
        self._take_goods_in()
        self._put_away()
        self._look_around()

    def check(self) -> bool:
        """Whether the books are right at the end of the day."""
        problems = self.desk.read(check)
        for problem in problems:
            self.tell("demo.problem", what=problem.code)
        self.tell("demo.clean" if not problems else "demo.not_clean", n=len(problems))
        return not problems

    def tell(self, code: str, **fields: object) -> None:
        """Print one line of the report and keep it."""
        line = say(code, self.language, **fields)
        self._report.append(line)
        print(line, flush=True)

    def write_report(self) -> None:
        """The report as a file beside the papers."""
        (self.out / REPORT).write_text("\n".join(self._report) + "\n", encoding="utf-8")

    # --- the steps --------------------------------------------------------------------------------------------------

    def _first_start(self) -> str:
        """Take the owner on and bring the sample shop in; returns the badge."""
        first = self.running.window.pages.currentWidget()
        assert isinstance(first, FirstStart)
        self.hand.wait(first.owner.name.hasFocus)
        self.hand.picture(self.out / "01-first-start.png")
        for text in (say("demo.owner", self.language), PIN, PIN):
            self.hand.type(text)
        self.hand.wait(lambda: first.pages.currentWidget() is first.begin)
        self.hand.picture(self.out / "02-begin.png")
        self.hand.type("")
        self.hand.wait(lambda: isinstance(self.running.window.workplace.current, OrdersStation))
        self.hand.rest()
        orders = sum(self.desk.read(counts_by_state).values())
        self.tell("demo.files_in", orders=orders)
        return self.desk.read(people)[0].badge

    def _log_in(self, badge: str) -> None:
        """Leave the desk, and come back by the badge."""
        self.hand.scan(Command.LOG_OUT)
        self.hand.picture(self.out / "03-log-in.png")
        self.hand.scan(badge)
        self.hand.wait(lambda: self.desk.logged_in)
        self.tell("demo.logged_in", name=self.desk.actor.name)

    def _release(self) -> None:
        """Release what may go, then what only waited for somebody to read a message."""
        station = self._open(OrdersStation)
        station.release_all()
        self.hand.picture(self.out / "04-orders.png")
        waiting = self.desk.read(orders_page, OrderFilter(states=("look",))).rows
        if waiting:
            self.desk.command(let_pass, [order.id for order in waiting])
        self.hand.rest()
        counts = self.desk.read(counts_by_state)
        self.tell("demo.released", released=counts.get("released", 0), looked=len(waiting), short=counts.get("short", 0))

    def _wave(self) -> None:
        """One wave with all its papers; the goods stand at the desk when its number is scanned."""
        station = self._open(PickingStation)
        station.maker.make()
        self.hand.rest()
        wave = self.desk.read(waves_page).rows[0]
        self.hand.scan(wave.number)
        self.hand.picture(self.out / "05-picking.png")
        self.tell("demo.wave", number=wave.number, parcels=wave.parcels, pieces=wave.pieces)

    def _pack(self) -> list[ParcelView]:
        """Every parcel by typed codes; into the first one a wrong item is tried on purpose."""
        station = self._open(PackingStation)
        codes = self._barcodes()
        with self.running.warehouse.reading() as session:
            ids = [parcel.id for parcel in waiting_parcels(session, 1_000)]
            parcels = [parcel_view(session.connection(), parcel_id) for parcel_id in ids]
        for number, parcel in enumerate(parcels):
            self._pack_one(parcel, codes, wrong=number == 0)
        self.hand.wait(lambda: not station.side.next.rows)
        self.hand.picture(self.out / "08-packing-complete.png")
        self.tell("demo.packed", parcels=len(parcels), pieces=sum(parcel.needed for parcel in parcels))
        return parcels

    def _pack_one(self, parcel: ParcelView, codes: dict[int, str], *, wrong: bool) -> None:
        self.hand.scan(parcel.waybill)
        if not parcel.noted:
            self.hand.picture(self.out / "07-packing-note.png")
            self.hand.scan(Command.CONFIRM)
        for _task in parcel.tasks:  # a card, an invoice: each is ticked when it is in
            self.hand.scan(Command.CONFIRM)
        if parcel.tasks:
            self.hand.picture(self.out / "07-packing-ticked.png")
        if wrong:
            mine = {line.sku_id for line in parcel.lines}
            self.hand.scan(next(code for sku_id, code in codes.items() if sku_id not in mine))
            self.hand.picture(self.out / "06-packing-wrong-item.png")
            self._expect("wrong", "demo.wrong_item", waybill=parcel.waybill)
        for line in parcel.lines:
            for _ in range(line.needed):
                self.hand.scan(codes[line.sku_id])
        self._expect("complete", "")

    def _hand_over(self, parcels: list[ParcelView]) -> None:
        """Courier by courier: every parcel scanned out, the handover closed by the command barcode."""
        station = self._open(DispatchStation)
        for courier in sorted({parcel.courier for parcel in parcels}):
            going = [parcel for parcel in parcels if parcel.courier == courier]
            for parcel in going:
                self.hand.scan(parcel.waybill)
                self.hand.rest()
            self.hand.picture(self.out / "09-handover.png")
            self.hand.scan(Command.CONFIRM)
            self.hand.picture(self.out / "10-handover-close.png")
            self.hand.scan(Command.CONFIRM)
            self.hand.wait(lambda: station.handover.handover is None)
            self.hand.rest()
            self.tell("demo.handed_over", courier=courier, parcels=len(going))
        self.hand.picture(self.out / "11-manifest.png")

    def _export(self) -> None:
        """The shipped list as the shop wants it, in both kinds of file."""
        for name in ("shipped.csv", "shipped.xlsx"):
            written = self.desk.command(export_shipped, self.out / name)
            self.tell("demo.exported", rows=written.rows, file=name)

    def _take_goods_in(self) -> None:
        """The van that is due: its order scanned, every piece counted, the receipt closed by the command barcode."""
        station = self._open(InboundStation)
        codes, due = self._barcodes(), self.desk.read(open_orders_of)[0]
        self.hand.scan(due.number)
        for line in self.desk.read(order, due.id, self._today()).lines:
            for _ in range(line.quantity):
                self.hand.scan(codes[line.sku_id])
        self.hand.picture(self.out / "12-receiving.png")
        self.hand.scan(Command.CONFIRM)
        self.hand.picture(self.out / "13-receiving-close.png")
        self.hand.scan(Command.CONFIRM)
        self.hand.wait(lambda: bool(self.desk.read(dock_pieces)))
        self.hand.rest()
        self.hand.picture(self.out / "14-stock-in-slip.png")
        self.tell("demo.taken_in", number=due.number, pieces=self.desk.read(dock_pieces))
        station.show_page("put_away")

    def _put_away(self) -> None:
        """Everything on the dock into the bins the page suggests."""
        codes, fast = self._barcodes(), self.desk.read(fast_line)
        rows = self.desk.read(dock).rows
        for row in rows:
            for place in self.desk.read(suggest, row.sku_id, row.pieces, fast=fast):
                self.hand.scan(f"x{place.pieces}")
                self.hand.scan(codes[row.sku_id])
                self.hand.scan(place.bin)
        self.hand.rest()
        self.hand.picture(self.out / "15-put-away.png")
        self.tell("demo.put_away", pieces=sum(row.pieces for row in rows), left=self.desk.read(dock_pieces))

    def _look_around(self) -> None:
        """A picture of every station at the end of the day."""
        for number, place in enumerate(STATIONS, 20):
            self.running.window.show_station(place.name)
            self.hand.picture(self.out / f"{number}-{place.name}.png")

    # --- help -------------------------------------------------------------------------------------------------------

    def _open(self, kind: type[S]) -> S:
        self.running.window.show_station(kind.name)
        station = self.running.window.workplace.current
        assert isinstance(station, kind)
        self.hand.rest()
        return station

    def _today(self) -> date:
        return self.running.warehouse.clock().astimezone().date()

    def _barcodes(self) -> dict[int, str]:
        with self.running.warehouse.reading() as session:
            found = session.execute(select(Barcode.sku_id, Barcode.code).where(Barcode.multiple == 1))
            return {row.sku_id: row.code for row in found}

    def _expect(self, kind: str, code: str, **fields: object) -> None:
        """The band must show this kind of verdict now. Raises NothingCame."""
        if self.running.window.workplace.band.kind != kind:
            raise NothingCame
        if code:
            self.tell(code, **fields)
