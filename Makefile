# On Record: set up, run, test. Needs Python 3.11 to 3.13 and a package index; brings uv itself where there is none.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo $(VENV)/tool/bin/uv)
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
TRAIN_STAMP := $(VENV)/train/.installed

.PHONY: help run test lint types setup setup-dev lock dictionary reference golden audit train-statements train-pairs evaluate clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: setup ## Set up, and run the main job on the sample articles
	$(BIN)/onrecord run seeds/articles

setup: $(RUN_STAMP)
setup-dev: $(DEV_STAMP)

$(VENV)/tool/bin/uv:
	$(PYTHON) -m venv $(VENV)/tool
	$(VENV)/tool/bin/pip install --quiet "uv>=0.9"

$(VENV)/bin/python: | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)

# The development lock holds everything that the run lock does, so a tree set up for tests can also run.
$(RUN_STAMP): requirements.lock pyproject.toml | $(VENV)/bin/python
	test -e $(DEV_STAMP) || $(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@ $(RUN_STAMP)

test: setup-dev ## Set up, and run the tests
	$(BIN)/python -m pytest

lint: setup-dev ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev ## Check types
	$(BIN)/mypy

lock: | $(UV) ## Lock the newest allowed versions, with hashes and without naming an index
	$(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-header --extra build \
	    -o requirements.lock --upgrade
	$(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-header --extra build --extra dev \
	    --constraints requirements.lock -o requirements-dev.lock --upgrade

dictionary: setup-dev ## Write warehouse/DATA_DICTIONARY.md from the contract
	$(BIN)/python -m warehouse.dictionary

reference: | $(UV) ## Write the generated reference data anew (needs a C++ compiler and the headers of ICU)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)/reference
	$(UV) pip sync --quiet --python $(VENV)/reference --require-hashes requirements-reference.lock
	$(VENV)/reference/bin/python seeds/generate_reference.py

golden: setup-dev ## Write the golden files and the tour of the README anew, for a person to read the difference
	$(BIN)/python -m pytest tests/golden tests/flows/test_tour.py --write-golden

audit: | $(UV) ## Look for known vulnerabilities of the locked packages (asks the package index, so it needs a network)
	$(UV) tool run --quiet "pip-audit>=2.9" --strict --disable-pip --require-hashes --progress-spinner off \
	    --requirement requirements.lock

$(TRAIN_STAMP): requirements.lock requirements-train.txt | $(UV)
	$(UV) venv --quiet --clear --seed --python $(PYTHON) $(VENV)/train
	$(UV) pip sync --quiet --python $(VENV)/train/bin/python --require-hashes requirements.lock
	$(VENV)/train/bin/python -m pip install --quiet --requirement requirements-train.txt
	touch $@

train-statements: $(TRAIN_STAMP) ## Train the statement models anew: make train-statements DATA=polnear-train.jsonl
	test -f "$(DATA)" || { echo "Name the annotated articles: make train-statements DATA=FILE" >&2; exit 1; }
	$(VENV)/train/bin/python -m transforms.training.statements "$(DATA)"

train-pairs: $(TRAIN_STAMP) ## Train the pair classifier anew: make train-pairs DATA=newsmtsc-train.jsonl
	test -f "$(DATA)" || { echo "Name the marked pairs: make train-pairs DATA=FILE" >&2; exit 1; }
	$(VENV)/train/bin/python -m transforms.training.pairs "$(DATA)"

evaluate: setup-dev ## Measure statements on articles annotated by people: make evaluate DATA=polnear-dev.jsonl
	test -f "$(DATA)" || { echo "Name the annotated articles: make evaluate DATA=FILE" >&2; exit 1; }
	$(BIN)/python -m transforms.training.evaluation "$(DATA)"

clean: ## Remove what runs and tests wrote, but not the environment
	rm -rf .onrecord .pytest_cache .mypy_cache .ruff_cache build
