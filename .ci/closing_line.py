"""Sums the JUnit files of several pytest runs into the one line the checking machine reads.

``closing_line.py FILE...`` prints ``N passed, N failed, N skipped`` and exits 1 when anything failed. An error in a
fixture counts as failed, and so does a run that left no file: a suite that never finished has not passed.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def tally(path: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of one run."""
    try:
        suites = list(ET.parse(path).getroot().iter("testsuite"))
    except (OSError, ET.ParseError):
        return 0, 1, 0
    total, failures, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return max(total - failed - skipped, 0), failed, skipped


def main(paths: list[str]) -> int:
    """Prints the sum; 1 when anything failed."""
    tallies = [tally(Path(path)) for path in paths]
    passed, failed, skipped = (sum(column) for column in zip(*tallies, strict=True))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
