# Every target says in one line what it does: `make help`.
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= .var

.DEFAULT_GOAL := help
.PHONY: help install demo tour pictures test test-long lint format bench bundle clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="	" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

install:  ## Make .venv with everything pinned; install missing system packages and say which and why
	@sh tools/install.sh

demo: install  ## Load the real data, start server and console, open a tablet enrolled at store 367
	@$(BIN)/python -m tools.demo

tour: install  ## Play the whole line unattended with every step checked; pictures and times go to build/tour
	@$(BIN)/python -m tools.tour

pictures: install  ## Every screen of tablet and console in every form: build/pictures/ and build/console-pictures/index.html
	@$(BIN)/python -m tools.pictures
	@$(BIN)/python -m tools.console_pictures

test: install lint  ## Everything that must hold, in under 15 minutes on two cores
	@$(BIN)/python -m tools.run_tests

test-long:  ## The long forms of the proofs: more schedules, more cases
	@sh tools/install.sh long
	@$(BIN)/python -m tools.run_tests --long

lint: install  ## Style, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install  ## Put the code into its one form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: install  ## Measure; one JSON line a figure
	@$(BIN)/python -m benchmarks all

bundle: install  ## The tablet app with its own Python in one folder, build/bundle
	@$(BIN)/python -m tools.bundle

clean:  ## Remove what was built; the demo's data in .var stays
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*
