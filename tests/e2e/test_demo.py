"""``packdesk demo --auto``: the sample shop's day in the real window, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse_app.words import LANGUAGES, Language, say


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_plays_by_itself_and_the_books_are_right(tmp_path: Path, repo: Path, language: Language):
    out = tmp_path / "out"
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "demo", "--auto", "--out", str(out), "--language", language],
        cwd=repo, env=env, capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    report = (out / "report.txt").read_text(encoding="utf-8")
    assert report == done.stdout
    assert report.splitlines()[-1] == say("demo.clean", language)
    assert len((out / "shipped.csv").read_text(encoding="utf-8-sig").splitlines()) == 16
    for pattern in ("labels/*.pdf", "documents/*pick-list.pdf", "documents/*slips.pdf", "documents/handover-*.pdf"):
        assert [file.read_bytes()[:5] for file in out.glob(pattern)] == [b"%PDF-"], pattern
    stations = ("intake", "orders", "picking", "packing", "dispatch", "inbound", "stock", "catalog", "people")
    assert all(list(out.glob(f"*-{name}.png")) for name in stations)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("packdesk-demo-*"))
