"""Waybill numbers coming in from a courier, and the lists of shipped orders that go back to the shop's platform."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse_app.errors import BadInput
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.template import fill_template
from warehouse_app.sheets.writer import write_csv_rows, write_xlsx

COURIER_NAMES = ("快递公司", "物流公司", "快递", "承运商", "配送公司", "快递公司名称", "物流公司名称", "物流商",
                 "shipping_name", "Courier", "Carrier", "Shipping company", "Logistics company")  # fmt: skip
WAYBILL_NAMES = ("运单号", "快递单号", "物流单号", "运单编号", "面单号", "快递运单号", "物流运单号", "单号",
                 "shipping_sn", "Waybill", "Waybill number", "Tracking number", "Tracking no", "Tracking")  # fmt: skip
WAYBILL_FIELDS = (Field("courier", COURIER_NAMES), Field("waybill", WAYBILL_NAMES, required=True))
WAYBILLS = Layout("waybills", WAYBILL_FIELDS)

# What a blank template of a platform must have; the first names the row.
TEMPLATE_FIELDS = (
    Field("order_number", ("订单号", "订单编号", "主订单编号", "平台订单号",
                           "order_sn", "Order number", "Order ID", "Order"), required=True),
    Field("courier", COURIER_NAMES, required=True),
    Field("waybill", WAYBILL_NAMES, required=True),
)  # fmt: skip

# Couriers' numbers are letters and digits, some with hyphens (JD's parcel suffix); Code 128 can print all of them.
WAYBILL_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{5,39}")

GENERIC_HEADER = (("订单号", "快递公司", "运单号"),)
PINDUODUO_HEADER = (("订单号", "快递公司", "快递单号"), ("order_sn", "shipping_name", "shipping_sn"))


@dataclass(frozen=True, slots=True)
class WaybillRow:
    """One number of the pool; ``courier`` as the file names it, "" where it has no such column."""

    row: int
    courier: str
    number: str


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """One shipped order as the platform wants to hear of it; ``courier_name`` is the courier's full name."""

    order_number: str
    courier_name: str
    waybill: str


def read_waybills(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[WaybillRow]:
    """The numbers of the file; a repeated, missing, ruined or unprintable one is a problem and does not come through.

    Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [WAYBILLS], mapping, progress)
    rows: dict[str, WaybillRow] = {}
    for view in table.views():
        number = "".join(view.needed_code("waybill").split())
        courier = view.text("courier")
        if table.has("courier") and not courier:
            view.fault("courier", "sheets.missing")
        if number and not WAYBILL_FORM.fullmatch(number):
            view.fault("waybill", "sheets.not_a_waybill", value=number)
        elif number in rows:
            view.fault("waybill", "sheets.twice_in_file", value=number, first=rows[number].row)
        if not view.broken:
            rows[number] = WaybillRow(view.number, courier, number)
    return table.parsed(list(rows.values()))


def write_shipped(path: Path, rows: Sequence[ShippedRow], layout: Literal["generic", "pinduoduo"] | Path) -> None:
    """The shipped list as CSV or XLSX by ``path``'s ending; ``layout`` may be a platform's own blank template.

    Pinduoduo's has two header rows. In CSV long numbers stay plain digits, as platforms read them; XLSX marks them as
    text. Raises BadInput ``sheets.unknown_suffix``, ``sheets.cannot_write`` or what ``fill_template`` raises.
    """
    if isinstance(layout, Path):
        values = [{"order_number": row.order_number, "courier": row.courier_name, "waybill": row.waybill} for row in rows]
        fill_template(layout, path, values, TEMPLATE_FIELDS)
        return
    header = PINDUODUO_HEADER if layout == "pinduoduo" else GENERIC_HEADER
    table = [(row.order_number, row.courier_name, row.waybill) for row in rows]
    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_csv_rows(path, header, table)
    elif suffix == ".xlsx":
        write_xlsx(path, header, table)
    else:
        raise BadInput("sheets.unknown_suffix", file=path.name)
