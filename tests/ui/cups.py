"""A real CUPS of our own, with a virtual IPP printer behind it; never the system's. It lives in a folder that goes with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("cupsd", "lpadmin", "lpstat", "lp", "ippeveprinter", "dbus-daemon")
_STARTS_S = 15.0
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))

# Everybody who can reach the socket may do everything, and nothing is told to the network.
CUPSD = """LogLevel warn
Listen {root}/sock
Browsing Off
DefaultAuthType None
WebInterface No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """ServerRoot {root}/etc
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/spool/tmp
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
"""
# The virtual printer asks a message bus for the name service even when it is told to leave that alone.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={root}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


class CannotStart(Exception):
    """Why there is no CUPS to test with."""


@dataclass(frozen=True, slots=True)
class Cups:
    """A running CUPS: the environment in which programs find it, and where its virtual printer keeps what it printed."""

    root: Path
    environment: dict[str, str]

    @property
    def printed(self) -> list[Path]:
        return sorted((self.root / "out").glob("*.pdf"), key=lambda file: int(file.name.partition("-")[0]))

    def run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, encoding="utf-8", timeout=30, check=True)
        return done.stdout

    def add_queue(self, name: str, address: str, model: str) -> None:
        self.run("lpadmin", "-p", name, "-E", "-v", address, "-m", model)


@contextlib.contextmanager
def real_cups() -> Iterator[Cups]:
    """A CUPS with the queue ``Virtual``, an IPP printer that keeps what it gets. Raises CannotStart with the reason."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=_PATH) is None]
    if missing:
        raise CannotStart(f"not installed: {', '.join(missing)}")
    root = Path(tempfile.mkdtemp(prefix="pd-cups-"))  # short: a socket's name may have 107 characters
    root.chmod(0o755)
    environment = os.environ | {
        "PATH": _PATH, "CUPS_SERVER": f"{root}/sock", "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={root}/bus", "HOME": str(root),
    }  # fmt: skip
    with contextlib.ExitStack() as running:
        running.callback(shutil.rmtree, root, ignore_errors=True)
        yield _started(Cups(root, environment), running)


def _started(cups: Cups, running: contextlib.ExitStack) -> Cups:
    root = cups.root
    for name in ("etc", "spool/tmp", "cache", "state", "log", "out"):
        (root / name).mkdir(parents=True)
    for name, text in (("cupsd.conf", CUPSD), ("files.conf", FILES), ("bus.conf", BUS)):
        (root / name).write_text(text.format(root=root), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    _start(cups, running, "dbus-daemon", f"--config-file={root}/bus.conf", "--nofork")
    _wait((root / "bus").exists, "dbus-daemon")
    formats = "application/pdf,image/urf,image/pwg-raster"
    done = shutil.which("true", path=_PATH) or "true"  # without a program of its own it sleeps 5 to 15 s over each job
    options = ("-p", str(port), "-d", f"{root}/out", "-k", "-f", formats, "-r", "off", "-c", done, "-v")
    _start(cups, running, "ippeveprinter", *options, "Virtual")
    _start(cups, running, "cupsd", "-f", "-c", f"{root}/cupsd.conf", "-s", f"{root}/files.conf")
    _wait(lambda: _answers(port), "ippeveprinter")
    _wait((root / "sock").exists, "cupsd")
    try:
        cups.add_queue("Virtual", f"ipp://127.0.0.1:{port}/ipp/print", "everywhere")
    except subprocess.CalledProcessError as error:
        raise CannotStart(f"lpadmin: {error.stderr}") from error
    return cups


def _start(cups: Cups, running: contextlib.ExitStack, program: str, *options: str) -> None:
    path = shutil.which(program, path=_PATH)
    assert path is not None
    log = running.enter_context((cups.root / f"{program}.out").open("wb"))
    process = subprocess.Popen([path, *options], env=cups.environment, stdout=log, stderr=log)
    running.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _wait(ready: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + _STARTS_S
    while not ready():
        if time.monotonic() > ends:
            raise CannotStart(f"{what} did not start")
        time.sleep(0.05)
