"""The sentence catalogue is complete, and there is no sentence outside it."""

from __future__ import annotations

import ast
import functools
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse_app.places import RESOURCES
from warehouse_app.words import LANGUAGES, room_sentences, template

REPO = Path(__file__).resolve().parents[1]
ROOMS = sorted(path.stem for path in (RESOURCES / "sentences").glob("*.toml"))
CODES = sorted(f"{room}.{key}" for room in ROOMS for key in room_sentences(room))
SOURCES = sorted([*REPO.glob("warehouse_app/**/*.py"), *REPO.glob("ui/**/*.py")])

CJK = re.compile(r"[\u3400-\u9fff]")
CODE = re.compile(rf"({'|'.join(ROOMS)})\.[a-z][a-z0-9_]*")
FILE_NAME = re.compile(r".*\.(py|db|csv|xlsx|xls|json|log|pdf|png|svg|wav|ttc|toml|qm|html|lock|txt)$")
TWO_WORDS = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
# Chinese that is data and not a sentence: headers and words of the platforms' files, couriers' names, words of notes.
DATA = re.compile(
    r"warehouse_app/((\w+/)+files|\w+/formats(/\w+)?|dispatch/rules|store/word_lists|sheets/\w+|store/migrations/.*)\.py$|ui/fonts\.py$"
)
SAME_IN_BOTH = {"ui.language_zh_CN", "ui.language_en"}  # a language is named in itself
LETTERS_OF_BOTH = re.compile(r"[A-Za-z\u3400-\u9fff]")


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of string nodes that are documentation (also of fields and constants)."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def name_of(called: ast.expr) -> str:
    """The last name of what is called."""
    return str(getattr(called, "attr", getattr(called, "id", "")))


@functools.cache
def literals(path: Path) -> list[tuple[int, str]]:
    """Line and text of every whole string in the code that is neither documentation nor a foreign key of a table."""
    return list(_literals(path))


def _literals(path: Path) -> Iterator[tuple[int, str]]:
    tree = tree_of(path)
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        is_key = isinstance(node, ast.Call) and name_of(node.func) in ("ForeignKey", "ForeignKeyConstraint")
        if is_key or isinstance(node, ast.JoinedStr):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


@functools.cache
def every_literal() -> frozenset[str]:
    return frozenset(text for path in SOURCES for _, text in literals(path))


@functools.cache
def put_together() -> frozenset[str]:
    """Codes that are put together, as patterns: ``f"orders.state_{state}"`` gives ``orders\\.state_(.+)``."""
    patterns = set()
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else "(.+)" for v in node.values]
                patterns.add("".join(parts))
    rooms = tuple(rf"{room}\." for room in ROOMS)
    patterns = {p for p in patterns if p.count(r"\.") <= 1}  # with two dots it is a module's name
    return frozenset(p for p in patterns if p.startswith(rooms) or re.fullmatch(r"\(\.\+\)_[a-z_]+", p))


def is_put_together(code: str) -> bool:
    """Whether some place builds this code. What a pattern leaves open altogether has to be named somewhere by itself."""
    for pattern in put_together():
        found = re.fullmatch(pattern, code)
        if found is None:
            continue
        open_ended = pattern.startswith("(.+)") or re.fullmatch(r"\w+\\\.\(\.\+\)", pattern)
        if not open_ended or found[1] in every_literal():
            return True
    return False


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_stands_in_both_languages_with_the_same_fields(room: str) -> None:
    for key, both in room_sentences(room).items():
        code = f"{room}.{key}"
        assert len(both) == len(LANGUAGES), code
        chinese, english = both
        assert chinese.strip(), code
        assert english.strip(), code
        assert placeholders(chinese) == placeholders(english), code
        if code not in SAME_IN_BOTH:
            assert not CJK.search(english.replace("打包台", "").replace("中文", "")), code
            words = re.sub(r"\{\w+\}|[A-Z]{2,}|[A-Z]?\d+", "", chinese)
            assert CJK.search(chinese) or not re.search(r"[a-z]{2,} [a-z]{2,}", words), f"{code} is not translated"


def test_a_missing_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        template("packing.no_such_sentence", "en")


@functools.cache
def codes_and_stems() -> frozenset[str]:
    """All codes, and what several begin with: up to a line between two words, with it or without."""
    cuts = ((code, at) for code in CODES for at, letter in enumerate(code) if letter == "_")
    return frozenset(CODES) | {stem for code, at in cuts for stem in (code[:at], code[: at + 1])}


def test_every_code_the_program_names_is_in_the_catalogue() -> None:
    missing = {
        f"{path.relative_to(REPO)}:{line} {text}"
        for path in SOURCES
        for line, text in literals(path)
        if CODE.fullmatch(text) and not FILE_NAME.fullmatch(text) and text not in codes_and_stems()
    }
    assert not missing, "\n".join(sorted(missing))


def test_every_code_that_is_put_together_has_a_sentence() -> None:
    rooms = tuple(rf"{room}\." for room in ROOMS)
    lonely = {
        pattern for pattern in put_together() if pattern.startswith(rooms) and not any(re.fullmatch(pattern, c) for c in CODES)
    }
    assert not lonely


def test_every_sentence_is_used() -> None:
    unused = [code for code in CODES if code not in every_literal() and not is_put_together(code)]
    assert not unused, "\n".join(unused)


def test_no_chinese_in_the_code() -> None:
    strays = {
        f"{path.relative_to(REPO)}:{line} {text}"
        for path in SOURCES
        if not DATA.search(path.as_posix())
        for line, text in literals(path)
        if CJK.search(text)
    }
    assert not strays, "\n".join(sorted(strays))


def _not_for_people(tree: ast.Module) -> set[int]:
    """Strings inside logging, assertions, exceptions of the language's own, style sheets and SQL."""
    quiet: set[int] = set()
    for node in ast.walk(tree):
        calls_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("log.", "logging.", "warnings."))
        raises_bug = (
            isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func).endswith("Error")
        )
        if calls_log or raises_bug or isinstance(node, ast.Assert):
            quiet |= {id(inner) for inner in ast.walk(node)}
    return quiet


MACHINE_WORDS = re.compile(
    r"[{};]|\b(SELECT|PRAGMA|BEGIN|CREATE|DROP|IN \(|IS NULL|NOT NULL|>= 0|append-only)\b|^[a-z_ ]+: |^packdesk [a-z]+$"
)


def test_no_english_sentence_in_the_window() -> None:
    strays = set()
    for path in SOURCES:
        if path.relative_to(REPO).parts[0] != "ui":
            continue
        quiet = _not_for_people(tree_of(path)) | docstrings(tree_of(path))
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)) or id(node) in quiet:
                continue
            if TWO_WORDS.search(node.value) and not MACHINE_WORDS.search(node.value):
                strays.add(f"{path.relative_to(REPO)}:{node.lineno} {node.value!r}")
    assert not strays, "\n".join(sorted(strays))
