"""Mistakes a person can make, told apart by type from bugs.

An error carries a code and fields, never a sentence: the catalogue (``warehouse_app.words``) makes the sentence in the
language of whoever reads it. Anything that is not a ``WarehouseError`` is a bug and goes to the crash window.
"""


class WarehouseError(Exception):
    """Something a person can put right: shown calmly, in plain words, with the way out."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value!r}" for key, value in self.fields.items())
        return f"{self.code}({shown})"


class NotAllowed(WarehouseError):
    """The person's role does not carry the right this command asks for."""


class NotFound(WarehouseError):
    """Nothing in the database answers to what was asked for."""


class BadInput(WarehouseError):
    """A value that cannot be taken: wrong form, out of range, not whole."""


class Conflict(WarehouseError):
    """The thing has moved on meanwhile, or its state does not allow this step."""


class Busy(WarehouseError):
    """The database is held by another program; nothing was written, trying again is safe."""


class Unreadable(WarehouseError):
    """A file that cannot be read as what it should be."""


class Cancelled(WarehouseError):
    """The person stopped a long piece of work; nothing of it was written."""

    def __init__(self) -> None:
        super().__init__("work.cancelled")
