"""A plan of a great sale as a PDF and a workbook, in the data folder."""

from __future__ import annotations

from pathlib import Path

from ui.inbound.buying.papers import Papers
from warehouse_app.restock.rehearsing.sections import PlanPaper
from warehouse_app.words import Language

_LONGEST = 40  # characters of a plan's name in the name of its file


def write_papers(papers: Papers, folder: Path, paper: PlanPaper) -> None:
    """Both, made in the background and offered when they are there."""
    name = "".join(char if char.isalnum() else "-" for char in paper.name)[:_LONGEST] or "plan"
    path = folder / f"sale-{name}.pdf"

    def make(spoken: Language) -> list[Path]:
        from warehouse_app.restock.rehearsing.documents import write_plan
        from warehouse_app.restock.rehearsing.files import write_plan_xlsx

        write_plan(path, paper, spoken)
        write_plan_xlsx(path.with_suffix(".xlsx"), paper, spoken)
        return [path, path.with_suffix(".xlsx")]

    papers.make(make)
