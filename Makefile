# run: set everything up and serve the first programme's demonstration.  test: everything this machine can test.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.ready-dev
BUILT := src/luoshi/portal/static/built/.ready
SPOKEN := .venv/.ready-messages
PO := $(wildcard src/luoshi/*/locale/en/LC_MESSAGES/django.po)
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: run setup test lint bench shots lock clean

run: setup
	$(BIN)/luoshi up --demo

setup: $(READY) $(BUILT) $(SPOKEN)

$(READY): requirements/run.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements/run.lock
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@

$(DEV): $(READY) requirements/dev.lock
	$(PIP) --require-hashes -r requirements/dev.lock
	touch $@

$(BUILT): $(READY) package-lock.json $(shell find assets -type f)
	$(BIN)/python tools/front_end.py
	touch $@

$(SPOKEN): $(READY) $(PO)
	for po in $(PO); do $(BIN)/pybabel -q compile -f -l en -i $$po -o $${po%.po}.mo || exit 1; done
	touch $@

test: setup $(DEV)
	$(BIN)/python tools/run_tests.py $(if $(STRICT),--strict)

lint: setup $(DEV)
	$(BIN)/python tools/run_tests.py --lint-only

bench: setup $(DEV)
	for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

shots: setup $(DEV)
	$(BIN)/python tools/shots.py

# Needs the network: works out new versions of everything in requirements/*.in.
lock: $(DEV)
	for list in run dev node bench; do $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --python-version 3.11 requirements/$$list.in -o requirements/$$list.lock; done

clean:
	rm -rf .venv node_modules var src/luoshi/portal/static/built
