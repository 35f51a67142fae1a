"""What is said to a print component and what its answers mean: one table of dialects, pure functions.

Sources: Cainiao's "print component protocol" (open.alitrip.com, document 107014; its 1.x notices as quoted at hnshengzhong.cn),
Pinduoduo's cloud print protocol (as quoted at blog.csdn.net/xzp19841203xzp), Kuaishou's (the same author), JD's open document
157/54222 and Douyin's component document (as typed by public client libraries), and WeChat's ewaybill pages at
developers.weixin.qq.com.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Speech = Literal["common", "jd", "wechat"]
TaskState = Literal["", "rendered", "printed", "failed"]

PREFIX = "component:"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One vendor's component: where it listens, how it spells things, whether it can be asked about a task later."""

    vendor: str
    port: int
    path: str = "/"
    speech: Speech = "common"
    answers_for_tasks: bool = False


DIALECTS: Mapping[str, Dialect] = {
    dialect.vendor: dialect
    for dialect in (
        Dialect("cainiao", 13528, answers_for_tasks=True),
        Dialect("pinduoduo", 5000, answers_for_tasks=True),
        Dialect("douyin", 13888),
        Dialect("kuaishou", 16888, "/ks/printer"),
        Dialect("jd", 9113, speech="jd"),
        Dialect("wechat", 12705, speech="wechat"),
    )
}


@dataclass(frozen=True, slots=True)
class Address:
    """A component on this PC; ``port`` is its dialect's unless the setting names another."""

    dialect: Dialect
    port: int

    @property
    def url(self) -> str:
        """Loopback only: what is printed holds names, phones and addresses."""
        return f"ws://127.0.0.1:{self.port}{self.dialect.path}"


@dataclass(frozen=True, slots=True)
class Document:
    """One label: its waybill number, and the data the platform gave for it, which only the component can read."""

    number: str
    data: Any


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a component said. ``task`` is "" where it names none; ``words`` are its own."""

    kind: Literal["printers", "task", "other", "garbage"]
    request: str = ""
    task: str = ""
    state: TaskState = ""
    printers: tuple[str, ...] = ()
    words: str = ""


# --- the setting ----------------------------------------------------------------------------------------------------


def parse_printer(setting: str) -> tuple[Address, str] | None:
    """``component:cainiao:KM-202`` as an address and a printer, ``cainiao@13600`` on another port; None for other printers."""
    if not setting.startswith(PREFIX):
        return None
    place, _, printer = setting.removeprefix(PREFIX).partition(":")
    vendor, _, port = place.partition("@")
    dialect = DIALECTS.get(vendor)
    if dialect is None or not printer or (port and not (port.isascii() and port.isdigit())):
        return None
    return Address(dialect, int(port) if port else dialect.port), printer


def printer_setting(address: Address, printer: str) -> str:
    """The setting for a component's printer."""
    port = "" if address.port == address.dialect.port else f"@{address.port}"
    return f"{PREFIX}{address.dialect.vendor}{port}:{printer}"


# --- what is said ---------------------------------------------------------------------------------------------------


def ask_printers(dialect: Dialect, request: str) -> dict[str, object]:
    """Which printers do you have?"""
    match dialect.speech:
        case "jd":
            return {"orderType": "GET_Printers", "key": request}
        case "wechat":
            return {"command": "getPrinterList", "requestID": request}
        case _:
            return {"cmd": "getPrinters", "requestID": request, "version": "1.0"}


def ask_print(dialect: Dialect, request: str, task: str, printer: str, document: Document) -> dict[str, object]:
    """Print this label, once for this task however often it is said."""
    match dialect.speech:
        case "jd":  # the key is all that comes back, so it is the task
            contents = document.data if isinstance(document.data, list) else [document.data]
            return {
                "orderType": "PRINT", "key": task, "version": "2", "parameters": {"printName": printer, "contents": contents},
            }  # fmt: skip
        case "wechat":
            one = dict(document.data) | {"taskID": task, "printNum": {"curNum": 1, "sumNum": 1}}
            return {
                "command": "print", "version": "2.0", "requestID": request, "printType": 1, "printer": printer, "taskList": [one],
            }  # fmt: skip
        case _:
            tasked = {"taskID": task, "preview": False, "printer": printer, "documents": [_document(document)]}
            return {"cmd": "print", "requestID": request, "version": "1.0", "task": tasked}


def ask_task(request: str, task: str) -> dict[str, object]:
    """What became of this task? Only for dialects that answer for tasks."""
    return {"cmd": "getTaskStatus", "requestID": request, "version": "1.0", "taskID": [task]}


def _document(document: Document) -> dict[str, object]:
    """The platform's data is a whole document (it has ``contents``), its contents in a list, or one content."""
    if isinstance(document.data, dict) and "contents" in document.data:
        return document.data | {"documentID": document.number}
    contents = document.data if isinstance(document.data, list) else [document.data]
    return {"documentID": document.number, "contents": contents}


# --- what is heard --------------------------------------------------------------------------------------------------


def understand(dialect: Dialect, raw: str | bytes) -> Notice:
    """What a message means; what is no JSON object is garbage, what we do not know is passed over."""
    try:
        said = json.loads(raw)
    except ValueError:
        return Notice("garbage")
    if not isinstance(said, dict):
        return Notice("garbage")
    match dialect.speech:
        case "jd":
            return _from_jd(said)
        case "wechat":
            return _from_wechat(said)
        case _:
            return _from_common(said)


def _from_common(said: dict[str, Any]) -> Notice:
    request, task, words = _text(said, "requestID"), _text(said, "taskID", "taskId"), _words(said)
    match said.get("cmd"):
        case "getPrinters":
            return Notice("printers", request, printers=_names(said.get("printers")))
        case "print":  # taken, or refused at once
            return Notice("task", request, task, "failed" if _text(said, "status") == "failed" else "", words=words)
        case "notifyPrintResult" | "PrintResultNotify":
            return Notice("task", request, task, _state(_text(said, "taskStatus"), _parts(said.get("printStatus"))), words=words)
        case "notifyDocResult":  # Cainiao 1.x: told for each document, and a task has one
            failed = said.get("code") not in (0, "0", None)
            return Notice("task", request, task, "failed" if failed else _state(_text(said, "status"), ()), words=words)
        case "getTaskStatus":
            return _of_status(said, request)
        case _:
            return Notice("other", request, task)


def _of_status(said: dict[str, Any], request: str) -> Notice:
    for part in _parts(said.get("printStatus")):
        details = [_text(detail, "status") for detail in _parts(part.get("detailStatus"))]
        state: TaskState = "printed" if details and all(detail == "success" for detail in details) else ""
        if "failed" in details:
            state = "failed"
        return Notice("task", request, _text(part, "taskID"), state)
    return Notice("task", request)


def _from_jd(said: dict[str, Any]) -> Notice:
    """JD says nothing later: its answer to PRINT (code 2) is the last word, and counts as printed when it is a success."""
    key, detail = _text(said, "key"), said.get("detailinfo")
    match str(said.get("code")):
        case "6":
            return Notice("printers", key, printers=_names(detail.get("printers") if isinstance(detail, dict) else ()))
        case "2":
            done = _text(said, "success").lower() == "true" and not (isinstance(detail, dict) and detail.get("errors"))
            return Notice("task", key, key, "printed" if done else "failed", words=_text(said, "message", "content"))
        case _:
            return Notice("other", key)


def _from_wechat(said: dict[str, Any]) -> Notice:
    """WeChat, too, says all in its answer: a list of tasks, each a success or not."""
    request = _text(said, "requestID", "requestId")
    match said.get("command"):
        case "getPrinterList":
            return Notice("printers", request, printers=_names(said.get("printerList")))
        case "print":
            for result in _parts(said.get("results")):
                state: TaskState = "printed" if result.get("success") is True else "failed"
                return Notice("task", request, _text(result, "taskID"), state, words=_text(result, "failureReason"))
            return Notice("other", request)
        case _:
            return Notice("other", request)


def _state(said: str, parts: Iterable[Mapping[str, Any]]) -> TaskState:
    """A task's state; printed only when none of its documents says otherwise. A task of one label is never partly printed."""
    bad = any(_text(part, "status") in ("failed", "canceled") for part in parts)
    match said:
        case "printed":
            return "failed" if bad else "printed"
        case "failed" | "partPrinted":
            return "failed"
        case "rendered":
            return "failed" if bad else "rendered"
        case _:
            return ""


def _words(said: Mapping[str, Any]) -> str:
    """Why, in the component's own words."""
    for part in (*_parts(said.get("printStatus")), said):
        if words := _text(part, "msg", "detail"):
            return words[:200]
    return ""


def _text(said: Mapping[str, Any], *names: str) -> str:
    return next((str(said[name]).strip() for name in names if said.get(name) not in (None, "")), "")


def _parts(said: object) -> list[dict[str, Any]]:
    return [part for part in said if isinstance(part, dict)] if isinstance(said, list) else []


def _names(printers: object) -> tuple[str, ...]:
    """Printers' names: objects with a name, or plain names."""
    found = printers if isinstance(printers, list) else []
    names = [one.get("name") if isinstance(one, dict) else one for one in found]
    return tuple(str(name) for name in names if name)
