# Everything runs in the checkout's own environment: Python in .venv, Rust in target, tools in .tools.
# Nothing has to be installed by hand but Python >= 3.11, make, a C linker and a Rust toolchain.

PYTHON := .venv/bin/python
export DATA

.PHONY: help setup demo test check format wheel mutants coverage bench clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 17

setup: ## the environment in .venv, with the Rust core built
	@sh tools/bootstrap

demo: setup ## run the demo; DATA=PATH takes real bars in LEAN's folder layout
	@.venv/bin/farthing demo $${DATA:+--data "$$DATA"}

test: setup ## every test: Python, documents, Rust
	$(PYTHON) -m pytest
	cargo test --locked --package farthing-core

check: setup ## everything CI does; STEPS="lint-rust types" runs only those
	@$(PYTHON) -m tools.check $(STEPS)

format: setup ## format and fix what can be fixed by itself
	cargo fmt --all
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

wheel: setup ## an abi3 wheel in dist/, installed and run in a clean environment
	@$(PYTHON) -m tools.wheel
	@$(PYTHON) -m tools.wheel_test

mutants: setup ## mutation testing of the core's money paths; FOLDERS="kernel ledger" of those only
	@$(PYTHON) -m tools.mutants $(FOLDERS)

coverage: setup ## the tests on an instrumented core, and the coverage of every package
	@$(PYTHON) -m tools.check test-python test-rust test-core coverage

bench: setup ## the benchmarks
	@test -e benchmarks/run.py || { echo "bench: there is no benchmarks/run.py" >&2; exit 1; }
	$(PYTHON) benchmarks/run.py

clean: ## remove what was built; the environment too
	rm -rf .venv .tools target build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	rm -f src/farthing/_core.abi3.so
