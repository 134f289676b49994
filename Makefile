# The menu. Every recipe is one line; the work is in cargo, cargo xtask and integration-tests/run.py.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/sparrow-target
PROFILE ?= dev
PYTHON ?= python3
RUN = $(PYTHON) integration-tests/run.py

.PHONY: help build demo test test-rust test-python tidy doctest bench record reference lint fmt

help: ## lists these targets (what plain `make` does)
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## builds the server (PROFILE=dev or release)
	@cargo build --quiet --profile $(PROFILE) --workspace --bin sparrow-server

demo: ## installs what is missing, builds, and runs a pipeline on real data with unmodified PySpark
	@$(RUN) demo

test: test-rust tidy test-python ## runs every test of the repository

test-rust: ## runs the Rust tests
	@cargo test --quiet --workspace

tidy: ## checks layers, purpose lines, sizes and the freshness of generated files
	@cargo xtask tidy

test-python: build ## runs the Python suites against the server: PySpark smoke, doctests, hostile clients, TPC-H
	@SPARROW_PROFILE=$(PROFILE) $(RUN) test

doctest: build ## runs PySpark's own doctests against the server
	@SPARROW_PROFILE=$(PROFILE) $(RUN) test -k doctest

bench: ## measures the server and its peers in one run and writes docs/benchmarks.md (QUICK=1 for a short one)
	@$(RUN) bench $(if $(QUICK),--quick)

record: ## asks real Spark 4.2.1 for the answers the suites expect (needs Java 17)
	@$(RUN) record

reference: build ## writes docs/reference from what the server answers to the suites
	@SPARROW_PROFILE=$(PROFILE) $(RUN) reference

lint: ## checks formatting and lints
	@cargo fmt --all --check && cargo clippy --quiet --workspace --all-targets -- --deny warnings

fmt: ## formats the Rust code
	@cargo fmt --all
