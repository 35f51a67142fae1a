"""Which font the window uses: the system's own Chinese one; ours from the resources only where there is none."""

from __future__ import annotations

import functools

from PySide6.QtGui import QFont, QFontDatabase

from warehouse_app.places import RESOURCES

PREFERRED = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "文泉驿微米黑",
)
"""Good screen fonts for simplified Chinese, best first."""
OWN_FONT = RESOURCES / "fonts" / "wqy-microhei.ttc"


def application_font(pixels: int) -> QFont:
    """The font of the window, at a size in pixels."""
    font = QFont()
    font.setFamilies([_family()])
    font.setPixelSize(pixels)
    return font


def choose_family(installed: set[str], simplified_chinese: list[str]) -> str | None:
    """A preferred font that is installed, else any that can write simplified Chinese, else None."""
    for name in PREFERRED:
        if name in installed:
            return name
    return simplified_chinese[0] if simplified_chinese else None


@functools.cache
def _family() -> str:
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    found = choose_family(set(chinese), chinese)
    if found is not None:
        return found
    added = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(OWN_FONT)))
    return added[0] if added else QFont().family()
