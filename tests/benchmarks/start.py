"""Cold start to a window that is ready to scan, and its memory, against an empty PySide6 window.

``python -m tests.benchmarks.start [FOLDER]``: with a folder, its database is opened; without, one with 1,000,000 orders is
made. Each start is a process of its own; both are started in turn; medians.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.fill import fill
from tests.benchmarks.measure import Line

ROUNDS = 9
ORDERS = 1_000_000
LIMIT_TIME, LIMIT_MEMORY = 1.5, 1.6

CLOCK = """
import sys, time
def peak():
    try:  # not getrusage: Linux lets a child begin with its parent's peak
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        return 0.0
def say():
    print(time.time() - float(sys.argv[1]), peak(), flush=True)
"""
EMPTY = (
    CLOCK
    + """
from PySide6.QtWidgets import QApplication, QWidget
from PySide6.QtCore import QTimer
app = QApplication([])
window = QWidget()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, lambda: (say(), app.quit()))
app.exec()
"""
)
OURS = (
    CLOCK
    + """
from ui.starting import run
from PySide6.QtWidgets import QApplication
sys.exit(run(["--data", sys.argv[2]], ready=say, loaded=lambda: (say(), QApplication.quit())))
"""
)


def _start(program: str, *arguments: str) -> list[tuple[float, float]]:
    """Seconds since before the process was made, and peak memory in MB, for each moment the program speaks of."""
    command = [sys.executable, "-c", program, str(time.time()), *arguments]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [(float(seconds), float(memory)) for seconds, memory in (line.split() for line in told.splitlines())]


def measure(folder: Path) -> list[Line]:
    """The window of ``folder`` and the empty one, in turn."""
    _start(EMPTY)
    _start(OURS, str(folder))
    empty, ready, loaded = [], [], []
    for _ in range(ROUNDS):
        empty += _start(EMPTY)
        first, last = _start(OURS, str(folder))
        ready.append(first)
        loaded.append(last)

    def median(moments: list[tuple[float, float]], which: int) -> float:
        return statistics.median(moment[which] for moment in moments)

    return [
        Line("cold start to ready to scan", median(ready, 0), "s", median(empty, 0), LIMIT_TIME),
        Line("cold start to the first answer", median(loaded, 0), "s", median(empty, 0)),
        Line("memory when the first answer can be given", median(loaded, 1), "MB", median(empty, 1), LIMIT_MEMORY),
    ]


def run(folder: Path | None = None) -> list[Line]:
    """The measures on ``folder``, or on a generated database."""
    if folder is not None:
        return measure(folder)
    with tempfile.TemporaryDirectory() as place:
        fill(Path(place), ORDERS)
        return measure(Path(place))


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(line)
