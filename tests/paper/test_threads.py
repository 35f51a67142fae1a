"""Two papers finished at the same time, in two threads, do not disturb each other in the font they share."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from warehouse_app.picking.documents import PickLine, PickList, write_pick_list


def test_only_one_paper_at_a_time_takes_its_part_of_the_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, met, make = threading.Barrier(2), [], TTFontFile.makeSubset

    def watched(self: TTFontFile, subset: Any) -> Any:
        try:
            meeting.wait(0.2)
        except threading.BrokenBarrierError:
            return make(self, subset)
        met.append(subset)
        return make(self, subset)

    monkeypatch.setattr(TTFontFile, "makeSubset", watched)
    lines = (PickLine("A-1", "SKU1", "针织开衫", "藏青", 1),)
    papers = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    both = [threading.Thread(target=write_pick_list, args=(path, PickList("W1", 1, lines))) for path in papers]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert met == []
    assert all(path.is_file() for path in papers)
