"""Price lists as files: one row a zone, what belongs to the whole table repeated on each row or told on its first alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from warehouse_app.dispatch.files import COURIER_NAMES
from warehouse_app.dispatch.prices.rules import NOTHING, REMOTE_SURCHARGE, PriceTable, Zone
from warehouse_app.errors import BadInput
from warehouse_app.orders.addresses.files import Area
from warehouse_app.orders.addresses.regions import read_regions, regions_text
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.writer import Value, write_csv_rows, write_xlsx

ELSEWHERE = ("其他地区", "其他", "其它", "其它地区", "其余", "其余地区", "全国", "everywhere else", "elsewhere", "rest", "all")
PRICE_FIELDS = (
    Field("courier", COURIER_NAMES, required=True),
    Field("valid_from", ("生效日期", "生效时间", "启用日期", "Valid from")),
    Field("zone_name", ("分区", "区域", "区域名称", "价格区", "Zone", "Zone name")),
    Field("areas", ("省市", "地区", "目的地", "省份", "到达地区", "Areas", "Provinces and cities", "Destination"), required=True),
    Field("first_g", ("首重(克)", "首重(g)", "First weight (g)")),
    Field("first_kg", ("首重(千克)", "首重(公斤)", "首重(kg)", "首重", "First weight (kg)", "First weight")),
    Field("first_price", ("首重价格", "首重价", "首重(元)", "首重费用", "首费", "First price"), required=True),
    Field("step_g", ("续重(克)", "续重(g)", "Further weight (g)")),
    Field("step_kg", ("续重(千克)", "续重(公斤)", "续重(kg)", "续重", "Further weight (kg)", "Further weight")),
    Field("step_price", ("续重价格", "续重价", "续重(元)", "续重费用", "续费", "Further price"), required=True),
    Field("divisor", ("体积系数", "抛比", "计泡系数", "体积重系数", "Volumetric divisor")),
    Field("surcharge", ("偏远加价", "偏远附加费", "偏远费", "Remote surcharge")),
    Field("remote", ("偏远地区", "加价地区", "Remote areas")),
    Field("cod_fee", ("货到付款手续费", "代收手续费", "代收货款手续费", "COD fee")),
)  # fmt: skip
PRICES = Layout("prices", PRICE_FIELDS, marks=(("first_g", "first_kg"), ("step_g", "step_kg")))
_WRITTEN = (
    "courier", "valid_from", "zone_name", "areas", "first_g", "first_price", "step_g", "step_price", "divisor", "surcharge",
    "remote", "cod_fee",
)  # fmt: skip
HEADER = tuple(next(field.synonyms[0] for field in PRICE_FIELDS if field.name == name) for name in _WRITTEN)
LARGEST_G = 1_000_000  # a ton: heavier goods travel as freight, not as parcels
LARGEST_DIVISOR = 100_000


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One zone of one courier's table; what is None the row leaves to the table's other rows."""

    row: int
    courier: str
    valid_from: date | None
    zone: Zone
    divisor: int | None = None
    surcharge: Decimal | None = None
    remote: tuple[Area, ...] = ()
    cod_fee: Decimal | None = None


def read_prices(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[PriceRow]:
    """The zones of the file. A price below nought, an unknown area or an area told twice is a problem of its row.

    Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [PRICES], mapping, progress)
    rows: list[PriceRow] = []
    taken: dict[tuple[str, date | None, Area | None], int] = {}
    for view in table.views():
        row = _row(view)
        for area in row.zone.areas or (None,):
            key = (row.courier, row.valid_from, area)
            if not view.broken and key in taken:
                name = regions_text([area]) if area else view.text("areas")
                view.fault("areas", "prices.area_twice", area=name, first=taken[key])
            taken.setdefault(key, row.row)
        if not view.broken:
            rows.append(row)
    return table.parsed(rows)


def _row(view: RowView) -> PriceRow:
    courier = view.text("courier")
    if not courier:
        view.fault("courier", "sheets.missing")
    moment = view.moment("valid_from", values.BEIJING)
    areas = _areas(view, "areas")
    zone = Zone(
        view.text("zone_name") or view.text("areas"), areas, _grams(view, "first"), _price(view, "first_price"),
        _grams(view, "step"), _price(view, "step_price"),
    )  # fmt: skip
    if not view.text("areas"):
        view.fault("areas", "prices.areas_missing")
    divisor = view.whole("divisor")
    if divisor is not None and divisor > LARGEST_DIVISOR:
        view.fault("divisor", "sheets.too_large", value=view.text("divisor"))
    day = moment.astimezone(values.BEIJING).date() if moment else None
    return PriceRow(
        view.number, courier, day, zone, divisor, view.money("surcharge"), _areas(view, "remote"), view.money("cod_fee")
    )


def _areas(view: RowView, name: str) -> tuple[Area, ...]:
    """The areas of a cell; "everywhere else" is none. Words that are no area are the row's problem."""
    text = view.text(name)
    if values.folded(text).casefold() in ELSEWHERE:
        return ()
    areas, strange = read_regions(text)
    if strange:
        view.fault(name, "prices.no_area", value=strange[0])
    return tuple(areas)


def _grams(view: RowView, name: str) -> int:
    """The weight in grams, from either column; it must be above nought."""
    for column, unit in ((f"{name}_g", 1), (f"{name}_kg", 1000)):
        if not view.text(column):
            continue
        try:
            figure = values.decimal(view.cell(column)) or Decimal(0)
        except BadInput as error:
            view.fault(column, error.code, **error.fields)
            return 1
        grams = int((figure * unit).to_integral_value(ROUND_HALF_UP))
        if not 0 < grams <= LARGEST_G:
            view.fault(column, "prices.bad_weight", value=view.text(column))
            return 1
        return grams
    view.fault(f"{name}_g" if view.table.has(f"{name}_g") else f"{name}_kg", "sheets.missing")
    return 1


def _price(view: RowView, name: str) -> Decimal:
    was_broken, view.broken = view.broken, False
    amount = view.money(name)
    if amount is None and not view.broken:
        view.fault(name, "sheets.missing")
    view.broken = view.broken or was_broken
    return amount if amount is not None else Decimal(0)


def gathered(rows: Sequence[PriceRow], today: date) -> list[PriceTable]:
    """The tables the rows make, one for each courier and day; without a day it is ``today``'s.

    What belongs to the whole table is taken from its first row that tells it; remote areas are those of all its rows.
    """
    groups: dict[tuple[str, date], list[PriceRow]] = {}
    for row in rows:
        groups.setdefault((row.courier, row.valid_from or today), []).append(row)
    return [_gather(courier, day, group) for (courier, day), group in groups.items()]


def _gather(courier: str, day: date, rows: Sequence[PriceRow]) -> PriceTable:
    return PriceTable(
        courier, day, tuple(row.zone for row in rows),
        divisor=next((row.divisor for row in rows if row.divisor is not None), None) or None,
        surcharge=next((row.surcharge for row in rows if row.surcharge is not None), REMOTE_SURCHARGE),
        remote=tuple(dict.fromkeys(area for row in rows for area in row.remote)),
        cod_fee=next((row.cod_fee for row in rows if row.cod_fee is not None), NOTHING),
    )  # fmt: skip


def write_prices(path: Path, tables: Sequence[PriceTable]) -> None:
    """The tables as XLSX or CSV by ``path``'s ending, as ``read_prices`` reads them.

    Raises BadInput ``sheets.unknown_suffix`` or ``sheets.cannot_write``.
    """
    rows = [_written(table, zone) for table in tables for zone in table.zones]
    if path.suffix.lower() == ".csv":
        write_csv_rows(path, [HEADER], rows)
    elif path.suffix.lower() == ".xlsx":
        write_xlsx(path, [HEADER], rows)
    else:
        raise BadInput("sheets.unknown_suffix", file=path.name)


def _written(table: PriceTable, zone: Zone) -> Sequence[Value]:
    areas = regions_text(zone.areas) or ELSEWHERE[0]
    return (
        table.courier, table.valid_from.isoformat(), zone.name, areas, zone.first_g, zone.first_price, zone.step_g,
        zone.step_price, table.divisor, table.surcharge, regions_text(table.remote), table.cod_fee,
    )  # fmt: skip


EXAMPLE = (
    PriceTable(
        "中通快递", date(2026, 1, 1),
        (
            Zone("一区", tuple(Area(name) for name in ("江苏省", "浙江省", "上海市", "安徽省")), 1000, Decimal("3.50"),
                 1000, Decimal("1.00")),
            Zone("其他地区", (), 1000, Decimal("5.00"), 1000, Decimal("3.00")),
        ),
        8000, Decimal("15.00"), (Area("西藏自治区"), Area("新疆维吾尔自治区")), Decimal("3.00"),
    ),
)  # fmt: skip
"""A table to begin with: written as a file, it shows a shop the columns."""
