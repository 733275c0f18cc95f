# The commands of this repository. Each is a script in scripts/, which says more.
# ARGS is handed on: make unit ARGS='-E "test(rotation)"'

.DEFAULT_GOAL := list
ARGS ?=
FAST ?=

.PHONY: list
list: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## install what building, running and testing need
	@scripts/setup

.PHONY: run
run: ## build for release and serve on http://localhost:3000
	@exec scripts/run $(ARGS)

.PHONY: dev
dev: ## build for debugging, serve, and follow every change
	@exec scripts/dev $(ARGS)

.PHONY: build
build: ## build for release
	@scripts/setup build
	@scripts/build

.PHONY: dist
dist: ## build what ships: one file, as small and fast as it gets
	@scripts/dist

.PHONY: test
test: ## run every check and every test, the browser's too; FAST=1: a minute's worth of them
	@FAST=$(FAST) exec scripts/test

.PHONY: fmt
fmt: ## format the Rust sources
	@cargo fmt

.PHONY: lint
lint: ## clippy over the server's and the browser's half
	@scripts/lint $(ARGS)

.PHONY: unit
unit: ## run the Rust tests beside a throw-away PostgreSQL
	@scripts/setup
	@scripts/unit $(ARGS)

.PHONY: e2e
e2e: ## run the browser tests against the release build
	@scripts/setup
	@scripts/build
	@scripts/build-guestbook
	@scripts/e2e $(ARGS)

.PHONY: contract
contract: ## ask the release build whether its API description is true
	@scripts/setup
	@scripts/build
	@scripts/contract $(ARGS)

.PHONY: bench
bench: ## measure throughput and latency
	@exec scripts/bench $(ARGS)

.PHONY: bench-accounts
bench-accounts: ## measure whether an answer's time tells who has an account
	@exec scripts/bench-accounts $(ARGS)

.PHONY: bench-mail
bench-mail: ## measure that a slow mail server loses no mail and slows no sign-in
	@exec scripts/bench-mail $(ARGS)

.PHONY: bench-dev
bench-dev: ## measure how soon a change is seen below `make dev`
	@exec scripts/bench-dev

.PHONY: soak
soak: ## try rotation under 100,000 random schedules, and a failover that loses commits
	@exec scripts/soak $(ARGS)

.PHONY: hold
hold: ## hold 2,000 connections of each bad kind open, and measure
	@scripts/setup build
	@exec scripts/hold-connections $(ARGS)

.PHONY: deny
deny: ## check licences, banned crates and sources of every dependency
	@exec scripts/deny $(ARGS)

.PHONY: sbom
sbom: ## write a CycloneDX bill of materials
	@exec scripts/sbom

.PHONY: size
size: ## measure what a browser downloads
	@exec scripts/size $(ARGS)

.PHONY: lighthouse
lighthouse: ## what Lighthouse says of four pages on a phone
	@exec scripts/lighthouse

.PHONY: screenshots
screenshots: ## take pictures of every page
	@exec scripts/screenshots $(ARGS)

.PHONY: clean
clean: ## delete everything built; data/ stays
	@rm -rf target end2end/node_modules end2end/playwright-report end2end/test-results end2end/screenshots
