"""``packdesk demo --auto``: the sample shop's day in the real window, and what it leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from warehouse_app.words import LANGUAGES, Language, say


def test_the_day_plays_by_itself_and_the_books_are_right_in_both_languages(tmp_path: Path, repo: Path):
    """Both at once: most of a day is waiting for the window."""
    days = [(language, _begin(language, tmp_path, repo)) for language in LANGUAGES]
    try:
        for language, day in days:
            said, mistakes = day.communicate(timeout=300)
            assert day.returncode == 0, said + mistakes
            assert "Traceback" not in mistakes
            _left_behind(tmp_path / language / "out", said, language)
            assert not list((tmp_path / language).glob("packdesk-demo-*"))
    finally:
        for _, day in days:
            day.kill()
            day.communicate()


def _begin(language: Language, tmp_path: Path, repo: Path) -> subprocess.Popen[str]:
    folder = tmp_path / language
    folder.mkdir()
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8", "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "ui", "demo", "--auto", "--out", str(folder / "out"), "--language", language]
    return subprocess.Popen(command, cwd=repo, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def _left_behind(out: Path, said: str, language: Language) -> None:
    report = (out / "report.txt").read_text(encoding="utf-8")
    assert report == said
    assert report.splitlines()[-1] == say("demo.clean", language)
    assert len((out / "shipped.csv").read_text(encoding="utf-8-sig").splitlines()) == 16
    for pattern in ("labels/*.pdf", "documents/*pick-list.pdf", "documents/*slips.pdf", "documents/handover-*.pdf"):
        assert [file.read_bytes()[:5] for file in out.glob(pattern)] == [b"%PDF-"], pattern
    stations = ("intake", "orders", "picking", "packing", "dispatch", "inbound", "stock", "catalog", "people")
    assert all(list(out.glob(f"*-{name}.png")) for name in stations)
