"""A paper is on the disk whole or not at all: written beside its place, then moved there in one step."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from warehouse_app.errors import WarehouseError


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, replacing what was there only once everything is safely written.

    Raises WarehouseError ``paper.cannot_write`` (file, reason) for a full disk, a folder that is missing or read-only,
    or a file another program holds open; the old file is untouched then and nothing half-written stays behind.
    """
    # Not tempfile: its files are readable by their maker only, and papers lie in folders shared between desks.
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WarehouseError("paper.cannot_write", file=str(path), reason=error.strerror or str(error)) from error
