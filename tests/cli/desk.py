"""The command line as a test uses it: arguments in, exit code and JSON out, without a process."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from warehouse_app.cli import main
from warehouse_app.store.folder import Folder


@dataclass
class Desk:
    """The command line on one data folder."""

    data: Path
    output: pytest.CaptureFixture[str]

    def run(self, *words: object, code: int = 0) -> dict[str, Any]:
        """One command with ``--json``: one object on stdout, nothing on stderr, and the exit code expected."""
        got = main([*map(str, words), "--data", str(self.data), "--json"])
        captured = self.output.readouterr()
        assert (got, captured.err) == (code, ""), captured
        answer: dict[str, Any] = json.loads(captured.out)
        return answer

    def fail(self, *words: object) -> str:
        """The code of the plain error a command ends with."""
        error = self.run(*words, code=1)["error"]
        assert error["message"]
        return str(error["code"])

    def say(self, *words: object, language: str = "en", code: int = 0) -> str:
        """What a person reads, without ``--json``."""
        got = main(["--data", str(self.data), "--language", language, *map(str, words)])
        captured = self.output.readouterr()
        assert got == code, captured
        return captured.err if code else captured.out


def empty_folder(root: Path, migrated_file: Path) -> Path:
    """A data folder in which nothing was done yet; without it the first command would make one, in ten times as long."""
    Folder(root).make()
    shutil.copyfile(migrated_file, Folder(root).database)
    return root
