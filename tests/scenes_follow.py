"""Pictures of what comes after the desk: trips with their sheets, differences with the shop, cases and claims."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy import select

from tests.shop import do
from ui.app import App
from ui.dispatch.follow.claim_forms import ClaimForm
from ui.dispatch.follow.forms import PlanForm
from ui.dispatch.follow.panel import UNSCANNED
from ui.dispatch.follow_card import FollowCard
from ui.dispatch.station import DispatchStation
from ui.packing.evidence.hand import jpeg
from ui.people.station import PeopleStation
from ui.widgets.form_dialog import FormDialog
from warehouse_app.dispatch import handover
from warehouse_app.dispatch.following.commands import Plan, add_note, open_case, plan_case
from warehouse_app.dispatch.following.rules import Status
from warehouse_app.dispatch.following.tracking import say_of_parcel
from warehouse_app.dispatch.queries import handovers
from warehouse_app.dispatch.telling.tables import ShopDifference
from warehouse_app.dispatch.van.commands import keep_sheet, take_back
from warehouse_app.orders.tables import Order
from warehouse_app.packing.evidence.commands import keep_file
from warehouse_app.people.settings import change_settings
from warehouse_app.picking.queries import ParcelRow, parcels_page
from warehouse_app.returns.claims.commands import Answer, answer_claim, make_claim, send_claim
from warehouse_app.returns.claims.rules import Asked
from warehouse_app.store.warehouse import new_action, utc_now

TOPICS = frozenset({"handover", "parcels", "orders", "differences", "follow", "claims", "settings"})


def _station(program: App) -> DispatchStation:
    shown = program.window.workplace.current
    assert isinstance(shown, DispatchStation)
    return shown


def _show(program: App, part: str) -> DispatchStation:
    for form in program.window.findChildren(FormDialog):
        form.reject()
    station = _station(program)
    station.tabs.setCurrentWidget(getattr(station, part))
    program.desk.changed.emit(TOPICS)
    for _ in range(5):
        QApplication.processEvents()
    return station


def _parcels(program: App, state: str) -> list[ParcelRow]:
    with program.warehouse.reading() as session:
        return list(parcels_page(session, state=state).rows)


def _close(program: App) -> None:
    """The last look before the driver signs."""
    do(program.warehouse, change_settings, {"courier_cut_offs": "中通快递: 23:59"})
    _show(program, "handover").handover.ask_close()


def _hand_over_all(program: App) -> None:
    for courier in sorted({row.courier for row in _parcels(program, "packed")}):
        trip = do(program.warehouse, handover.open_handover, courier)
        for row in _parcels(program, "packed"):
            if row.courier == courier:
                do(program.warehouse, handover.hand_over, trip, (row.waybill,), new_action())
        do(program.warehouse, handover.close_handover, trip, "李师傅")


def _trips(program: App) -> None:
    """A closed trip: a sheet with its picture, a parcel taken back."""
    _hand_over_all(program)
    with program.warehouse.reading() as session:
        trip = max(handovers(session), key=lambda row: row.parcels)
    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(QColor("#c8b28a"))
    painter = QPainter(picture)
    painter.fillRect(80, 60, 480, 360, QColor("#f4f1ea"))
    painter.end()
    kept = keep_file(program.desk.folder.photos, jpeg(picture), f"handover-H{trip.id}", program.warehouse.clock())
    do(program.warehouse, keep_sheet, trip.id, kept, new_action())
    do(program.warehouse, take_back, _parcels(program, "shipped")[0].id, "交错了", new_action())
    station = _show(program, "earlier")
    rows = station.earlier.list.rows
    station.earlier.list.table.view.selectRow(next(n for n, row in enumerate(rows) if row.id == trip.id))


def _take_back(program: App) -> None:
    pane = _show(program, "earlier").earlier.pane
    pane.parcels.table.view.selectRow(0)
    pane.ask_take_back()


def _differences(program: App) -> None:
    """Two that differ."""
    with program.warehouse.transaction(program.desk.actor, "desk 1") as tx:
        shipped = tx.session.scalars(select(Order.id).where(Order.state == "shipped").limit(1)).one()
        floor = tx.session.scalars(select(Order.id).where(Order.state.in_(("packed", "picked", "in_wave"))).limit(1)).one()
        for order_id, kind in ((shipped, "not_there"), (floor, "not_here")):
            tx.session.add(ShopDifference(order_id=order_id, kind=kind, file="订单报表20261103.csv", told=kind == "not_there"))
    _show(program, "differences").differences.list.table.view.selectRow(0)


def _follow(program: App) -> None:
    """Three cases, one promise over."""
    now, owner = program.warehouse.clock(), program.desk.actor
    away = _parcels(program, "shipped")
    kinds = ("lost", "refused", "problem")
    cases = [do(program.warehouse, open_case, row.id, kind, "买家来问") for row, kind in zip(away, kinds, strict=False)]
    said = ((50, Status.PICKED_UP, "快件已揽收", "杭州"), (40, Status.MOVING, "离开【杭州转运中心】，发往上海", "杭州"))
    for hours, status, words, place in said:
        do(program.warehouse, say_of_parcel, away[0].id, status, now - timedelta(hours=hours), words, place)
    today = now.astimezone().date()
    do(
        program.warehouse,
        plan_case,
        cases[0],
        Plan("打电话给上海网点，问还能不能找到", today - timedelta(days=1), owner.id),
        actor=owner,
    )
    do(program.warehouse, add_note, cases[0], "网点说车上没有，要查监控", actor=owner)
    do(program.warehouse, plan_case, cases[1], Plan("退回来之后验货", today + timedelta(days=2)), actor=owner)
    _show(program, "follow")


def _plan(program: App) -> None:
    detail = _show(program, "follow").follow.detail
    assert detail.case is not None
    PlanForm(program.desk, detail.case, detail).open()


def _unscanned(program: App) -> None:
    station = _show(program, "follow")
    now = program.warehouse.clock() + timedelta(hours=30)
    program.warehouse.clock = lambda: now
    station.follow.which.choose(UNSCANNED)


def _claim(program: App) -> None:
    program.warehouse.clock = utc_now
    station = _show(program, "follow")
    station.follow.which.choose("open")
    assert station.follow.detail.case is not None
    ClaimForm(program.desk, station.follow.detail.case.id, station).open()


def _claims(program: App) -> None:
    """A claim that was paid, and a draft."""
    station = _show(program, "follow")
    cases = [row.id for row in station.follow.list.model.rows()]
    today = program.warehouse.clock().astimezone().date()
    made = [
        do(program.warehouse, make_claim, case, Asked(Decimal("129.00"), Decimal(6), Decimal("135.00")), new_action())
        for case in cases[:2]
    ]
    do(program.warehouse, send_claim, made[0], today)
    do(program.warehouse, answer_claim, made[0], Answer("paid", today, Decimal(100)))
    station.claims.which.choose("")
    _show(program, "claims")


def _settings(program: App) -> None:
    """The card of cut-offs and days."""
    station = program.window.workplace.current
    assert isinstance(station, PeopleStation)
    for form in program.window.findChildren(FormDialog):
        form.reject()
    station.tabs.setCurrentWidget(station.settings)
    station.settings.refresh()
    QApplication.processEvents()
    card, scroll = station.settings.findChild(FollowCard), station.settings.findChild(QScrollArea)
    assert card is not None
    assert scroll is not None
    scroll.verticalScrollBar().setValue(card.y() - 20)


SCENES: dict[str, tuple[str, Callable[[App], None]]] = {
    "dispatch-close": ("dispatch", _close),
    "dispatch-trips": ("dispatch", _trips),
    "dispatch-take-back": ("dispatch", _take_back),
    "dispatch-differences": ("dispatch", _differences),
    "dispatch-follow": ("dispatch", _follow),
    "dispatch-plan": ("dispatch", _plan),
    "dispatch-unscanned": ("dispatch", _unscanned),
    "dispatch-claim": ("dispatch", _claim),
    "dispatch-claims": ("dispatch", _claims),
    "follow-settings": ("people", _settings),
}
