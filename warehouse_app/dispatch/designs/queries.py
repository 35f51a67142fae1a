"""Which designs there are, which one a courier's labels have, whose logo stands on them, and how a printer prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse_app.dispatch.designs.measuring import STRAIGHT, Calibration
from warehouse_app.dispatch.designs.rules import LabelDesign, design_of, read_design
from warehouse_app.dispatch.designs.shipped import shipped_designs
from warehouse_app.dispatch.designs.tables import LabelCalibration, LabelDesignRow, LabelUse, ShopLogo
from warehouse_app.dispatch.tables import Courier
from warehouse_app.errors import NotFound
from warehouse_app.orders.tables import Shop
from warehouse_app.store import settings

EVERY_COURIER = ""
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class DesignRow:
    """A design in the list; ``id`` is None for a shipped one. ``used_by``: couriers, "" for every other one."""

    id: int | None
    design: LabelDesign
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelDesigns:
    """The designs in use: by courier, and for all others."""

    usual: LabelDesign
    by_courier: Mapping[str, LabelDesign]

    def of(self, courier: str) -> LabelDesign:
        """The design of a courier's labels."""
        return self.by_courier.get(courier, self.usual)


def designs(session: Session) -> list[DesignRow]:
    """The shipped designs by size, then the shop's own by name."""
    used: dict[int | str, list[str]] = {}
    for row in session.scalars(select(LabelUse).order_by(LabelUse.courier)):
        used.setdefault(row.design_id or row.shipped, []).append(row.courier)
    usual = _usual(session)
    own = list(session.scalars(select(LabelDesignRow).order_by(LabelDesignRow.name)))
    rows = [DesignRow(None, design, tuple(used.get(name, ()))) for name, design in shipped_designs().items()]
    rows += [DesignRow(row.id, read_design(row.name, row.stock, row.fields), tuple(used.get(row.id, ()))) for row in own]
    return [_with_usual(row, usual) for row in rows]


def _with_usual(row: DesignRow, usual: LabelDesign) -> DesignRow:
    couriers = tuple(courier for courier in row.used_by if courier != EVERY_COURIER)
    named = (EVERY_COURIER, *couriers) if row.design.name == usual.name else couriers
    return DesignRow(row.id, row.design, named)


def own_design(session: Session, design_id: int) -> LabelDesign:
    """One design of the shop's own. Raises NotFound ``designs.no_such_design``."""
    row = session.get(LabelDesignRow, design_id)
    if row is None:
        raise NotFound("designs.no_such_design")
    return design_of(row.name, row.stock, row.fields)


def designs_in_use(session: Session) -> LabelDesigns:
    """Which design each courier's labels have."""
    rows = session.scalars(select(LabelUse).where(LabelUse.courier != EVERY_COURIER))
    return LabelDesigns(_usual(session), {row.courier: _of_use(session, row) for row in rows})


def _usual(session: Session) -> LabelDesign:
    """The one chosen for every courier, as long as it is of the label size the shop works with; else that size's own."""
    size = str(settings.get(session, "label_size"))
    chosen = session.get(LabelUse, EVERY_COURIER)
    design = None if chosen is None else _of_use(session, chosen)
    return design if design is not None and design.stock == size else shipped_designs()[size]


def _of_use(session: Session, use: LabelUse) -> LabelDesign:
    return shipped_designs()[use.shipped] if use.design_id is None else own_design(session, use.design_id)


def courier_names(session: Session) -> list[str]:
    """Every courier, by rank."""
    return list(session.scalars(select(Courier.name).order_by(Courier.rank)))


def shop_names(session: Session) -> list[str]:
    """Every shop that ever brought an order, by name."""
    return list(session.scalars(select(Shop.name).order_by(Shop.name)))


def logos(session: Session) -> dict[str, str]:
    """The file name of each shop's logo, in the data folder's ``logos``."""
    return {row.shop: row.file for row in session.execute(select(ShopLogo.shop, ShopLogo.file))}


def calibration(session: Session, printer: str, stock: str) -> Calibration:
    """How a printer prints on a stock; ``STRAIGHT`` when nobody measured it."""
    return calibrations(session, printer).get(stock, STRAIGHT)


def calibrations(session: Session, printer: str) -> dict[str, Calibration]:
    """What was measured on a printer, by stock."""
    rows: Sequence[LabelCalibration] = session.scalars(select(LabelCalibration).where(LabelCalibration.printer == printer)).all()
    return {
        row.stock: Calibration(*(value / HUNDREDTHS for value in (row.cross_x, row.cross_y, row.ruler_x, row.ruler_y)))
        for row in rows
    }
