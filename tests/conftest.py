"""What every test may ask for. The databases (SQLite and a real PostgreSQL) come from ``tests.database``."""

from __future__ import annotations

import functools
import gc
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest
from hypothesis import settings

REPO = Path(__file__).resolve().parents[1]

# The window's tests live in tests/ui with fixtures of their own; the core's tests run where Qt is not installed.
pytest_plugins = ["tests.database"] if importlib.util.find_spec("tests.database") else []

# A busy machine must not turn a slow example into a failure, and a failing example must be reproducible from the log.
settings.register_profile("desk", deadline=None, print_blob=True)
settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))


def pytest_collection_finish() -> None:
    """What was imported stays; Python need not look through it again each time it collects garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_pins() -> Iterator[type[argon2.PasswordHasher]]:
    """PINs are hashed at the least cost there is, not at the one that keeps thieves out; gives the maker of the real ones."""
    real = argon2.PasswordHasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "PasswordHasher", functools.partial(real, time_cost=1, memory_cost=8, parallelism=1))
        yield real


@pytest.fixture(scope="session")
def repo() -> Path:
    """The top of the source tree."""
    return REPO


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data beside the repository (``../shared``): for tests only, never needed by the product."""
    folder = REPO.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data folder does not stand beside the repository")
    return folder
