"""A print component of ours: speaks the dialects over a real WebSocket, and misbehaves as asked.

``script`` says what happens to the next ``print``: a list of steps, each ``("say", state)``, ``("wait", event)``, ``("close",)``,
``("garbage",)``, ``("other", state)`` for another task, ``("doc", state)`` for Cainiao 1.x. A task that was printed is not
printed again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from warehouse_app.dispatch.components.rules import DIALECTS, Address

Script = list[tuple[Any, ...]]
GOOD: Script = [("say", "rendered"), ("say", "printed")]


class Component:
    """``printed`` is what came out of the printer; ``heard`` every message, in order."""

    def __init__(self, vendor: str) -> None:
        self.vendor = vendor
        self.speech = DIALECTS[vendor].speech
        self.printers: list[str] = ["KM-202", "热敏 203"]
        self.answers = True
        self.script: Script = GOOD
        self.heard: list[dict[str, Any]] = []
        self.printed: list[str] = []
        self.address = Address(DIALECTS[vendor], 0)

    def serve_one(self, line: ServerConnection) -> None:
        try:
            for raw in line:
                said = json.loads(raw)
                self.heard.append(said)
                self.answer(line, said)
        except ConnectionClosed:
            pass  # the client has heard enough

    def answer(self, line: ServerConnection, said: dict[str, Any]) -> None:
        asked = said.get("cmd") or said.get("orderType") or said.get("command")
        if not self.answers:
            return
        match asked:
            case "getPrinters":
                self.say(line, cmd=asked, requestID=said["requestID"], printers=[{"name": name} for name in self.printers])
            case "GET_Printers":
                self.say(line, code="6", key=said["key"], detailinfo={"printers": self.printers})
            case "getPrinterList":
                self.say(line, command=asked, requestID=said["requestID"], printerList=[{"name": n} for n in self.printers])
            case "getTaskStatus":
                (task,) = said["taskID"]
                details = [{"documentID": "1", "status": "success"}] if task in self.printed else []
                self.say(line, cmd=asked, requestID=said["requestID"], printStatus=[{"taskID": task, "detailStatus": details}])
            case _:
                self.play(line, said)

    def play(self, line: ServerConnection, said: dict[str, Any]) -> None:
        task = said.get("key") or said.get("task", {}).get("taskID") or said["taskList"][0]["taskID"]
        for what, *rest in self.script:
            match what:
                case "wait":
                    rest[0].wait(5)
                case "close":
                    line.close()
                    return
                case "garbage":
                    line.send("<html>not JSON</html>")
                    line.send("[1, 2]")
                case "other":
                    self.tell(line, said, "another task", rest[0])
                case "print":  # it comes out, but nothing is said
                    self.come_out(task)
                case "doc":
                    self.come_out(task, rest[0])
                    self.say(line, cmd="notifyDocResult", taskId=task, status=rest[0], code=0)
                case _:
                    self.come_out(task, rest[0])
                    self.tell(line, said, task, rest[0])

    def come_out(self, task: str, state: str = "printed") -> None:
        if state == "printed" and task not in self.printed:
            self.printed.append(task)

    def tell(self, line: ServerConnection, said: dict[str, Any], task: str, state: str) -> None:
        if self.speech == "jd":
            if state != "rendered":
                self.say(line, code="2", key=task, success=str(state == "printed").lower(), message="out of paper")
        elif self.speech == "wechat":
            if state != "rendered":
                result = {"taskID": task, "success": state == "printed", "failureReason": "out of paper"}
                self.say(line, command="print", requestID=said["requestID"], results=[result])
        else:
            cmd = "PrintResultNotify" if self.vendor == "pinduoduo" else "notifyPrintResult"
            status = "failed" if state == "failed" else "success"
            part = {"documentID": "1", "status": status, "msg": "out of paper" if state == "failed" else ""}
            self.say(line, cmd=cmd, taskID=task, taskStatus=state, printStatus=[part])

    def say(self, line: ServerConnection, **message: Any) -> None:
        line.send(json.dumps(message, ensure_ascii=False))

    @property
    def tasks(self) -> list[str]:
        """The tasks it was given to print."""
        return [
            said.get("key") or said.get("task", {}).get("taskID") or said["taskList"][0]["taskID"]
            for said in self.heard
            if (said.get("cmd") or said.get("orderType") or said.get("command")) in ("print", "PRINT")
        ]


@contextmanager
def component(vendor: str = "cainiao") -> Iterator[Component]:
    """A running component on a port of its own; its threads have ended afterwards."""
    made = Component(vendor)
    with serve(made.serve_one, "127.0.0.1", 0, compression=None) as server:
        made.address = Address(DIALECTS[vendor], server.socket.getsockname()[1])
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()
