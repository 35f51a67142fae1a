"""Designs as data: what is refused and why, kept and chosen on both databases, and used for the labels of a wave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.paper.reading import scanned, sizes_of, texts_of
from tests.shop import COURIER, add_orders, add_products, add_stock, add_waybills, do, order, release_and_wave
from warehouse_app.dispatch.designs.commands import (
    add_design,
    change_design,
    delete_design,
    keep_calibration,
    rename_design,
    set_logo,
    use_design,
)
from warehouse_app.dispatch.designs.measuring import STRAIGHT, Calibration
from warehouse_app.dispatch.designs.queries import EVERY_COURIER, calibration, designs, designs_in_use, logos
from warehouse_app.dispatch.designs.rules import (
    KINDS,
    STOCKS,
    LabelDesign,
    LabelField,
    check_design,
    design_of,
    field_data,
    least_bars_width,
)
from warehouse_app.dispatch.designs.shipped import shipped_designs
from warehouse_app.dispatch.papers import make_wave_papers, troubles_of
from warehouse_app.errors import BadInput, Conflict, NotAllowed, NotFound, WarehouseError
from warehouse_app.people.commands import SYSTEM
from warehouse_app.people.rules import Role
from warehouse_app.people.settings import change_settings
from warehouse_app.store.folder import Folder
from warehouse_app.store.warehouse import Actor, Warehouse

BARS = LabelField("barcode", 2, 20, 72, 15)
FIELDS = st.dictionaries(
    st.sampled_from(["kind", "x", "y", "w", "h", "bold", "z"]), st.one_of(st.none(), st.integers(), st.text())
)
OWN = replace(shipped_designs()["100x150"], name="大件")


def _with(*fields: LabelField, stock: str = "76x130") -> LabelDesign:
    return LabelDesign("test", stock, (BARS, *fields))


@pytest.mark.parametrize(
    ("design", "code", "field"),
    [
        (LabelDesign("test", "76x130", ()), "designs.no_barcode", None),
        (LabelDesign("test", "76x130", (replace(BARS, shown=False),)), "designs.no_barcode", None),
        (LabelDesign("test", "76x130", (replace(BARS, kind="stub_barcode"),)), "designs.no_barcode", None),
        (LabelDesign("test", "A4", (BARS,)), "designs.bad_stock", None),
        (LabelDesign("test", "76x130", (replace(BARS, w=40),)), "designs.bars_narrow", "barcode"),
        (LabelDesign("test", "76x130", (replace(BARS, h=5),)), "designs.bars_low", "barcode"),
        (_with(LabelField("hub", 60, 2, 20, 8)), "designs.outside", "hub"),
        (_with(LabelField("hub", 60, 2, 20, 8, shown=False)), "designs.outside", "hub"),
        (_with(LabelField("hub", -1, 2, 20, 8)), "designs.outside", "hub"),
        (_with(LabelField("hub", 2, 2, 0, 0)), "designs.outside", "hub"),
        (_with(LabelField("address", 2, 40, 40, 1)), "designs.too_small", "address"),
        (_with(LabelField("address", 2, 40, 2, 10)), "designs.too_small", "address"),
        (_with(LabelField("address", 2, 40, 40, 10, 5, 9)), "designs.bad_letters", "address"),
        (_with(LabelField("address", 2, 40, 40, 10, 9, 2)), "designs.bad_letters", "address"),
        (_with(LabelField("address", 2, float("nan"), 40, 10)), "designs.bad_value", "address"),
        (_with(LabelField("text", 2, 40, 40, 10)), "designs.no_words", "text"),
        (_with(LabelField("address", 2, 30, 40, 10)), "designs.bars_covered", "barcode"),
        (_with(LabelField("line", 2, 25, 40, 0.3)), "designs.bars_covered", "barcode"),
        (_with(LabelField("spell", 2, 40, 40, 10)), "designs.bad_kind", "spell"),  # type: ignore[arg-type]  # as a file may say
        (_with(*[LabelField("hub", 2, 40, 20, 8)] * 80), "designs.too_many", None),
    ],
)
def test_a_design_that_prints_no_good_label_is_refused_by_name(design: LabelDesign, code: str, field: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        check_design(design)
    assert (caught.value.code, caught.value.fields.get("field")) == (code, field)


def test_lines_along_the_bars_and_a_box_around_them_are_no_cover() -> None:
    check_design(
        _with(LabelField("line", 2, 20, 72, 0.25), LabelField("line", 2, 35, 72, 0.25), LabelField("box", 1, 10, 74, 40))
    )
    assert 60 < least_bars_width() < 72


@given(data=st.lists(FIELDS, max_size=4))
def test_whatever_a_file_says_is_a_design_or_a_plain_error(data: list[dict[str, Any]]) -> None:
    with pytest.raises(BadInput):
        design_of("test", "76x130", data)


@pytest.mark.parametrize("stock", STOCKS)
def test_the_shipped_designs_are_sound_and_survive_being_written_down(stock: str) -> None:
    design = shipped_designs()[stock]
    check_design(design)
    assert design_of(stock, stock, field_data(design)) == design
    optional = {"text"} if stock == "100x180" else {"text", "stub_barcode", "tear"}
    assert set(KINDS) - {field.kind for field in design.fields} == optional


def _names(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    with warehouse.reading() as session:
        return {row.design.name: row.used_by for row in designs(session)}


def test_designs_are_kept_chosen_and_deleted(warehouse: Warehouse) -> None:
    assert _names(warehouse) == {"76x130": ("",), "100x130": (), "100x150": (), "100x180": ()}
    own = do(warehouse, add_design, OWN)
    do(warehouse, use_design, COURIER, own)
    do(warehouse, use_design, "圆通速递", None, "100x180")
    do(warehouse, rename_design, own, "  大件  中通 ")
    narrower = replace(OWN, fields=OWN.fields[:-1])
    do(warehouse, change_design, own, narrower)
    with warehouse.reading() as session:
        used = designs_in_use(session)
    assert used.of(COURIER) == replace(narrower, name="大件 中通")
    assert (used.of("圆通速递").name, used.of("EMS").name) == ("100x180", "76x130")
    assert _names(warehouse)["大件 中通"] == (COURIER,)
    with pytest.raises(Conflict) as in_use:
        do(warehouse, delete_design, own)
    assert in_use.value.fields["couriers"] == COURIER
    do(warehouse, use_design, COURIER, None)
    do(warehouse, delete_design, own)
    assert "大件 中通" not in _names(warehouse)


def test_a_design_for_all_goes_with_the_label_size(warehouse: Warehouse) -> None:
    own = do(warehouse, add_design, OWN)
    do(warehouse, use_design, EVERY_COURIER, own)
    assert _names(warehouse)["大件"] == ("",)
    do(warehouse, change_settings, {"label_size": "76x130"})  # other paper is loaded
    assert _names(warehouse)["76x130"] == ("",)
    do(warehouse, use_design, EVERY_COURIER, None, "100x180")
    assert _names(warehouse)["100x180"] == ("",)


@pytest.mark.parametrize(
    ("act", "kind", "code"),
    [
        (lambda w, own: do(w, add_design, OWN), Conflict, "designs.name_taken"),
        (lambda w, own: do(w, add_design, replace(OWN, name="76x130")), Conflict, "designs.name_taken"),
        (lambda w, own: do(w, rename_design, own, " "), BadInput, "designs.bad_name"),
        (lambda w, own: do(w, rename_design, own, "长" * 41), BadInput, "designs.bad_name"),
        (lambda w, own: do(w, rename_design, 99, "x"), NotFound, "designs.no_such_design"),
        (lambda w, own: do(w, change_design, own, shipped_designs()["76x130"]), Conflict, "designs.other_stock"),
        (lambda w, own: do(w, change_design, own, replace(OWN, fields=())), BadInput, "designs.no_barcode"),
        (lambda w, own: do(w, use_design, "谁也不是", own), NotFound, "designs.no_such_courier"),
        (lambda w, own: do(w, use_design, COURIER, None, "A4"), NotFound, "designs.no_such_design"),
        (lambda w, own: do(w, keep_calibration, "Z", "76x130", Calibration(25)), BadInput, "designs.cross_off"),
        (lambda w, own: do(w, keep_calibration, "Z", "76x130", Calibration(ruler_y=41)), BadInput, "designs.ruler_off"),
        (lambda w, own: do(w, keep_calibration, "Z", "A4", STRAIGHT), BadInput, "designs.bad_stock"),
        (
            lambda w, own: do(w, add_design, replace(OWN, name="x"), actor=Actor(1, "c", Role.CLERK)),
            NotAllowed,
            "people.not_allowed",
        ),
    ],
)
def test_what_cannot_be_is_refused(local_warehouse: Warehouse, act: Any, kind: type[WarehouseError], code: str) -> None:
    own = do(local_warehouse, add_design, OWN)
    before = _names(local_warehouse)
    with pytest.raises(kind) as caught:
        act(local_warehouse, own)
    assert caught.value.code == code
    assert _names(local_warehouse) == before


def test_what_was_measured_is_kept_by_printer_and_stock(warehouse: Warehouse) -> None:
    do(warehouse, keep_calibration, "Zebra", "76x130", Calibration(10.55, 9.5, 49.75, 50.1))
    do(warehouse, keep_calibration, "Zebra", "76x130", Calibration(10.5, 9.5, 49.75, 50.1))
    with warehouse.reading() as session:
        assert calibration(session, "Zebra", "76x130") == Calibration(10.5, 9.5, 49.75, 50.1)
        assert calibration(session, "Zebra", "100x150") == calibration(session, "TSC", "76x130") == STRAIGHT
    do(warehouse, keep_calibration, "Zebra", "76x130", STRAIGHT)
    with warehouse.reading() as session:
        assert calibration(session, "Zebra", "76x130") == STRAIGHT


def test_a_logo_is_kept_in_greys_and_a_wrong_file_changes_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = Folder(warehouse.folder).logos
    Image.new("RGBA", (2000, 500), (255, 0, 0, 0)).save(tmp_path / "logo.png")
    do(warehouse, set_logo, "测试店", tmp_path / "logo.png", folder)
    with warehouse.reading() as session:
        kept = logos(session)
    with Image.open(folder / kept["测试店"]) as picture:
        assert (picture.size, picture.mode, picture.getpixel((0, 0))) == ((600, 150), "L", 255)
    (tmp_path / "bad.png").write_bytes(b"no picture")
    for wrong in ("bad.png", "gone.png"):
        with pytest.raises(BadInput) as caught:
            do(warehouse, set_logo, "测试店", tmp_path / wrong, folder)
        assert caught.value.code == "designs.no_picture"
    with warehouse.reading() as session:
        assert logos(session) == kept
    do(warehouse, set_logo, "测试店", None, folder)
    with warehouse.reading() as session:
        assert logos(session) == {}


def test_a_waves_labels_have_the_couriers_design_the_shops_logo_and_the_printers_measures(local_warehouse: Warehouse) -> None:
    do(local_warehouse, change_settings, {"label_dpi": 300, "label_printer": "Zebra", "look_note": False})
    add_products(local_warehouse, 1)
    add_stock(local_warehouse, {"SKU1": 9})
    add_waybills(local_warehouse, 3)
    add_orders(local_warehouse, order("1", {"SKU1": 1}, note="放贺卡：生日快乐"), order("2", {"SKU1": 1}, recipient="𠮷田"))
    wave = release_and_wave(local_warehouse).made
    own = do(local_warehouse, add_design, OWN)
    do(local_warehouse, use_design, COURIER, own)
    do(local_warehouse, keep_calibration, "Zebra", "100x150", Calibration(11, 10, 50, 50))
    made = make_wave_papers(local_warehouse, SYSTEM, "desk", wave.id, "zh_CN")
    assert sizes_of(made.labels) == [(100, 150)] * 2
    assert ["礼品" in text for text in texts_of(made.labels)] == [True, False]
    assert [(trouble.field, trouble.characters) for trouble in made.troubles] == [("recipient", "𠮷")]
    assert troubles_of(local_warehouse, wave.parcel_ids, "zh_CN") == list(made.troubles)
    assert made.troubles[0].waybill in scanned(made.labels, 300)[1]
