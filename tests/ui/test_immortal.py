"""None outlives any number of calls into Qt: without ``ui.immortal`` PySide6 6.12 frees it on Python 3.11."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
CALLS = """
{prepare}
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(200_000):
    thing.parent()
print("alive")
"""


def run(prepare: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CALLS.format(prepare=prepare)], cwd=REPO, capture_output=True, text=True, check=False
    )


def test_none_survives_more_calls_than_it_had_references() -> None:
    done = run("import ui")
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
