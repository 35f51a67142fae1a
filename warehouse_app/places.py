"""Where the program's own files lie: sentences, fonts, sounds, the sample shop."""

from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
