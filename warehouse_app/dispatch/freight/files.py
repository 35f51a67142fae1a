"""A courier's monthly bill as a file: one row a parcel, in whatever columns the courier writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from warehouse_app.dispatch.files import WAYBILL_FORM, WAYBILL_NAMES
from warehouse_app.dispatch.rules import looks_like
from warehouse_app.errors import BadInput, Unreadable
from warehouse_app.packing.codes import with_numbers
from warehouse_app.sheets import values
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, Table, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import FileFacts, RowProblem

_WEIGHT = ("计费重量", "结算重量", "计费重", "结算重", "重量", "实际重量", "Chargeable weight", "Billed weight", "Weight")
BILL_FIELDS = (
    Field("waybill", WAYBILL_NAMES, required=True),
    Field("bill_total", ("合计", "合计金额", "费用合计", "总费用", "总金额", "应付金额", "应收金额", "结算金额", "账单金额",
                         "小计", "金额", "总计", "应付", "应收", "Total", "Total charge", "Amount", "Amount due")),
    Field("bill_freight", ("运费", "快递费", "快递费用", "基本运费", "标准运费", "中转费",
                           "Freight", "Shipping charge", "Charge")),
    Field("bill_extra", ("附加费", "附加费用", "其他费用", "其它费用", "偏远费", "加收费用", "增值费",
                         "Surcharge", "Other charges")),
    Field("bill_weight", (*_WEIGHT, *(f"{name}(kg)" for name in _WEIGHT), *(f"{name}(公斤)" for name in _WEIGHT[:5]))),
    Field("bill_weight_g", (*(f"{name}(g)" for name in _WEIGHT), *(f"{name}(克)" for name in _WEIGHT[:5]))),
    Field("bill_place", ("目的地", "目的省份", "目的省", "到达省份", "到达地", "收件省份", "收件省", "收货省份", "省份",
                         "目的网点", "收件地址", "收货地址", "计费区域", "区域", "分区", "Destination", "Province",
                         "Destination province",
                         "Zone", "Area")),
    Field("bill_city", ("目的城市", "目的市", "到达城市", "收件城市", "收件市", "城市", "Destination city", "City")),
    Field("bill_day", ("业务日期", "揽收日期", "揽收时间", "寄件日期", "寄件时间", "发货日期", "发货时间", "扫描时间", "结算日期",
                       "日期", "时间", "Date", "Pickup date", "Ship date")),
)  # fmt: skip
BILLS = Layout("bills", BILL_FIELDS, marks=(("bill_total", "bill_freight"),))
NEEDED = (("waybill",), ("bill_total", "bill_freight"))
"""Of each group at least one column must be named."""

TOTALS = frozenset({"合计", "总计", "小计", "总合计", "本页合计", "total", "totals", "grandtotal", "sum"})
_UNIT = re.compile(r"\s*(?:(kg|公斤|千克)|(g|克))$", re.IGNORECASE)
LIGHTEST_G, HEAVIEST_G = 1, 1_000_000
TRIED_ROWS = 400
"""So many rows decide whether the columns are the right ones: when more than half cannot be read, they are not."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """One line of a bill; ``place`` is the destination in the file's words, ``amount`` all that is charged for the parcel."""

    row: int
    waybill: str
    weight_g: int | None
    place: str
    day: date | None
    amount: Decimal


class BillFile:
    """An opened bill, read line by line; ``take_problems`` gives what was wrong since it was last asked.

    Raises Unreadable as ``open_table`` does.
    """

    def __init__(self, path: Path, columns: Mapping[str, str] | None = None, progress: Progress | None = None) -> None:
        self._table: Table = open_table(path, [BILLS], columns, progress)
        self._first: dict[str, RowProblem] = {}  # the first problem of each column

    @property
    def facts(self) -> FileFacts:
        """Which file it is."""
        return self._table.sheet.facts

    def take_problems(self) -> list[RowProblem]:
        """The problems of the rows read since the last time."""
        found, self._table.problems = self._table.problems, []
        return found

    def lines(self) -> Iterator[BillRow]:
        """The good lines, one at a time; sums at the end of the file are left out.

        Raises Unreadable ``freight.wrong_columns`` or ``freight.ruined_numbers`` when most of the first rows cannot be read.
        """
        good = bad = 0
        counts: dict[tuple[str, str], int] = {}
        for view in self._table.views():
            if _is_total(view):
                continue
            before = len(self._table.problems)
            line = _line(view)
            if not view.broken:
                good += 1
                yield line
            else:
                bad += 1
                if good + bad <= TRIED_ROWS:
                    self._count(counts, before)
            if good + bad == TRIED_ROWS:
                self._judge(good, bad, counts)
        if good + bad < TRIED_ROWS:
            self._judge(good, bad, counts)

    def _count(self, counts: dict[tuple[str, str], int], before: int) -> None:
        for problem in self._table.problems[before:]:
            key = (problem.column, problem.code)
            counts[key] = counts.get(key, 0) + 1
            self._first.setdefault("\n".join(key), problem)

    def _judge(self, good: int, bad: int, counts: dict[tuple[str, str], int]) -> None:
        if bad <= good:
            return
        worst = max(counts, key=lambda key: counts[key])
        first = self._first["\n".join(worst)]
        code = "freight.ruined_numbers" if worst[1] == "sheets.ruined_number" else "freight.wrong_columns"
        value = str(first.fields.get("value", ""))
        raise Unreadable(
            code, file=self.facts.name, rows=good + bad, bad=counts[worst], column=first.column, row=first.row, value=value
        )


def _is_total(view: RowView) -> bool:
    """A line that sums up others: it says so where its number should be, or it has no number and says so elsewhere."""
    number = view.text("waybill")
    if number and number[0].isdigit():
        return False
    if number:
        return _folded(number) in TOTALS
    return any(_folded(view.text(name)) in TOTALS for name in ("bill_day", "bill_place", "bill_city")) or _first_says_total(view)


def _first_says_total(view: RowView) -> bool:
    cells = (values.clean(cell) for cell in view.cells)
    return _folded(next((text for text in cells if text), "")) in TOTALS


def _folded(text: str) -> str:
    return values.folded(text).casefold().replace(" ", "").rstrip(":：")


def _line(view: RowView) -> BillRow:
    number = "".join(view.needed_code("waybill").split())
    if number and not WAYBILL_FORM.fullmatch(number):
        view.fault("waybill", "sheets.not_a_waybill", value=number)
    moment = view.moment("bill_day", values.BEIJING)
    place = " ".join(dict.fromkeys(filter(None, (view.text("bill_place"), view.text("bill_city")))))
    return BillRow(
        view.number, with_numbers([number])[-1], _weight(view), place,
        moment.astimezone(values.BEIJING).date() if moment else None, _amount(view),
    )  # fmt: skip


def _amount(view: RowView) -> Decimal:
    """The total where the file has it, else freight and surcharges."""
    for name in ("bill_total", "bill_freight"):
        if view.cell(name) not in ("", None) and view.text(name):
            amount = view.money(name) or Decimal(0)
            return amount + (view.money("bill_extra") or Decimal(0)) if name == "bill_freight" else amount
    view.fault("bill_total" if view.table.has("bill_total") else "bill_freight", "sheets.missing")
    return Decimal(0)


def _weight(view: RowView) -> int | None:
    """Grams; a column without a unit is in kilograms, as couriers bill. Empty or nought: not told."""
    for name, usual in (("bill_weight_g", 1), ("bill_weight", 1000)):
        text = values.folded(view.text(name))
        if not text:
            continue
        said = _UNIT.search(text)
        unit = usual if said is None else 1000 if said[1] else 1
        try:
            figure = values.decimal(text[: said.start()] if said else text) or Decimal(0)
        except BadInput as error:
            view.fault(name, error.code, **error.fields)
            return None
        grams = int((figure * unit).to_integral_value(ROUND_HALF_UP))
        if grams and not LIGHTEST_G <= grams <= HEAVIEST_G:
            view.fault(name, "freight.bad_weight", value=view.text(name))
            return None
        return grams or None
    return None


def guess_courier(file: str, numbers: Sequence[str], couriers: Mapping[str, str]) -> str:
    """The courier a bill is probably from: one its file's name names, else one whose numbers look so; "" for none.

    ``couriers`` are their names with the patterns of their numbers.
    """
    named = next((name for name in couriers if name in file or name[:2] in file), "")
    if named or not numbers:
        return named
    return next((name for name, form in couriers.items() if form and all(looks_like(one, form) for one in numbers)), "")


def guess_month(days: Sequence[str], today: date) -> date:
    """The first day of the month a bill is probably about: that of its first day, else the month before today's."""
    for text in days:
        try:
            moment = values.moment(text, values.BEIJING)
        except BadInput:
            continue
        if moment is not None and moment.astimezone(values.BEIJING).date() <= today:
            return moment.astimezone(values.BEIJING).date().replace(day=1)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
