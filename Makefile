# Packdesk from a fresh clone: `make run`, `make test`. Needs Python 3.11+, git and make; the rest is fetched once.
# Every environment is built from requirements.lock with hashes verified (docs/decisions/0002). A stamp named after the
# lock's checksum stands inside each environment, so a second `make` does nothing but what you asked for.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
# Python keeps what it compiled: a suite that starts the program dozens of times should not read it anew each time.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: run test lint test-core test-ui test-e2e bench screens format lock clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV_VERSION := 0.13.9
KEY := $(shell cat requirements.lock pyproject.toml | cksum | cut -d ' ' -f 1)
# .venv holds the window and all tools; .venv-core has no Qt and proves that the core does not need it.
MADE := .venv/stamp-made
RUN_READY := .venv/stamp-run-$(KEY)
ALL_READY := .venv/stamp-all-$(KEY)
CORE_READY := .venv-core/stamp-$(KEY)
QT_LIBRARIES := .venv/stamp-qt-libraries
TEST_TOOLS := .venv/stamp-test-tools
UV := .venv/bin/uv pip install --quiet --compile-bytecode
BIN := .venv/bin

QT_PACKAGES := libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libcups2 libpulse0 libxkbcommon-x11-0 \
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 \
    libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 fonts-wqy-microhei
TEST_PACKAGES := xvfb xdotool cups cups-ipp-utils dbus-daemon

HAS_SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY))
OFFSCREEN := $(if $(HAS_SCREEN),,QT_QPA_PLATFORM=offscreen)

# ---------------------------------------------------------------- what a person asks for

run: $(RUN_READY) $(QT_LIBRARIES)
ifneq ($(HAS_SCREEN),)
	$(BIN)/python -m ui
else
	@echo "No screen here: playing the sample shop's day instead; its papers go to build/demo."
	QT_QPA_PLATFORM=offscreen $(BIN)/packdesk demo --auto --out build/demo
endif

# Everything runs even when an earlier part failed, so that one run shows all there is to mend. The last line is the
# sum of the suites: "N passed, N failed, N skipped".
test: $(ALL_READY) $(CORE_READY) $(QT_LIBRARIES) $(TEST_TOOLS)
	@mkdir -p build && rm -f build/tests-*.xml build/closing_line.txt
	@failed=0; \
	$(MAKE) --no-print-directory lint || failed=1; \
	$(MAKE) --no-print-directory test-core || failed=1; \
	$(MAKE) --no-print-directory test-ui || failed=1; \
	$(MAKE) --no-print-directory test-e2e || failed=1; \
	[ $$failed = 0 ] || echo "Something above failed: look for the first line that says so."; \
	$(BIN)/python .ci/closing_line.py build/tests-core.xml build/tests-ui.xml build/tests-e2e.xml | tee build/closing_line.txt || failed=1; \
	exit $$failed

lint: $(ALL_READY)
	@status=0; mkdir -p build; $(BIN)/mypy >build/mypy.txt 2>&1 & mypy=$$!; \
	for check in "ruff check ." "ruff format --check ." lint-imports; do \
	    echo "== $$check"; $(BIN)/$$check || status=1; \
	done; \
	echo "== mypy"; wait $$mypy || status=1; cat build/mypy.txt; exit $$status

test-core: $(CORE_READY)
	.venv-core/bin/python -m pytest tests --ignore=tests/ui --ignore=tests/e2e --ignore=tests/benchmarks \
	    -n 2 --dist worksteal --junitxml=build/tests-core.xml

test-ui: $(ALL_READY) $(QT_LIBRARIES) $(TEST_TOOLS)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/ui -n 2 --dist worksteal --junitxml=build/tests-ui.xml

# One at a time: a typist who presses a key every 10 ms should not have to wait for the processor.
test-e2e: $(ALL_READY) $(QT_LIBRARIES) $(TEST_TOOLS)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/e2e --junitxml=build/tests-e2e.xml

bench: $(ALL_READY) $(QT_LIBRARIES)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

screens: $(ALL_READY) $(QT_LIBRARIES)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.screens

format: $(ALL_READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(MADE)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .venv-core build

# ---------------------------------------------------------------- environments, made once

$(MADE):
	@[ -n "$(PYTHON)" ] || { echo "Packdesk needs Python 3.11 or newer; none was found."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/system_packages python3-venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# The constraint file carries hashes, and uv refuses a wheel that does not match them.
$(RUN_READY): | $(MADE)
	$(UV) --python $(BIN)/python --constraint requirements.lock --editable '.[ui]'
	@touch $@

$(ALL_READY): | $(MADE)
	$(UV) --python $(BIN)/python --require-hashes --requirement requirements.lock
	$(UV) --python $(BIN)/python --no-deps --editable .
	@touch $@ $(RUN_READY)

$(CORE_READY): | $(MADE)
	[ -x .venv-core/bin/python ] || $(BIN)/uv venv --quiet --python $(BIN)/python .venv-core
	$(UV) --python .venv-core/bin/python --constraint requirements.lock --editable '.[test]'
	@! .venv-core/bin/python -c 'import PySide6' 2>/dev/null || { echo ".venv-core must not hold Qt"; exit 1; }
	@touch $@

$(QT_LIBRARIES): | $(MADE)
	@.ci/system_packages $(QT_PACKAGES)
	@touch $@

$(TEST_TOOLS): | $(MADE)
	@.ci/system_packages $(TEST_PACKAGES)
	@touch $@
