from __future__ import annotations

import hashlib
import os
import sys
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.sheets import ole2
from warehouse_app.errors import Cancelled, Unreadable
from warehouse_app.sheets import workbook
from warehouse_app.sheets.reader import open_sheet

KNOWN = ("订单编号", "收货人姓名", "数量")
TABLE = [
    ["订单编号", "收货人姓名", "数量"],
    ["3500000000000000001", "赵示例", "2"],
    ["3500000000000000002", "钱测试", "1"],
]


def csv_text(delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in TABLE)


def write(folder: Path, content: bytes | str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def cells_of(path: Path, known: tuple[str, ...] = KNOWN) -> list[list[object]]:
    sheet = open_sheet(path, known=known)
    return [list(sheet.header), *(list(row.cells) for row in sheet.rows())]


def code_of(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        list(open_sheet(path, known=KNOWN).rows())
    assert caught.value.fields["file"] == path.name
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_every_encoding_gives_the_same_table(tmp_path: Path, encoding: str, told: str) -> None:
    text = csv_text()
    path = write(tmp_path, ("\ufeff" if encoding == "utf-16-be" else "") + text, encoding=encoding)
    assert cells_of(path) == TABLE
    assert open_sheet(path, known=KNOWN).encoding == told


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_zeros(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "Order number,SKU,Quantity\r\n1001,A-1,2\r\n", encoding=encoding)
    assert cells_of(path, ("Order number", "SKU"))[1] == ["1001", "A-1", "2"]


def test_utf_8_is_judged_over_the_whole_file(tmp_path: Path) -> None:
    broken = "订单编号,收货地址,商品数量\r\n".encode() + b"1,a,1\r\n" * 300_000 + "2,赵,1\r\n".encode("gbk")
    broken.decode("gb18030")  # it would read as that, but as rubbish
    assert code_of(write(tmp_path, broken)) == "sheets.not_a_table"


def test_gb18030_beyond_the_first_chunk(tmp_path: Path) -> None:
    body = csv_text() + "1,a,1\r\n" * 300_000 + "9,𠮷示例,1\r\n"
    rows = cells_of(write(tmp_path, body, encoding="gb18030"))
    assert rows[-1] == ["9", "𠮷示例", "1"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_delimiter(tmp_path: Path, delimiter: str) -> None:
    assert cells_of(write(tmp_path, csv_text(delimiter))) == TABLE


def test_delimiter_without_known_names(tmp_path: Path) -> None:
    path = write(tmp_path, "Tracking;Who\r\n1,5;Bob\r\n2,5;Eve\r\n")
    assert open_sheet(path).header == ("Tracking", "Who")


def test_line_breaks_and_delimiters_inside_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, '订单编号,收货人姓名,数量\r\n1,"赵,\r\n""示例""",2\r\n2,钱,1')
    assert cells_of(path)[1:] == [["1", '赵,\r\n"示例"', "2"], ["2", "钱", "1"]]


def test_old_mac_line_ends(tmp_path: Path) -> None:
    assert cells_of(write(tmp_path, csv_text().replace("\r\n", "\r"))) == TABLE


def test_header_under_title_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "示例旗舰店订单,,\r\n导出时间,2026-11-03,\r\n\r\n" * 12 + csv_text())
    sheet = open_sheet(path, known=KNOWN)
    assert sheet.header == tuple(TABLE[0])
    assert sheet.header_row == 37
    assert [row.number for row in sheet.rows()] == [38, 39]


def test_header_names_are_trimmed_and_folded(tmp_path: Path) -> None:
    path = write(tmp_path, '" 订单编号 ","\'重量（克）",ＳＫＵ\t\r\n1,2,3\r\n')
    assert open_sheet(path, known=["订单编号", "SKU"]).header == ("订单编号", "重量(克)", "SKU")


def test_stray_zeros_and_the_dos_end_mark_are_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, csv_text().replace("赵示例", "赵\0示例") + "\x1a")
    assert [row for row in cells_of(path) if row] == TABLE


def test_facts(tmp_path: Path) -> None:
    path = write(tmp_path, csv_text())
    os.utime(path, (1_700_000_000, 1_700_000_000))
    facts = open_sheet(path).facts
    assert facts.name == "orders.csv"
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts.modified.isoformat() == "2023-11-14T22:13:20+00:00"


def xlsx(path: Path, rows: list[list[object]], title_sheet: bool = False) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if title_sheet:
        sheet.append(["请按下面的说明填写"])
        sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_xlsx_whatever_its_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [list(row) for row in TABLE])
    assert cells_of(path.rename(tmp_path / "a.csv")) == TABLE


def test_xlsx_takes_the_sheet_that_has_the_columns(tmp_path: Path) -> None:
    sheet = open_sheet(xlsx(tmp_path / "a.xlsx", [[], [], *map(list, TABLE)], title_sheet=True), known=KNOWN)
    assert (sheet.encoding, sheet.header_row) == ("xlsx", 3)
    assert [row.number for row in sheet.rows()] == [4, 5]


def test_large_xlsx_is_streamed_and_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "a.xlsx", [*map(list, TABLE), ["3", "孙", 7]])
    whole = cells_of(path)
    monkeypatch.setattr(workbook, "SMALL_SHEETS", 0)
    assert cells_of(path) == whole


def test_old_xls(tmp_path: Path) -> None:
    path = write(tmp_path, ole2.xls([["订单编号", "收货人姓名", "数量"], ["35001", "赵示例", 2.0]]), "a.xls")
    assert cells_of(path) == [["订单编号", "收货人姓名", "数量"], ["35001", "赵示例", 2.0]]
    assert open_sheet(path).encoding == "xls"


def test_passwords(tmp_path: Path) -> None:
    old = write(tmp_path, ole2.xls([["订单编号"]], encrypted=True), "old.xls")
    new = write(tmp_path, ole2.container("EncryptedPackage", os.urandom(5000)), "new.xlsx")
    assert code_of(old) == "sheets.password_protected"
    assert code_of(new) == "sheets.password_protected"


@pytest.mark.parametrize("protection", [b"", b"\x86\0\0\0"])
def test_password_is_not_looked_for_in_the_name(tmp_path: Path, protection: bytes) -> None:
    content = ole2.xls([["订单编号", "收货人姓名"], ["FilePass" + protection.decode("latin-1"), "EncryptedPackage"]])
    assert cells_of(write(tmp_path, content, "a.xls"))[1][1] == "EncryptedPackage"


def test_damaged_xls_does_not_take_the_memory(tmp_path: Path) -> None:
    content = bytearray(ole2.xls([["订单编号", "收货人姓名"], ["1", 2.0]]))
    place = content.index(b"\x03\x02\x0e\x00")
    content[place + 6 : place + 8] = b"\xff\xff"
    assert code_of(write(tmp_path, bytes(content), "a.xls")) == "sheets.not_a_table"


def test_a_cell_in_the_last_corner_does_not_take_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "a.xlsx", [*map(list, TABLE), [None] * 60 + ["x"]])
    monkeypatch.setattr(workbook, "MOST_CELLS", 4 * 61 - 1)
    monkeypatch.setattr(workbook.calamine, "load_workbook", None)  # it must not be asked
    assert [row[:3] for row in cells_of(path)[:3]] == TABLE


def test_cut_off_files_are_told_so(tmp_path: Path) -> None:
    whole = xlsx(tmp_path / "a.xlsx", [list(row) for row in TABLE]).read_bytes()
    old = ole2.xls(TABLE)
    for content in (whole, old):
        for part in (9, 100, 600, 1700, len(content) // 2):
            assert code_of(write(tmp_path, content[:part])) == "sheets.not_a_table"


def test_html_called_xls(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gb2312"></head><body><table border=1><tr><td colspan=3>示例店订单</td></tr>'
        "<tr><th>订单编号</th><th>收货人姓名</th><th>数量</th></tr>"
        "<tr><td style='x'>3500000000000000001<td>赵&amp;示例<br>二楼<td> 2 </tr></table>"
    )
    assert cells_of(write(tmp_path, page, "a.xls", "gbk"))[1:] == [["3500000000000000001", "赵&示例\n二楼", "2"]]


def test_xml_spreadsheet_called_xls(tmp_path: Path) -> None:
    page = (
        '<?xml version="1.0"?>\n<Workbook xmlns:ss="urn:x"><Worksheet><Table><Row><Cell><Data>订单编号</Data></Cell>'
        "<Cell><Data>收货人姓名</Data></Cell><Cell><Data>数量</Data></Cell></Row>"
        '<Row><Cell><Data>1</Data></Cell><Cell ss:Index="3"><Data>2</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    assert cells_of(write(tmp_path, page, "a.xls"))[1:] == [["1", "", "2"]]


def test_text_called_xls(tmp_path: Path) -> None:
    assert cells_of(write(tmp_path, csv_text("\t"), "a.xls", "gbk")) == TABLE


def test_western_text_of_amazon(tmp_path: Path) -> None:
    path = write(tmp_path, "order-id\tsku\r\n1\tcaf\xe9\r\n", encoding="cp1252")
    assert cells_of(path, ("order-id", "sku"))[1:] == [["1", "caf\xe9"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheets.empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "sheets.empty"),
        (b"\r\n , , \r\n", "sheets.empty"),
        (bytes(range(256)) * 40, "sheets.not_a_table"),
        (b"%PDF-1.7\n1 0 obj", "sheets.not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "sheets.not_a_table"),
        (b"PK\x03\x04 no archive", "sheets.not_a_table"),
        (ole2.container("WordDocument", b"text"), "sheets.not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheets.not_a_table"),
        ("订单编号,收货人姓名\r\n1,赵示例\r\n".encode("gbk")[:-5] + b"\xff\r\n", "sheets.not_a_table"),
        ('订单编号,收货人姓名,数量\r\n1,"赵,2\r\n2,钱,1\r\n'.encode(), "sheets.unclosed_quote"),
        ("订单编号,收货人姓名,数量\r\n".encode() + b'1,"' + b"x,1\r\n" * 50_000, "sheets.unclosed_quote"),
        (b"x" * (3 << 20), "sheets.broken_line"),
        (b"<html><body>login first</body></html>", "sheets.not_a_table"),
    ],
)
def test_bad_files_are_told_apart(tmp_path: Path, content: bytes, code: str) -> None:
    assert code_of(write(tmp_path, content)) == code


def test_unclosed_quote_says_where(tmp_path: Path) -> None:
    path = write(tmp_path, '订单编号,收货人姓名,数量\r\n1,a,2\r\n2,"钱,1\r\n3,b,1\r\n')
    with pytest.raises(Unreadable) as caught:
        list(open_sheet(path, known=KNOWN).rows())
    assert caught.value.fields["row"] == 3


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert code_of(tmp_path / "gone.csv") == "sheets.missing_file"
    assert code_of(tmp_path) == "sheets.is_folder"


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path, csv_text())
    path.chmod(0)
    assert code_of(path) == "sheets.no_permission"


def test_no_permission_is_told_from_other_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, csv_text())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert code_of(path) == "sheets.no_permission"


def test_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_WORKBOOK", 1 << 20)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(2 << 20))
    assert code_of(tmp_path / "a.xlsx") == "sheets.too_big"


def test_archive_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("photo.txt", "x")
    assert code_of(tmp_path / "a.xlsx") == "sheets.not_a_table"


class Steps:
    """Remembers the steps; stops the work after some of them."""

    def __init__(self, allowed: int = sys.maxsize) -> None:
        self.steps: list[float] = []
        self.allowed = allowed

    def step(self, done: int, total: int) -> None:
        self.steps.append(done / total)
        if len(self.steps) > self.allowed:
            raise Cancelled


def test_progress_only_grows_and_ends_at_the_whole(tmp_path: Path) -> None:
    steps = Steps()
    path = write(tmp_path, csv_text() + "1,a,1\r\n" * 200_000)
    assert sum(1 for _ in open_sheet(path, known=KNOWN, progress=steps).rows()) == 200_002
    assert steps.steps == sorted(steps.steps)
    assert len(steps.steps) > 50
    assert steps.steps[-1] == 1


def test_cancel_while_reading(tmp_path: Path) -> None:
    path = write(tmp_path, csv_text() + "1,a,1\r\n" * 20_000)
    sheet = open_sheet(path, known=KNOWN, progress=Steps(allowed=3))
    with pytest.raises(Cancelled):
        list(sheet.rows())


def test_memory_stays_bounded(tmp_path: Path) -> None:
    line = "3500000000000000001,赵示例,2" + ",填充" * 60 + "\r\n"
    path = write(tmp_path, csv_text() + line * 60_000)
    assert path.stat().st_size > 25_000_000
    tracemalloc.start()
    count = sum(1 for _ in open_sheet(path, known=KNOWN).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_002
    assert peak < 8_000_000
