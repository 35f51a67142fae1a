"""Tracking results as couriers and their tools export them: waybill, time, status or words, place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse_app.dispatch.files import WAYBILL_NAMES
from warehouse_app.dispatch.following.rules import Status
from warehouse_app.sheets.mapping import Field, Layout
from warehouse_app.sheets.parsing import RowView, open_table
from warehouse_app.sheets.progress import Progress
from warehouse_app.sheets.table import Parsed
from warehouse_app.sheets.values import BEIJING

MOMENT_NAMES = ("时间", "扫描时间", "轨迹时间", "更新时间", "最新时间", "操作时间", "物流时间", "状态时间",
                "最新轨迹时间", "最后更新时间",
                "Time", "Scan time", "Event time", "Updated", "Updated at", "Last update")  # fmt: skip
STATUS_NAMES = ("物流状态", "快递状态", "运单状态", "快件状态", "签收状态", "最新状态", "当前状态", "扫描类型", "状态",
                "Tracking status", "Delivery status", "Status")  # fmt: skip
WORDS_NAMES = ("物流轨迹", "最新轨迹", "最新物流", "物流信息", "物流详情", "轨迹", "轨迹描述", "描述", "内容",
               "Description", "Details", "Event", "Message")  # fmt: skip
PLACE_NAMES = ("地点", "所在地", "当前位置", "扫描网点", "网点", "站点", "所在城市", "Place", "Location", "City")
TRACKING = Layout(
    "tracking",
    (
        Field("waybill", WAYBILL_NAMES, required=True), Field("moment", MOMENT_NAMES, required=True),
        Field("status", STATUS_NAMES), Field("words", WORDS_NAMES), Field("place", PLACE_NAMES),
    ),
    marks=(("status", "words"),),
)  # fmt: skip

# The first that is found in a clause counts: a parcel that was "returned and signed for" has come back.
_WORDS: tuple[tuple[Status, str], ...] = (
    (Status.RETURNED, r"退回|退件|退签|已退|返回寄件|return(ed|ing)? to sender|returned"),
    (Status.REFUSED, r"拒收|拒签|拒绝签收|refus|reject"),
    (Status.LOST, r"丢失|遗失|丢件|\blost\b"),
    (Status.DAMAGED, r"破损|损坏|damag"),
    (
        Status.PROBLEM,
        r"签收失败|派送失败|派件失败|投递失败|问题件|疑难|异常|滞留|延误|地址不详|联系不上|无法联系"
        r"|未妥投|妥投失败|未能签收|无法签收|无人签收|签收未成功|改[日天期约].*签收"
        r"|failed|exception|problem|undeliver|(not|unable to be) delivered",
    ),
    (
        Status.DELIVERING,
        r"待签收|待取件|派件|派送|配送|投递中|送件|驿站|快递柜|自提点"
        r"|out for delivery|delivering|to be delivered|ready for pickup",
    ),
    (Status.SIGNED, r"签收|妥投|已送达|代收(?!货款)|已取件|取件成功|\bdelivered\b|signed"),
    (Status.PICKED_UP, r"揽收|揽件|已收件|收寄|已取货|picked up|collected|accepted"),
    (Status.MOVING, r"运输|在途|中转|转运|发往|发出|到达|到件|离开|发件|装车|途经|干线|in transit|depart|arriv|transit|moving"),
)  # fmt: skip
_STATUS = tuple((status, re.compile(words, re.IGNORECASE)) for status, words in _WORDS)
_NOT_YET = re.compile(
    r"待揽|未揽|等待揽|揽收失败|取消揽收|等待取件|无轨迹|暂无|已下单|未签收|not yet|pending|no information", re.IGNORECASE
)
_CLAUSE = re.compile(r"[，。；;!！\n]|, ")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One thing said of a number; ``moment`` in UTC."""

    row: int
    waybill: str
    moment: datetime
    status: Status
    words: str
    place: str


def status_of_words(text: str) -> Status | None:
    """What words of a courier mean, by the first of their clauses that tells what has happened; None when none does."""
    for clause in _CLAUSE.split(text):
        if _NOT_YET.search(clause):
            continue
        for status, pattern in _STATUS:
            if pattern.search(clause):
                return status
    return None


def read_tracking(path: Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None) -> Parsed[TrackRow]:
    """What the file says of each number; rows of parcels that nobody has fetched yet say nothing and are left out.

    A number without time, and words that mean nothing we know, are problems. Raises Unreadable as ``open_table`` does.
    """
    table = open_table(path, [TRACKING], mapping, progress)
    rows: list[TrackRow] = []
    for view in table.views():
        waybill = "".join(view.needed_code("waybill").split())
        told, words = view.text("status"), view.text("words")
        status = (status_of_words(told) if told else None) or (status_of_words(words) if words else None)
        if not view.broken and status is None and _NOT_YET.search(told or words):
            continue
        moment = view.moment("moment", BEIJING)
        if moment is None and not view.broken:
            view.fault("moment", "sheets.missing")
        if status is None:
            _unknown(view, told or words)
        if not view.broken and moment is not None and status is not None:
            rows.append(TrackRow(view.number, waybill, moment, status, (words or told)[:_LONGEST], view.text("place")[:_LONGEST]))
    return table.parsed(rows)


def _unknown(view: RowView, said: str) -> None:
    name = "status" if view.table.has("status") else "words"
    if said:
        view.fault(name, "follow.unknown_status", value=said[:60])
    else:
        view.fault(name, "sheets.missing")
