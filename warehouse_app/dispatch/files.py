"""Waybill numbers coming in from a courier, and the lists of shipped orders that go back to the shop's platform."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from warehouse_app.dispatch.numbers.rules import one_of_one
from warehouse_app.errors import BadInput
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.template import fill_template
from warehouse_app.sheets.writer import write_csv_rows, write_xlsx

COURIER_NAMES = ("快递公司", "物流公司", "快递", "承运商", "配送公司", "快递公司名称", "物流公司名称", "物流商",
                 "shipping_name", "Courier", "Carrier", "Shipping company", "Logistics company")  # fmt: skip
WAYBILL_NAMES = ("运单号", "快递单号", "物流单号", "运单编号", "面单号", "快递运单号", "物流运单号", "单号",
                 "shipping_sn", "Waybill", "Waybill number", "Tracking number", "Tracking no", "Tracking")  # fmt: skip
ORDER_NAMES = ("订单号", "订单编号", "主订单编号", "平台订单号", "order_sn", "Order number", "Order ID", "Order")
# What a courier or a print tool gives along with a number; a list with any of it is one of numbers, not of shipped orders.
GIVEN_FIELDS = (
    Field(
        "routing_mark", ("大头笔", "三段码", "大头笔/三段码", "分拣码", "目的地代码", "Routing mark", "Routing code", "Sort code")
    ),
    Field("hub", ("集包地", "集包地名称", "集包地址", "Hub", "Hub name", "Consolidation hub")),
    Field("print_data", ("打印数据", "打印报文", "面单打印数据", "print_data", "printData", "Print data")),
)
WAYBILL_FIELDS = (
    Field("courier", COURIER_NAMES), Field("waybill", WAYBILL_NAMES, required=True),
    Field("branch", ("网点", "网点名称", "发货网点", "揽收网点", "Branch", "Branch name")),
    Field("for_order", ORDER_NAMES), *GIVEN_FIELDS,
)  # fmt: skip
WAYBILLS = Layout("waybills", WAYBILL_FIELDS)

# What a blank template of a platform must have; the first names the row.
TEMPLATE_FIELDS = (
    Field("order_number", ORDER_NAMES, required=True),
    Field("courier", COURIER_NAMES, required=True),
    Field("waybill", WAYBILL_NAMES, required=True),
)  # fmt: skip

# Couriers' numbers are letters and digits, some with hyphens (JD's parcel suffix); Code 128 can print all of them.
WAYBILL_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{5,39}")

GENERIC_HEADER = (("订单号", "快递公司", "运单号"),)
PINDUODUO_HEADER = (("订单号", "快递公司", "快递单号"), ("order_sn", "shipping_name", "shipping_sn"))


@dataclass(frozen=True, slots=True)
class WaybillRow:
    """One number of the pool; ``courier`` as the file names it, "" where it has no such column.

    ``order`` is the one it was made for, if any; ``print_data`` what a print component is handed, as its vendor wrote it.
    """

    row: int
    courier: str
    number: str
    branch: str = ""
    order: str = ""
    routing_mark: str = ""
    hub: str = ""
    print_data: Any | None = None


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """One shipped order as the platform wants to hear of it; ``courier_name`` is the courier's full name."""

    order_number: str
    courier_name: str
    waybill: str


def read_waybills(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[WaybillRow]:
    """The numbers of the file; a repeated, missing, ruined or unprintable one is a problem and does not come through.

    What JD's labels carry for parcel 1 of 1 (``-1-1-``) is read as the number before it.
    Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [WAYBILLS], mapping, progress)
    rows: dict[str, WaybillRow] = {}
    for view in table.views():
        number = one_of_one("".join(view.needed_code("waybill").split()))
        data = _print_data(view)
        courier = view.text("courier")
        if table.has("courier") and not courier:
            view.fault("courier", "sheets.missing")
        if number and not WAYBILL_FORM.fullmatch(number):
            view.fault("waybill", "sheets.not_a_waybill", value=number)
        elif number in rows:
            view.fault("waybill", "sheets.twice_in_file", value=number, first=rows[number].row)
        row = WaybillRow(
            view.number,
            courier,
            number,
            view.text("branch"),
            view.code("for_order"),
            view.text("routing_mark"),
            view.text("hub"),
            data,
        )
        if not view.broken:
            rows[number] = row
    return table.parsed(list(rows.values()))


def _print_data(view: RowView) -> Any | None:
    """The cell as the component wants it: a JSON object, or several in a list; anything else is a problem of the row."""
    text = str(view.cell("print_data") or "").strip()  # as it stands: a component's data may be signed
    if not text:
        return None
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if isinstance(data, dict) or (isinstance(data, list) and data and all(isinstance(part, dict) for part in data)):
        return data
    view.fault("print_data", "numbers.bad_print_data")
    return None


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
