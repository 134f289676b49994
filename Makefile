# The menu. Every recipe is one line; the work is in cargo, cargo xtask and integration-tests/run.py.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/sparrow-target
PROFILE ?= dev
PYTHON ?= python3
RUN = $(PYTHON) integration-tests/run.py

.PHONY: help build demo fleet test test-rust fuzz test-python clients tidy doctest conformance stress chaos chaos-writes bench bench-allocators bench-credentials noisy deploy-check record reference lint fmt

help: ## lists these targets (what plain `make` does)
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## builds the server and the executor (PROFILE=dev or release)
	@cargo build --quiet --profile $(PROFILE) --workspace --bin sparrow-server --bin sparrow-executor

demo: ## installs what is missing, builds, and runs a pipeline on real data with unmodified PySpark
	@$(RUN) demo

fleet: ## starts a server with three executors on this machine and runs the pipeline of the demo on them
	@$(RUN) fleet

test: test-rust tidy test-python clients ## runs every test of the repository

test-rust: ## runs the Rust tests
	@cargo test --quiet --workspace

tidy: ## checks layers, purpose lines, sizes and the freshness of generated files
	@cargo xtask tidy

fuzz: ## feeds hostile bytes to everything that reads bytes from outside, for ten minutes
	@SPARROW_FUZZ_SECONDS=120 cargo test --quiet --workspace --lib fuzz_ -- --test-threads 2

test-python: build ## runs the Python suites against the server: PySpark smoke, doctests, hostile clients, TPC-H
	@SPARROW_PROFILE=$(PROFILE) $(RUN) test

clients: build ## builds and tests our clients in Python, Go and Rust, and plays the cases of clients/features with them
	@SPARROW_PROFILE=$(PROFILE) $(RUN) clients

doctest: build ## runs PySpark's own doctests against the server
	@SPARROW_PROFILE=$(PROFILE) $(RUN) test -k doctest

conformance: build ## runs the smoke suite with every PySpark client from 3.5 to 4.3, and every client's cases, then writes the matrix
	@SPARROW_PROFILE=$(PROFILE) $(RUN) conformance

stress: ## runs what takes long or has a time limit, against a release build: gigabytes of results, hundreds of columns
	@$(RUN) stress

chaos: ## kills executors under queries and writes docs/reliability.md (SEEDS=1..100)
	@$(RUN) chaos $(or $(SEEDS),1..100) --write-docs

chaos-writes: ## kills servers and executors under writes, and reads what they leave (SEEDS=1..50; SPARROW_ENGINE=fleet)
	@$(RUN) chaos-writes $(or $(SEEDS),1..50)

bench: ## measures the server and its peers in one run and writes docs/benchmarks.md (QUICK=1 for a short one)
	@$(RUN) bench $(if $(QUICK),--quick)

bench-allocators: ## builds the server with each allocator, measures them and writes docs/allocators.md
	@$(RUN) bench-allocators

bench-credentials: ## measures what authentication costs a call; fails above 100 µs
	@$(RUN) bench-credentials

noisy: ## measures a tenant's short query alone and while another tenant floods the server (RUNS=200)
	@$(RUN) noisy --runs $(or $(RUNS),200)

deploy-check: build ## lints and renders the chart, reads the compose file, runs the image's programs as the image would; no container engine
	@SPARROW_PROFILE=$(PROFILE) $(RUN) deploy-check

record: ## asks real Spark 4.2.1 for the answers the suites expect (needs Java 17)
	@$(RUN) record

reference: build ## writes docs/reference from what the server answers to the suites
	@SPARROW_PROFILE=$(PROFILE) $(RUN) reference

lint: ## checks formatting and lints
	@cargo fmt --all --check && cargo clippy --quiet --workspace --all-targets -- --deny warnings

fmt: ## formats the Rust code
	@cargo fmt --all
