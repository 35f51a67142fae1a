"""The style sheet of the window: ``resources/style/packdesk.qss`` with the theme's tokens filled in."""

from __future__ import annotations

import functools
import re

from warehouse_app.places import RESOURCES

STYLE = RESOURCES / "style" / "packdesk.qss"
_TOKEN = re.compile(r"\$\{([a-z_.]+)\}")


def style_sheet(tokens: dict[str, str]) -> str:
    """The style sheet in the given colours; KeyError when it asks for a token that does not exist."""
    filled = tokens | {"icons": (RESOURCES / "icons").as_posix()}
    return _TOKEN.sub(lambda found: filled[found[1]], _template())


@functools.cache
def _template() -> str:
    return STYLE.read_text(encoding="utf-8")
