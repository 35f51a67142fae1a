"""500 labels with Chinese text against a bare reportlab loop that draws the same strings and bars.

``python -m tests.benchmarks.labels``: time against the floor, bytes of a label beyond the font, labels in a second.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.measure import Line, side_by_side
from warehouse_app.dispatch.labels import LABEL_SIZES, Label, write_labels
from warehouse_app.paper.barcodes import code128
from warehouse_app.places import RESOURCES

LABELS, ROUNDS = 500, 7
SIZE = LABEL_SIZES["76x130"]
LIMIT_TIME, LIMIT_KB = 1.3, 4.0
FONT = "bare"
SIZES = (20, 16, 13, 13, 11, 11, 8, 8, 8, 8, 8)
_BAR = re.compile(r"(\d+) 0 (\d+) 1 re")


def some_labels() -> list[Label]:
    """Labels as a morning has them: each with another number, name, address and goods."""
    return [
        Label(
            waybill=f"75{n:012d}",
            courier_name="中通快递",
            recipient=f"张{'伟芳娜敏静'[n % 5]}示例",
            phone=f"1380000{n:04d}",
            address=f"浙江省 杭州市 西湖区 示例街道{n}号{n % 20 + 1}栋{n % 30 + 101}室",
            sender_name="青禾小铺",
            sender_phone="0571-00000000",
            sender_address="浙江省 杭州市 余杭区 示例路1号",
            contents=(f"W261103-1 #{n}", "羊毛围巾 白色 / XL ×1", f"针织开衫 藏青 / {'SML'[n % 3]} ×{n % 3 + 1}"),
            order_numbers=(f"35030000{n:011d}",),
            note="客户要求放贺卡：生日快乐" if n % 8 == 0 else "",
            shop="示例旗舰店",
        )
        for n in range(LABELS)
    ]


def strings_of(label: Label) -> list[str]:
    """Every string a label shows."""
    return [
        label.courier_name, label.shop, label.waybill, f"{label.recipient}  {label.phone}", label.address,
        f"{label.sender_name}  {label.sender_phone}", label.sender_address, ", ".join(label.contents),
        label.order_numbers[0], "收 寄 集包地 签收人： 时间：", "您的签字代表您已验收此包裹，并已确认商品完好、无损",
    ]  # fmt: skip


def bare(path: Path, labels: Sequence[Label]) -> None:
    """What anybody would write with reportlab: set a font, draw a string; a rectangle for every bar."""
    canvas = Canvas(str(path), pagesize=(SIZE.width * mm, SIZE.height * mm), pageCompression=1)
    for label in labels:
        for line, (text, size) in enumerate(zip(strings_of(label), SIZES, strict=True)):
            canvas.setFont(FONT, size)
            canvas.drawString(3 * mm, (SIZE.height - 8 - line * 10) * mm, text)
        for left, width in _BAR.findall(code128(label.waybill).path):
            canvas.rect(5 * mm + int(left) * 0.375 * mm, 80 * mm, int(width) * 0.375 * mm, 15 * mm, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()


def kilobytes_each(path: Path) -> float:
    """The file without its embedded font, for one label."""
    content = path.read_bytes()
    fonts = 0
    for number in {int(found) for found in re.findall(rb"/FontFile2 (\d+) 0 R", content)}:
        head = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*stream" % number, content, re.DOTALL)
        length = re.search(rb"/Length (\d+)", head[1]) if head else None
        assert length is not None, "an embedded font without its length"
        fonts += int(length[1])
    assert fonts, "no font is embedded"
    return (len(content) - fonts) / 1024 / LABELS


def run(_folder: Path | None = None) -> list[Line]:
    """Time, size and speed."""
    pdfmetrics.registerFont(TTFont(FONT, str(RESOURCES / "fonts" / "wqy-microhei.ttc"), subfontIndex=0))
    labels = some_labels()
    with tempfile.TemporaryDirectory() as place:
        ours, theirs = Path(place) / "ours.pdf", Path(place) / "bare.pdf"
        side_by_side(lambda: write_labels(ours, labels, SIZE), lambda: bare(theirs, labels), 1)
        measured, floor = side_by_side(lambda: write_labels(ours, labels, SIZE), lambda: bare(theirs, labels), ROUNDS)
        size, bare_size = kilobytes_each(ours), kilobytes_each(theirs)
    return [
        Line(f"{LABELS} labels", measured, "s", floor, LIMIT_TIME),
        Line("labels in a second", LABELS / measured, "labels", LABELS / floor),
        Line("a label beyond the font", size, "KB", None, LIMIT_KB),
        Line("a label beyond the font, bare", bare_size, "KB"),
    ]


if __name__ == "__main__":
    for line in run():
        print(line)
