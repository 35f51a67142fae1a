"""A real X server without a screen, the real program in it, and a hand on its keyboard."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

KEY_MS = 10
PATIENCE = 30.0


@contextlib.contextmanager
def x_server() -> Iterator[str]:
    """Xvfb on a display nobody uses; gives its name, like ``:99``."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


class Program:
    """``python -m ui`` as its own process on that screen."""

    def __init__(self, display: str, data: Path, log: Path, repo: Path, station: str = "packing") -> None:
        self._env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(repo)}
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ui", "--data", str(data), "--station", station, "--language", "en", "--desk", "e2e"],
                cwd=repo, env=self._env, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def focus(self) -> None:
        """Wait for the window and give it the keyboard; there is no window manager to do it."""
        window = self._xdotool("search", "--sync", "--onlyvisible", "--name", "Packdesk").split()[-1]
        self._xdotool("windowfocus", "--sync", window)

    def type_text(self, text: str) -> None:
        """Text as ``xdotool type`` sends it: a line's end is the Linefeed key."""
        self._xdotool("type", "--delay", str(KEY_MS), text)

    def type_codes(self, *codes: str, key_ms: int = KEY_MS) -> None:
        """Each code and its Enter, a key every 10 ms, no pause between codes."""
        delay = ("--delay", str(key_ms))
        typed = [("type", *delay, "--args", "1", code, "key", *delay, "Return") for code in codes]
        self._xdotool(*(word for one in typed for word in one))

    def press(self, *keys: str) -> None:
        """Single keys by their X names, like ``F5`` or ``ctrl+z``."""
        self._xdotool("key", "--delay", str(KEY_MS), *keys)

    def stop(self) -> None:
        """End the program and wait for it."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End the program as a power cut would."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, f"{done.stderr}\n{self.log.read_text(encoding='utf-8', errors='replace')}"
        return done.stdout


def wait_for(there: Callable[[], bool], program: Program) -> None:
    """Look again and again until it is so; fails with the program's own words when it takes too long."""
    until = time.monotonic() + PATIENCE
    while not there():
        words = program.log.read_text(encoding="utf-8", errors="replace")
        assert program.process.poll() is None, f"the program ended: {words}"
        assert time.monotonic() < until, f"nothing came: {words}"
        time.sleep(0.02)
