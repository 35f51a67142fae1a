"""Sets made of components: own stock first, whole sets only, and what stays out of a parcel."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_app.orders.sets.rules import Goods, MadeSets, makeable, spread, staying_out, wanted_by_sku

KIT, OTHER = 10, 11
KITS = {KIT: {1: 1, 2: 2}, OTHER: {2: 1, 3: 1}}


def test_own_stock_comes_first_and_the_rest_of_the_sets_is_made_of_components() -> None:
    found = spread([(7, KIT, 3), (8, 1, 1)], {KIT: 1}, KITS)
    assert found is not None
    assert found.goods == (Goods(7, KIT, 1), Goods(8, 1, 1), Goods(7, 1, 2), Goods(7, 2, 4))
    assert found.made == (MadeSets(7, 2, KITS[KIT]),)


def test_two_lines_of_a_set_share_its_own_stock() -> None:
    found = spread([(7, KIT, 2), (8, KIT, 2)], {KIT: 3}, KITS)
    assert found is not None
    assert [(made.line_id, made.sets) for made in found.made] == [(8, 1)]


@pytest.mark.parametrize("lines", [[(7, KIT, 3)], [(7, 1, 99)], []])
def test_nothing_is_made_when_no_set_lacks_anything(lines: list[tuple[int, int, int]]) -> None:
    assert spread(lines, {KIT: 3}, KITS) is None


def test_a_component_wanted_on_its_own_too_is_wanted_once_for_each() -> None:
    assert wanted_by_sku({KIT: 2, OTHER: 1, 2: 5}, {KIT: 1}, KITS) == (
        {KIT: 1, 1: 1, 2: 8, 3: 1},
        {1: {KIT}, 2: {KIT, OTHER}, 3: {OTHER}},
    )


@pytest.mark.parametrize(("free", "sets"), [({1: 5, 2: 5}, 2), ({1: 5, 2: 1}, 0), ({2: 9}, 0), ({1: -1, 2: 9}, 0)])
def test_only_whole_sets_can_be_made(free: dict[int, int], sets: int) -> None:
    assert makeable(free, KITS[KIT]) == sets


@given(
    made=st.lists(st.tuples(st.integers(1, 2), st.sampled_from([KIT, OTHER])), max_size=3),
    loose=st.dictionaries(st.integers(1, 3), st.integers(0, 2)),
    missing=st.dictionaries(st.integers(1, 3), st.integers(0, 5)),
)
def test_sets_stay_out_whole_whenever_that_is_possible(
    made: list[tuple[int, int]], loose: dict[int, int], missing: dict[int, int]
) -> None:
    lines = [MadeSets(number, sets, KITS[kit]) for number, (sets, kit) in enumerate(made)]

    def explains(counts: tuple[int, ...]) -> bool:
        out = {sku: sum(n * line.parts.get(sku, 0) for n, line in zip(counts, lines, strict=True)) for sku in (1, 2, 3)}
        return all(0 <= missing.get(sku, 0) - out[sku] <= loose.get(sku, 0) for sku in (1, 2, 3))

    possible = [counts for counts in itertools.product(*(range(line.sets + 1) for line in lines)) if explains(counts)]
    found = staying_out(missing, lines, loose)
    assert (found is not None) == bool(possible)
    assert found is None or explains(tuple(found[line.line_id] for line in lines))
