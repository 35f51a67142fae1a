"""What a person may key in when goods are moved by hand."""

from __future__ import annotations

from warehouse_app.errors import BadInput

MOST_PIECES = 1_000_000  # of one line: more than any bin holds, so a barcode scanned into the quantity


def whole_pieces(value: object, least: int = 1) -> int:
    """The quantity, when it is a whole number of pieces from ``least`` to ``MOST_PIECES``.

    Raises BadInput ``shelves.fractional``, ``shelves.negative``, ``shelves.no_pieces`` or ``shelves.too_many``.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput("shelves.fractional", value=str(value))
    if value < 0:
        raise BadInput("shelves.negative", value=value)
    if value < least:
        raise BadInput("shelves.no_pieces")
    if value > MOST_PIECES:
        raise BadInput("shelves.too_many", value=value, most=MOST_PIECES)
    return value
