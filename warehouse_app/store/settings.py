"""Settings, declared once each: name, default, what is allowed. The text of a setting stands in the catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from warehouse_app.errors import BadInput
from warehouse_app.store.prepared import Place, Query
from warehouse_app.store.tables import Setting
from warehouse_app.store.warehouse import Tx
from warehouse_app.store.word_lists import FLAG_COLOURS, SAME_DAY_COURIERS, URGENT_WORDS, WISH_WORDS


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its default and the test a new value must pass."""

    name: str
    default: Any
    fits: Callable[[Any], bool]


def _hours(value: Any) -> bool:
    return isinstance(value, int) and 1 <= value <= 720


def _clock(value: Any) -> bool:
    parts = str(value).split(":")
    return len(parts) == 2 and all(p.isdigit() for p in parts) and int(parts[0]) < 24 and int(parts[1]) < 60


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


def _pieces(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000


def _slots(value: Any) -> bool:
    return _pieces(value) and 1 <= value <= 500


def _centimetres(value: Any) -> bool:
    return _pieces(value) and 10 <= value <= 5_000


def _yes_no(value: Any) -> bool:
    return isinstance(value, bool)


def _code_rule(value: Any) -> bool:
    """Names the style, the colour and the size, each once; what stands between is printable ASCII."""
    text = str(value)
    rest = text
    for part in ("{style}", "{colour}", "{size}"):
        if text.count(part) != 1:
            return False
        rest = rest.replace(part, "")
    return rest.isascii() and "{" not in rest and "}" not in rest and len(text) <= 60 and not any(c.isspace() for c in rest)


def _word_lists(value: Any) -> bool:
    """For each kind of wish a list of words, none empty, none longer than a line."""
    return (
        isinstance(value, Mapping)
        and set(value) == set(WISH_WORDS)
        and all(isinstance(words, list) and len(words) <= 500 for words in value.values())
        and all(isinstance(word, str) and word.strip() and len(word) <= 60 for words in value.values() for word in words)
    )


def _flag_meanings(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) <= set(FLAG_COLOURS) and all(_text(words) for words in value.values())


def _reasons(value: Any) -> bool:
    """At most as many lines as the command sheet has bar codes for; none empty, none longer than its place there."""
    if not isinstance(value, list) or len(value) > MOST_REASONS:
        return False
    return all(isinstance(line, str) and line.strip() and len(line) <= LONGEST_NAME for line in value)


def _tick_codes(value: Any) -> bool:
    """For kinds of things that lie in a parcel a list of codes, each once in all, none of the command sheet's."""
    if not isinstance(value, Mapping) or not set(value) <= set(TICK_KINDS):
        return False
    codes = [code for of_kind in value.values() for code in of_kind]
    fit = all(_text(code) and code.strip() == code != "" and not code.upper().startswith("PD-") for code in codes)
    return fit and len(set(codes)) == len(codes)


def _between(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _courier_lines(value: Any) -> bool:
    """In each line that is not empty a courier, a colon and something between commas."""
    if not isinstance(value, str) or len(value) > 2000:
        return False
    lines = [unicodedata.normalize("NFKC", line).partition(":") for line in value.splitlines() if line.strip()]
    return all(courier.strip() and texts.strip(" \t,;、") for courier, _, texts in lines)


def _courier_clocks(value: Any) -> bool:
    """In each line that is not empty a courier, a colon and HH:MM."""
    if not isinstance(value, str) or len(value) > 2000:
        return False
    lines = [unicodedata.normalize("NFKC", line).partition(":") for line in value.splitlines() if line.strip()]
    return all(courier.strip() and _clock(text.strip()) for courier, _, text in lines)


def _one_of(*allowed: object) -> Callable[[Any], bool]:
    return lambda value: value in allowed


def _named_rules(value: Any) -> bool:
    """Rules of ``picking.selecting`` by the names the shop gave them."""
    if not isinstance(value, dict) or len(value) > MOST_RULES:
        return False
    return all(isinstance(rule, dict) and 0 < len(name) <= LONGEST_NAME for name, rule in value.items())


def _each_once(names: Sequence[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and set(value) <= set(names) and len(set(value)) == len(value)


TICK_KINDS = ("card", "invoice", "leaflet", "gift")
"""Things to do whose tick may be scanned: what lies in the parcel has a barcode of its own, or its command barcode."""
MOST_RULES, LONGEST_NAME, MOST_REASONS = 50, 40, 9
BOX_POLICIES = ("off", "suggest", "must")  # whether the desk says which box to take, and whether a parcel owes one
# Which order comes first: the rules of ``orders.priorities``, all of them in their usual order.
PRIORITIES = ("same_day_courier", "air", "urgent", "flagged", "oldest_deadline", "single_line")

DECLARED: Mapping[str, Declared] = {
    declared.name: declared
    for declared in (
        Declared("promise_hours", 24, _hours),
        Declared("latest_hours", 48, _hours),
        Declared("cut_off", "16:00", _clock),
        Declared("pickup_hours", 24, _hours),
        Declared("data_old_minutes", 120, _between(5, 10_080)),
        Declared("label_size", "76x130", _one_of("76x130", "100x130", "100x150", "100x180")),
        Declared("label_dpi", 203, _one_of(203, 300)),
        Declared("label_printer", "", _text),
        Declared("label_on_complete", False, _yes_no),
        Declared("fallback_courier", "EMS", _text),
        Declared("paper_printer", "", _text),
        Declared("item_label_size", "50x30", _one_of("40x30", "50x30", "60x40", "a4-65", "a4-24")),
        Declared("first_order_limit", 3, _pieces),
        Declared("sku_code_rule", "{style}-{colour}-{size}", _code_rule),
        Declared("expiry_warning_days", 30, _pieces),
        Declared("floor_aisle_cm", 300, _centimetres),
        Declared("floor_bay_cm", 100, _centimetres),
        Declared("floor_both_sides", False, _yes_no),
        Declared("floor_middle_after", 0, _pieces),
        Declared("floor_middle_cm", 300, _centimetres),
        Declared("floor_desk_aisle", "", _text),
        Declared("priority_rules", list(PRIORITIES), _each_once(PRIORITIES)),
        Declared("same_day_couriers", SAME_DAY_COURIERS, _text),
        Declared("urgent_words", URGENT_WORDS, _text),
        Declared("wave_rules", {}, _named_rules),
        Declared("wave_every_minutes", 60, _pieces),
        Declared("wave_at_least", 10, _pieces),
        Declared("risk_hours", 3, _between(1, 72)),
        Declared("look_message", True, _yes_no),
        Declared("look_note", True, _yes_no),
        Declared("look_masked", True, _yes_no),
        Declared("look_refund_asked", True, _yes_no),
        Declared("look_unparsable", True, _yes_no),
        Declared("look_refused", True, _yes_no),
        Declared("look_refused_places", "", _courier_lines),
        Declared("look_high_value", False, _yes_no),
        Declared("look_high_value_yuan", 2000, _between(1, 1_000_000)),
        Declared("look_twice", False, _yes_no),
        Declared("look_twice_minutes", 30, _between(1, 10_080)),
        Declared("look_unusual", True, _yes_no),
        Declared("look_unusual_times", 5, _between(2, 1_000)),
        Declared("look_unusual_orders", 20, _between(1, 10_000)),
        Declared("start_by_item", "always", _one_of("always", "single_item_waves", "never")),
        Declared("check_all", False, _yes_no),
        Declared("check_lines", False, _yes_no),
        Declared("check_lines_from", 3, _between(2, 1_000)),
        Declared("check_value", False, _yes_no),
        Declared("check_value_yuan", 500, _between(1, 1_000_000)),
        Declared("check_new", False, _yes_no),
        Declared("check_new_days", 14, _between(1, 365)),
        Declared("check_new_parcels", 200, _between(1, 10_000)),
        Declared("check_flagged", False, _yes_no),
        Declared("check_share", False, _yes_no),
        Declared("check_share_percent", 5, _between(1, 100)),
        Declared("check_same_person", False, _yes_no),
        Declared("box_policy", "off", _one_of(*BOX_POLICIES)),
        Declared("clerks_key_quantity", False, _yes_no),
        Declared("key_limit", 20, _pieces),
        Declared("tick_codes", {}, _tick_codes),
        Declared("count_first_day", 28, _between(1, 31)),
        Declared("count_last_day", 31, _between(1, 31)),
        Declared("count_blind", True, _yes_no),
        Declared("count_same_person", False, _yes_no),
        Declared("count_tolerance_pieces", 0, _pieces),
        Declared("count_tolerance_yuan", 100, _between(0, 1_000_000)),
        Declared("count_limit_yuan", 1000, _between(0, 10_000_000)),
        Declared("restock_lead_days", 14, _between(0, 400)),
        Declared("restock_review_days", 14, _between(1, 180)),
        Declared("restock_soon_days", 7, _between(1, 90)),
        Declared("restock_service_a", 98, _between(50, 99)),
        Declared("restock_service_b", 95, _between(50, 99)),
        Declared("restock_service_c", 90, _between(50, 99)),
        Declared("restock_gap_days", 7, _between(2, 60)),
        Declared("rule_daily", False, _yes_no),
        Declared("rule_daily_pieces", 20, _between(1, 100_000)),
        Declared("rule_season", True, _yes_no),
        Declared("rule_season_days", 30, _between(1, 365)),
        Declared("rule_trend", False, _yes_no),
        Declared("rule_margin", True, _yes_no),
        Declared("rule_freight_yuan", 4, _between(0, 1_000)),
        Declared("rule_return_percent", 0, _between(0, 100)),
        Declared("rule_advertising_percent", 0, _between(0, 100)),
        Declared("clear_cover_days", 120, _between(14, 1_000)),
        Declared("clear_idle_days", 60, _between(7, 1_000)),
        Declared("wall_slots", 60, _slots),
        Declared("cart_slots", 12, _slots),
        Declared("aside_reasons", [], _reasons),
        Declared("stuck_minutes", 30, _between(0, 10_080)),
        Declared("courier_cut_offs", "", _courier_clocks),
        Declared("follow_days", 3, _between(1, 30)),
        Declared("tell_hours", 2, _between(0, 720)),
        Declared("sender_name", "", _text),
        Declared("sender_phone", "", _text),
        Declared("sender_address", "", _text),
        Declared("weigh_policy", "off", _one_of("off", "must")),
        Declared("weigh_tolerance_g", 30, _between(1, 10_000)),
        Declared("weigh_tolerance_percent", 5, _between(0, 100)),
        Declared("weigh_tare_g", 50, _between(0, 10_000)),
        Declared("freight_tolerance_g", 50, _between(0, 10_000)),
        Declared("photo_policy", "off", _one_of("off", "must")),
        Declared("photo_days", 180, _between(0, 3_650)),
        Declared("wish_words", {kind: list(words) for kind, words in WISH_WORDS.items()}, _word_lists),
        Declared("flag_meanings", {}, _flag_meanings),
    )
}


# Asked by every parcel that is opened: on the connection, without the ORM.
_value = Query(select(Setting.value).where(Setting.name == bindparam("of_name")))
_values = Query(select(Setting.name, Setting.value).where(Setting.name.in_(bindparam("names", expanding=True))), "names")


def get(place: Place, name: str) -> Any:
    """The value of a setting; KeyError for one that is not declared."""
    declared = DECLARED[name]
    row = _value.first(place, of_name=name)
    return declared.default if row is None else row.value


def get_all(place: Place, names: Collection[str]) -> dict[str, Any]:
    """Several settings in one query; KeyError for one that is not declared."""
    rows = _values.all(place, names=names)
    return {name: DECLARED[name].default for name in names} | {row.name: row.value for row in rows}


def put(tx: Tx, name: str, value: Any) -> None:
    """Change a setting. Raises BadInput for a value it does not take. Commands of ``people`` check the right first."""
    declared = DECLARED.get(name)
    if declared is None or not declared.fits(value):
        raise BadInput("store.bad_setting", name=name, value=str(value))
    tx.session.merge(Setting(name=name, value=value, who_id=tx.actor.id, desk=tx.desk, at=tx.now))
    tx.session.flush()
    tx.touch("settings")
