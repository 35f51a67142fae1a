"""How each verdict of the packing desk looks, sounds and reads. The words are ``packing.verdict_*`` and ``packing.detail_*``."""

from __future__ import annotations

from dataclasses import dataclass

from ui import language
from ui.language import tr
from ui.packing.capture_words import capture_fields
from ui.packing.open_parcel import OpenParcel
from ui.packing.weigh_words import weigh_fields
from ui.sounds import SoundName, SpeechLevel
from ui.widgets.verdict_band import VerdictKind
from warehouse_app.packing.answers import Answer
from warehouse_app.packing.queries import LineView
from warehouse_app.packing.rules import Verdict
from warehouse_app.picking.tasks import Task, all_words


@dataclass(frozen=True, slots=True)
class Look:
    """The shape and colour of a verdict, its sound, and from which level of speech on it is spoken."""

    kind: VerdictKind
    sound: SoundName
    spoken: SpeechLevel = "alarms"


LOOKS: dict[Verdict, Look] = {
    Verdict.OPENED: Look("next", "opened", "counts"),
    Verdict.RIGHT: Look("right", "right", "counts"),
    Verdict.COMPLETE: Look("complete", "complete", "counts"),
    Verdict.COMPLETE_SHORT: Look("warning", "short", "counts"),
    Verdict.NEXT_PARCEL: Look("next", "step", "counts"),
    Verdict.WRONG_ITEM: Look("wrong", "wrong"),
    Verdict.ONE_TOO_MANY: Look("extra", "extra"),
    Verdict.BELONGS_ELSEWHERE: Look("wrong", "elsewhere"),
    Verdict.UNKNOWN: Look("unknown", "unknown"),
    Verdict.NOT_NEEDED: Look("wrong", "wrong"),
    Verdict.READ_TWICE: Look("warning", "warn"),
    Verdict.WAVE_DONE: Look("information", "warn"),
    Verdict.NO_PARCEL: Look("warning", "warn"),
    Verdict.WAYBILL_WANTED: Look("warning", "warn"),
    Verdict.OLD_LABEL: Look("blocked", "blocked"),
    Verdict.ITEM_WANTED: Look("warning", "warn"),
    Verdict.NOTE_FIRST: Look("warning", "warn"),
    Verdict.TICK_FIRST: Look("warning", "warn"),
    Verdict.OVER_LIMIT: Look("extra", "extra"),
    Verdict.LOOK_ALIKE: Look("wrong", "alike"),
    Verdict.SERIAL_WANTED: Look("next", "step", "counts"),
    Verdict.LOT_WANTED: Look("next", "step", "counts"),
    Verdict.LOOK_WANTED: Look("next", "step", "counts"),
    Verdict.PART_WANTED: Look("next", "right", "counts"),
    Verdict.ASKED_FIRST: Look("warning", "warn"),
    Verdict.BAD_SERIAL: Look("unknown", "unknown"),
    Verdict.SERIAL_USED: Look("wrong", "wrong"),
    Verdict.WRONG_LOT: Look("wrong", "wrong"),
    Verdict.EXPIRED: Look("wrong", "wrong"),
    Verdict.CAPTURED: Look("right", "ticked", "counts"),
    Verdict.NO_SUCH_TICK: Look("warning", "warn"),
    Verdict.CHECK_FIRST: Look("next", "check", "counts"),
    Verdict.BOX_FIRST: Look("next", "step", "counts"),
    Verdict.WEIGH_FIRST: Look("next", "step", "counts"),
    Verdict.PHOTO_FIRST: Look("next", "step", "counts"),
    Verdict.WEIGHT_OFF: Look("wrong", "elsewhere"),
    Verdict.PHOTO_KEPT: Look("information", "ticked", "notes"),
    Verdict.STEP_DONE: Look("right", "ticked", "counts"),
    Verdict.CANCELLED: Look("blocked", "blocked"),
    Verdict.HELD: Look("blocked", "blocked"),
    Verdict.CHANGED: Look("blocked", "blocked"),
    Verdict.PACKED_ALREADY: Look("warning", "shipped"),
    Verdict.SHIPPED_ALREADY: Look("blocked", "shipped"),
    Verdict.UNDONE: Look("information", "undone", "counts"),
    Verdict.NOTHING_TO_UNDO: Look("warning", "warn"),
    Verdict.NOTED: Look("next", "ticked", "notes"),
    Verdict.TICKED: Look("next", "ticked", "counts"),
    Verdict.UNTICKED: Look("information", "undone", "notes"),
    Verdict.LEFT: Look("information", "left", "notes"),
    Verdict.CHECK_OPENED: Look("next", "opened", "counts"),
    Verdict.CHECK_COUNTED: Look("next", "right", "counts"),
    Verdict.CHECK_UNDONE: Look("information", "undone", "counts"),
    Verdict.CHECK_NOTHING: Look("warning", "warn"),
    Verdict.CHECK_END_FIRST: Look("warning", "warn"),
    Verdict.CHECK_DIFFERENT: Look("wrong", "wrong"),
    Verdict.CHECK_SAME_PERSON: Look("warning", "warn"),
    Verdict.CHECK_TAKEN: Look("warning", "warn"),
    Verdict.CHECK_VOID: Look("warning", "warn"),
}


def words_code(verdict: Verdict) -> str:
    """The big words of a verdict."""
    return f"packing.verdict_{verdict.value}"


def detail_code(verdict: Verdict, parcel: OpenParcel | None = None, answer: Answer | None = None) -> str:
    """What to do now, in the smaller line; a parcel just opened tells of what is to be done for it, too.

    A parcel that did not begin with its label tells which label it gets.
    """
    if verdict in (Verdict.OPENED, Verdict.NOTED) and parcel is not None and parcel.noted and parcel.to_do:
        return "ticks.detail_opened"
    if answer is not None and answer.fields.get("further"):
        return _next_code(verdict, parcel)
    if verdict is Verdict.COMPLETE and parcel is not None and not parcel.label_first:
        return "packing.detail_complete_label"
    if answer is not None and answer.parcel is not None and verdict is Verdict.RIGHT:
        return "packing.detail_started"
    if verdict is Verdict.STEP_DONE and parcel is not None and parcel.full:
        return "boxes.detail_taken"
    why = "" if answer is None else answer.fields.get("why", "")
    return f"packing.detail_{verdict.value}_{why}" if why else f"packing.detail_{verdict.value}"


def _next_code(verdict: Verdict, parcel: OpenParcel | None) -> str:
    """What to do now that the rest goes in a further parcel."""
    if verdict is not Verdict.COMPLETE:
        return "further.detail_left" if verdict is Verdict.CHECK_FIRST else "further.detail_step"
    label_first = parcel is None or parcel.label_first
    return "further.detail_complete" if label_first else "further.detail_complete_label"


def variant_of(colour: str, size: str) -> str:
    """Colour and size as they are written on a label."""
    return " / ".join(part for part in (colour, size) if part)


def item_of(line: LineView | None, answer: Answer) -> str:
    """The item an answer speaks of: from the parcel's own line, else as the answer names it."""
    if line is not None:
        return f"{line.name} {variant_of(line.colour, line.size)}".strip()
    said = answer.fields
    return f"{said.get('name', '')} {variant_of(str(said.get('colour', '')), str(said.get('size', '')))}".strip()


def answer_fields(answer: Answer, parcel: OpenParcel | None) -> dict[str, object]:
    """Every field the words of any verdict may ask for."""
    line = parcel.line(answer.sku_id) if parcel is not None else None
    said = answer.fields
    task = said.get("task")
    tasks = answer.tasks if answer.tasks is not None else parcel.tasks if parcel is not None else ()
    here = parcel.view if parcel is not None and parcel.view.id == answer.parcel_id else None
    open_tasks = [each for each in tasks if not each.done]
    return (
        said
        | {
            "item": item_of(line, answer),
            "scanned_code": answer.code,
            "waybill": said.get("waybill", "") or (answer.code if here is None else here.waybill),
            "order": said.get("order", ""),
            "reason": reason_words(answer.verdict, str(said.get("reason", ""))),
            "new": said.get("new", ""),
            "slot": said.get("slot", "" if here is None else here.slot),
            "wave": said.get("wave", ""),
            "box": said.get("box", ""),
            "pieces": said.get("pieces", ""),
            "other_desk": said.get("desk", ""),
            "line_scanned": answer.line_scanned,
            "line_needed": answer.line_needed,
            "needed": answer.needed,
            "left": answer.needed - answer.scanned,
            "task": all_words([task], language.current()) if isinstance(task, Task) else "",
            "task_text": task.text if isinstance(task, Task) else "",
            "todo": all_words(open_tasks, language.current()),
            "open": len(open_tasks),
        }
        | weigh_fields(said)
        | capture_fields(answer)
    )


def reason_words(verdict: Verdict, reason: str) -> str:
    """Why an order is held: a person's own words, or, of a changed order, the names of what changed."""
    if verdict is not Verdict.CHANGED:
        return reason
    return tr("packing.between").join(tr(f"packing.changed_{part}") for part in reason.split(",") if part)
