"""Pictures of the packing desk's steps: the parcel on the scale, and a weight that is off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.shop import do
from ui.app import App
from ui.bursts import Scan
from ui.dispatch.station import DispatchStation
from ui.packing.evidence.hand import EvidenceHand, jpeg
from ui.packing.station import PackingStation
from ui.packing.weighing import Weighing
from ui.preferences import ScaleChoice
from warehouse_app.packing.evidence.commands import add_photo, keep_file
from warehouse_app.packing.evidence.queries import find_records
from warehouse_app.packing.weighing.commands import weigh
from warehouse_app.packing.weighing.scales import PROTOCOLS
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.queries import parcels_page
from warehouse_app.store.warehouse import new_action


def scan(program: App, code: str) -> None:
    program.window.take_scan(Scan(code, (), 0.0, "typed"))
    QApplication.processEvents()


def packing_of(program: App) -> PackingStation:
    station = program.window.workplace.current
    assert isinstance(station, PackingStation)
    return station


def fill(program: App) -> int:
    """The open parcel with the fewest pieces, all of them in; its id."""
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="open").rows
    parcel = min(rows, key=lambda row: sum(line.needed - line.scanned for line in row.lines))
    scan(program, parcel.waybill)
    for _ in range(6):
        scan(program, "PD-CONFIRM")
    for line in parcel.lines:
        for _ in range(line.needed - line.scanned):
            scan(program, line.seller_code)
    for _ in range(6):
        scan(program, "PD-CONFIRM")
    return parcel.id


def _next(program: App) -> None:
    """What fitted is closed."""
    scan(program, "PD-LEAVE")
    with program.warehouse.reading() as session:
        rows = parcels_page(session, state="open").rows
    parcel = max(rows, key=lambda row: (not row.blocked, sum(line.needed - line.scanned for line in row.lines)))
    scan(program, parcel.waybill)
    for _ in range(6):
        scan(program, "PD-CONFIRM")
    scan(program, parcel.lines[0].seller_code)
    scan(program, "PD-NEXT")


def _next_open(program: App) -> None:
    """The further parcel, begun by its first piece."""
    with program.warehouse.reading() as session:
        parcel = max(parcels_page(session, state="open").rows, key=lambda row: row.id)
    scan(program, parcel.lines[0].seller_code)


def apart(program: App) -> None:
    """The first parcel of an order goes, the other is still here."""
    program.window.show_station("packing")
    first = _first_part(program)
    program.window.show_station("dispatch")
    station = program.window.workplace.current
    assert isinstance(station, DispatchStation)
    scan(program, first)
    station._refresh_now()
    station.handover.ask_close()


ASKS_NOTHING = {"weigh_policy": "off", "photo_policy": "off", "box_policy": "off"}


def _first_part(program: App) -> str:
    """The waybill of an order's first parcel, packed: one is left unless scenes before asked for more than its goods."""
    do(program.warehouse, change_settings, ASKS_NOTHING, actor=program.desk.actor)
    for state in ("packed", "open"):
        with program.warehouse.reading() as session:
            rows = parcels_page(session, state=state).rows
        found = next((row.waybill for row in rows if f"{row.orders[0]}-2" in states(program)), None)
        if found is not None:
            break
    assert found is not None, "packing-next makes one"
    if state == "open":
        scan(program, "PD-LEAVE")
        scan(program, found)
        for _ in range(6):
            scan(program, "PD-CONFIRM")
    return found


def states(program: App) -> set[str]:
    """The numbers of all orders."""
    with program.warehouse.reading() as session:
        return {number for row in parcels_page(session).rows for number in row.orders}


def _weigh(program: App) -> None:
    do(program.warehouse, change_settings, {"weigh_policy": "must"}, actor=program.desk.actor)
    fill(program)
    hand = next(hand for hand in packing_of(program).hands if isinstance(hand, Weighing))
    hand.scale._choice, hand.scale._protocol = ScaleChoice(port="COM3"), PROTOCOLS["comma"]
    hand.scale.take_line("ST,GS,+  0.000kg")
    hand.scale.take_line("US,GS,+  0.412kg")
    hand.scale._silent.stop()  # it does not go silent while the pictures are taken


def _weight_off(program: App) -> None:
    station = packing_of(program)
    assert station.parcel is not None
    answer = do(program.warehouse, weigh, station.parcel.view.id, 93, "scale", new_action(), actor=program.desk.actor)
    station.show_answer(answer)


def _photo(program: App) -> None:
    do(program.warehouse, change_settings, {"weigh_policy": "off", "photo_policy": "must"}, actor=program.desk.actor)
    fill(program)
    hand = next(hand for hand in packing_of(program).hands if isinstance(hand, EvidenceHand))
    hand.sheet.show_camera(there=True, wanted=True)
    hand.sheet.finder.show_image(_box_picture())


def _box_picture() -> QImage:
    """A box with a label, as a camera would see it."""
    image = QImage(1_280, 960, QImage.Format.Format_RGB32)
    image.fill(QColor(96, 104, 112))
    painter = QPainter(image)
    painter.fillRect(200, 180, 880, 640, QColor(184, 142, 98))
    painter.fillRect(200, 460, 880, 70, QColor(206, 172, 130))
    painter.fillRect(420, 260, 440, 170, QColor(250, 250, 248))
    for bar in range(60):
        if bar * 7 % 5 < 3:
            painter.fillRect(450 + bar * 6, 290, 4, 90, QColor(20, 20, 20))
    painter.end()
    return image


def _records(program: App) -> None:
    station = packing_of(program)
    picture = jpeg(_box_picture())
    with program.warehouse.reading() as session:
        rows = find_records(session, "")
    for row in rows[:2]:
        kept = keep_file(program.desk.folder.photos, picture, row.waybill, program.warehouse.clock())
        do(program.warehouse, add_photo, row.parcel_id, kept, new_action(), actor=program.desk.actor)
    do(program.warehouse, change_settings, {"photo_policy": "off"}, actor=program.desk.actor)
    station.do("records")


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "packing-next": ("packing", _next),
    "packing-next-open": ("packing", _next_open),
    "packing-weigh": ("packing", _weigh),
    "packing-weight-off": ("packing", _weight_off),
    "packing-photo": ("packing", _photo),
    "packing-records": ("packing", _records),
}
