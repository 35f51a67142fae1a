"""Slips, manifest, pick list, badges and the command sheet: nothing torn, nothing lost, however long."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp

from warehouse_app.dispatch.documents import Manifest, ManifestRow, Slip, SlipLine, write_manifest, write_slips
from warehouse_app.errors import BadInput, WarehouseError
from warehouse_app.people.documents import Badge, write_badges, write_command_sheet
from warehouse_app.picking.documents import PickLine, PickList, write_pick_list
from warehouse_app.words import LANGUAGES, Language, say

LONG_NAME = "羊毛混纺加厚保暖围巾男女通用冬季礼盒装送人自用两相宜" * 2


def pages(file: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


def codes(file: Path) -> list[list[str]]:
    with closing(pypdfium2.PdfDocument(file)) as document:
        shown = [page.render(scale=203 / 72, grayscale=True).to_pil() for page in document]
    return [[found.text for found in zxingcpp.read_barcodes(page)] for page in shown]


def slip(lines: int, **told: object) -> Slip:
    goods = tuple(SlipLine(f"SKU{n}", LONG_NAME if n % 7 == 0 else f"商品{n}", "黑色 / XL", n % 3 + 1) for n in range(lines))
    facts: dict[str, object] = {"waybill": "75000000000001", "courier": "中通快递", "shop": "测试店", "orders": ("350300001",)}
    facts |= {"recipient": "张*", "message": "", "note": "", "lines": goods, "wave": "W261103-1", "slot": 3}
    return Slip(**(facts | told))  # type: ignore[arg-type]  # fields of many types


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lines", [1, 20, 200])
def test_a_slip_names_every_line(tmp_path: Path, lines: int, language: Language) -> None:
    file = tmp_path / "slips.pdf"
    begins = write_slips(file, [slip(lines), slip(1, orders=("350300002",))], language)
    text = pages(file)
    assert begins[0] == 1
    assert begins[1] == len(text)
    assert all(f"SKU{n}" in "".join(text[: begins[1] - 1]) for n in range(lines))
    read = codes(file)
    assert read[0] == ["350300001"]
    assert read[begins[1] - 1] == ["350300002"]


def test_message_and_note_stand_on_the_slip(tmp_path: Path) -> None:
    file = tmp_path / "slips.pdf"
    write_slips(file, [slip(2, message="请放门口", note="放贺卡：生日快乐")])
    assert "请放门口" in pages(file)[0]
    assert "放贺卡：生日快乐" in pages(file)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 33, 34, 35, 36, 200])
def test_the_manifest_ends_with_its_signatures_below_a_parcel(tmp_path: Path, count: int, language: Language) -> None:
    file = tmp_path / "manifest.pdf"
    rows = tuple(ManifestRow(f"75{n:012d}", f"3503{n:08d}", "张*", 2, 500 if n % 2 else None) for n in range(count))
    write_manifest(file, Manifest("H7", "中通快递", date(2026, 11, 3), 2, rows), language)
    text = pages(file)
    assert all(row.waybill in "".join(text) for row in rows)
    assert say("paper.manifest_handed_by", language)[:3] in text[-1]
    assert any(row.waybill in text[-1] for row in rows)
    assert codes(file)[0] == ["H7"]


@pytest.mark.parametrize("count", [1, 200])
def test_a_pick_list_keeps_the_order_of_the_walk(tmp_path: Path, count: int) -> None:
    file = tmp_path / "pick.pdf"
    lines = tuple(PickLine(f"A{n:03d}-01", f"SKU{n}", LONG_NAME, "藏青 / 均码", n + 1, ((1, 1), (2, n))) for n in range(count))
    write_pick_list(file, PickList("W261103-1", 12, lines, ("中通快递",)))
    text = "".join(pages(file))
    places = [text.index(line.bin) for line in lines]
    assert places == sorted(places)
    assert codes(file)[0] == ["W261103-1"]


def test_badges_and_commands_can_be_scanned(tmp_path: Path) -> None:
    badges, sheet = tmp_path / "badges.pdf", tmp_path / "commands.pdf"
    write_badges(badges, [Badge("王店主", "店主", "PDB0123456789AB"), Badge("A" * 60, "clerk", "PDBZZZZZZZZZZZZ")], "zh_CN")
    assert codes(badges) == [["PDB0123456789AB"], ["PDBZZZZZZZZZZZZ"]]
    commands = [(f"PD-COMMAND-{n}", f"指令{n}") for n in range(14)]
    write_command_sheet(sheet, commands)
    assert sorted(code for page in codes(sheet) for code in page) == sorted(code for code, _ in commands)


def test_nothing_to_print_is_said_and_a_folder_in_the_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as nothing:
        write_slips(tmp_path / "none.pdf", [])
    assert nothing.value.code == "paper.nothing_to_print"
    with pytest.raises(WarehouseError) as refused:
        write_slips(tmp_path / "missing" / "slips.pdf", [slip(1)])
    assert refused.value.code == "paper.cannot_write"
    assert list(tmp_path.iterdir()) == []
