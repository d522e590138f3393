# Everything runs in the checkout's own environment: Python in .venv, Rust in target, tools in .tools.
# Nothing has to be installed by hand but Python >= 3.11, make, a C linker and a Rust toolchain.

PYTHON := .venv/bin/python
FARTHING := .venv/bin/farthing
export DATA
# Modules are compiled once, and not again by each process that a test starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check format wheel mutants coverage bench bench-gate zipline clean
.PHONY: profile profile-daily profile-hourly profile-minute profile-compare measure docs-performance
.PHONY: bench-db crash load soak wyckoff-accuracy wyckoff-evidence validation-evidence
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 25

setup: ## the environment in .venv, with the Rust core built
	@sh tools/bootstrap

demo: setup ## run the demo; DATA=PATH takes real bars in LEAN's folder layout
	@.venv/bin/farthing demo $${DATA:+--data "$$DATA"}

test: setup ## every test: Python, documents, Rust; COVERAGE=yes counts lines
	$(PYTHON) -m tools.tests $(if $(COVERAGE),--cov --cov-report=)
	$(if $(COVERAGE),$(PYTHON) -m tools.instrumented rust,cargo test --locked --package farthing-core)

check: setup ## everything CI does; STEPS="lint-rust types" runs only those
	@$(PYTHON) -m tools.check $(STEPS)

format: setup ## format and fix what can be fixed by itself
	cargo fmt --all
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

wheel: setup ## an abi3 wheel in dist/, installed and run in a clean environment
	@$(PYTHON) -m tools.wheel
	@$(PYTHON) -m tools.wheel_test

mutants: setup ## mutation testing of the core's money paths; FOLDERS="kernel ledger" of those, SHARD=0/4 a part
	@$(PYTHON) -m tools.mutants $(FOLDERS) $(if $(SHARD),--shard $(SHARD))

coverage: setup ## the tests on an instrumented core, and the coverage of every package
	@$(PYTHON) -m tools.check test-python test-rust test-core coverage

bench: setup ## measure our workloads; CASES="c-D b-D" only these, OUT=FILE keeps the result
	@$(FARTHING) bench run $(CASES) --out $(or $(OUT),build/bench/run.json)

bench-gate: setup ## compare the checkout with BASE (main); fails from 10 % on; OUT=FOLDER
	@$(FARTHING) bench gate "$(or $(BASE),main)" --out "$(or $(OUT),build/gate)"

zipline: setup ## the same files in Zipline and in farthing, day by day; ZIPLINE_PYTHON=PATH of one that is there
	@$(PYTHON) -m tools.zipline_comparison $(if $(ZIPLINE_PYTHON),--python "$(ZIPLINE_PYTHON)")

profile: setup ## profile a workload: CASE=b-D, OUT=FOLDER
	@$(FARTHING) profile run $(or $(CASE),b-D) --with cprofile,sampling --out "$(or $(OUT),build/profile/$(or $(CASE),b-D))"

profile-daily: ## the story of days
	@$(MAKE) --no-print-directory profile CASE=story-daily

profile-hourly: ## the story of hours
	@$(MAKE) --no-print-directory profile CASE=story-hourly

profile-minute: ## the story of minutes
	@$(MAKE) --no-print-directory profile CASE=story-minute

profile-compare: setup ## compare two profiles: BEFORE=FOLDER AFTER=FOLDER
	@$(FARTHING) profile compare "$(BEFORE)" "$(AFTER)"

measure: setup ## measure all that docs/performance shows; STEPS="heavy memory" some of it
	@$(PYTHON) -m tools.measure $(STEPS)

crash: setup ## kill server, worker and database at random moments: KILLS=200, SEED=1
	FARTHING_KILLS=$(or $(KILLS),200) FARTHING_KILLS_SEED=$(or $(SEED),1) $(PYTHON) -m pytest -q -n 0 tests/integration/service/test_killed.py

bench-db: setup ## measure the queries and indexes of the service's database: DATABASE=URL of an empty one, BARS=10000000
	@$(FARTHING) bench db --database "$(DATABASE)" --bars $(or $(BARS),10000000) --out $(or $(OUT),build/bench/database.json)

load: setup ## put the service under load: SCENARIO=heavy, SECONDS=30 for less, DATABASE=URL of an empty one, OUT=FOLDER
	@mkdir -p $(or $(OUT),build/load)
	@$(FARTHING) load --scenario $(or $(SCENARIO),heavy) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(DATABASE),--database "$(DATABASE)") --out $(or $(OUT),build/load)/$(or $(SCENARIO),heavy).json --page $(or $(OUT),build/load)/$(or $(SCENARIO),heavy).html

soak: setup ## the service under load for half an hour: memory, errors, jobs
	@$(MAKE) --no-print-directory load SCENARIO=soak

wyckoff-accuracy: setup ## score the Wyckoff detector on planted truth, and write docs/wyckoff/accuracy.md
	$(PYTHON) -m farthing.testing.accuracy --out docs/wyckoff

wyckoff-evidence: setup ## study the Wyckoff detector on real bars, DATA=FOLDER, and write docs/wyckoff/evidence.md
	$(PYTHON) -m tools.evidence $${DATA:+"$$DATA"}

validation-evidence: setup ## simulate how often validation is wrong, and write docs/validation/evidence.md
	$(PYTHON) -m farthing.testing.validation --out docs/validation

docs-performance: setup ## write docs/performance again, from its result files
	@$(PYTHON) -m tools.performance

clean: ## remove what was built; the environment too
	rm -rf .venv .tools target build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	rm -f src/farthing/_core.abi3.so
