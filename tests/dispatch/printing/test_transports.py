"""The ways to a printer, each as it ends: taken, off, refusing, slow, gone in the middle, or without a word."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.dispatch.printing.device import closed_port, printer, tspl_dots, zpl_dots
from tests.dispatch.test_labels import label
from warehouse_app.dispatch.labels import SIZE_76X130, write_labels
from warehouse_app.dispatch.printing.raster import page_raster
from warehouse_app.dispatch.printing.rules import Device, Kind, PrinterSetup, Queue, Tcp, check_setup, parse_address, shared
from warehouse_app.dispatch.printing.transports import (
    DeviceChannel,
    QueueChannel,
    Sheet,
    TcpChannel,
    Unanswered,
    Unreachable,
    raw_transport,
)
from warehouse_app.errors import BadInput, Conflict, NotFound, WarehouseError


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    write_labels(tmp_path / "labels.pdf", [label(1), label(2)], SIZE_76X130)
    return Sheet(tmp_path / "labels.pdf", 2, label(2).waybill, 1)


@pytest.mark.parametrize("way", ["good", "slow"])
@pytest.mark.parametrize("kind", [Kind.ZPL, Kind.TSPL])
def test_the_printer_gets_the_dots_of_the_page(kind: Kind, way: str, sheet: Sheet) -> None:
    with printer(way) as device:  # type: ignore[arg-type]
        raw_transport(PrinterSetup("P", kind, device.address)).print_sheet(sheet)
        (job,) = device.jobs
    raster = page_raster(sheet.file, 2, 203)
    if kind is Kind.ZPL:
        assert zpl_dots(job)[0] == (raster.width, raster.height, raster.data)
    else:
        assert tspl_dots(job, raster.height, raster.row_bytes)[0] == raster.data


def test_a_printer_that_is_off_was_sent_nothing() -> None:
    with pytest.raises(Unreachable):
        TcpChannel("P", "127.0.0.1", closed_port(), connect_s=1).send(b"x")


def test_a_printer_that_vanishes_in_the_middle_is_known_to_have_printed_nothing() -> None:
    with printer("drops") as device, pytest.raises(Conflict) as told:
        # more than all buffers hold, so the rest is still here when the connection ends
        TcpChannel("P", "127.0.0.1", device.port).send(bytes(20_000_000))
    assert told.value.code == "printing.broken_off"


def test_a_printer_that_vanishes_when_all_is_sent_or_never_speaks_leaves_it_open() -> None:
    for way in ("drops", "silent"):
        with printer(way) as device, pytest.raises(Unanswered):  # type: ignore[arg-type]
            TcpChannel("P", "127.0.0.1", device.port, answer_s=0.3).send(bytes(200))


def test_a_printer_that_never_closes_need_not_be_waited_for() -> None:
    with printer("silent") as device:
        TcpChannel("P", "127.0.0.1", device.port, confirms=False).send(bytes(200))


def test_a_device_file_takes_the_bytes(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    with pytest.raises(Unreachable):  # nobody reads: the printer is off
        DeviceChannel("P", str(pipe)).send(b"^XA")
    with pytest.raises(Unreachable):
        DeviceChannel("P", str(tmp_path / "no such device")).send(b"^XA")
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    job = bytes(range(256)) * 200  # a pipe holds it
    DeviceChannel("P", str(pipe)).send(job)
    assert os.read(reading, 100_000) == job
    os.close(reading)


def test_a_device_that_takes_no_more_is_broken_off(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(Conflict) as told:
        DeviceChannel("P", str(pipe), stall_s=0.05).send(bytes(1_000_000))
    os.close(reading)
    assert told.value.code == "printing.broken_off"


@pytest.mark.parametrize(
    ("script", "kind", "code"),
    [
        ('cat > "$HOME/job"; echo "$@" > "$HOME/said"', None, ""),
        ("cat > /dev/null; exit 1", Conflict, "printing.queue_refused"),
        ("exec sleep 5", Unanswered, "printing.unknown"),
        (None, NotFound, "printing.no_spooler"),
    ],
)
def test_a_queue_of_the_spooler(
    script: str | None, kind: type[WarehouseError] | None, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    places = tmp_path / "bin"
    places.mkdir()
    if script is not None:
        program = places / "lp"
        program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(places))
    channel = QueueChannel("P", "Zebra", spool_s=0.5 if kind is Unanswered else 20)
    if kind is None:
        channel.send(b"^XA^XZ")
        assert (tmp_path / "job").read_bytes() == b"^XA^XZ"
        assert (tmp_path / "said").read_text().split() == ["-d", "Zebra", "-o", "raw", "-s"]
    else:
        with pytest.raises(kind) as told:
            channel.send(b"^XA^XZ")
        assert told.value.code == code


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("192.168.1.50", Tcp("192.168.1.50", 9100)),
        (" 192.168.1.50:6101 ", Tcp("192.168.1.50", 6101)),
        ("tcp://zebra.local:9100/", Tcp("zebra.local", 9100)),
        ("[fe80::1]:9100", Tcp("fe80::1", 9100)),
        ("/dev/usb/lp0", Device("/dev/usb/lp0")),
        ("queue:Zebra ZD 421", Queue("Zebra ZD 421")),
        *(
            (bad, None)
            for bad in ("", "queue:", "queue:-o evil", "1.2.3.4:0", "1.2.3.4:99999", "a b", "http://x/y", "/dev/../x y")
        ),
    ],
)
def test_what_an_address_means(said: str, means: object) -> None:
    if means is None:
        with pytest.raises(BadInput, match="bad_address"):
            parse_address(said)
    else:
        assert parse_address(said) == means


def test_a_setup_is_checked_field_by_field() -> None:
    check_setup(PrinterSetup("P", Kind.ZPL, "1.2.3.4"))
    for bad, code in (
        (PrinterSetup(" ", Kind.ZPL, "1.2.3.4"), "name_missing"),
        (PrinterSetup("P", Kind.ZPL, "?"), "bad_address"),
        (PrinterSetup("P", Kind.QT, ""), "bad_address"),
        (PrinterSetup("P", Kind.ZPL, "1.2.3.4", dpi=20), "bad_dpi"),
        (PrinterSetup("P", Kind.ZPL, "1.2.3.4", copies=0), "bad_copies"),
    ):
        with pytest.raises(BadInput, match=code):
            check_setup(bad)
    assert shared(PrinterSetup("P", Kind.ZPL, "1.2.3.4"))
    assert not shared(PrinterSetup("P", Kind.ZPL, "/dev/usb/lp0"))
    assert not shared(PrinterSetup("P", Kind.QT, "1.2.3.4"))


def test_the_systems_driver_needs_the_window() -> None:
    with pytest.raises(NotFound, match="needs_window"):
        raw_transport(PrinterSetup("P", Kind.QT, "P"))
