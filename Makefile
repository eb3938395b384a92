# What a newcomer types. `make` alone says so.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debian's packages: what it is built with, and what the tests drive.
BUILD_PACKAGES := libssl-dev libargon2-dev libqrencode-dev libsqlite3-dev libldap2-dev libpq-dev
TEST_PACKAGES := apache2 libapache2-mod-auth-openidc chromium chromium-driver slapd ldap-utils postgresql haproxy oidc-agent-cli python3-venv openssl
# What the demo shows besides, where it can.
RUN_PACKAGES := slapd
# With Swift's own libraries inside: it is about a tenth quicker, and runs where there is no Swift. Each function is a section of
# its own, so that lld can put them in order.
RELEASE := swift build -c release --static-swift-stdlib -Xswiftc -use-ld=lld \
	-Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections
# The functions that are used stand side by side, and what the loader reads once is small: the kernel maps whatever lies around.
IN_ORDER := -Xlinker --symbol-ordering-file=.build/functions -Xlinker --no-warn-symbol-ordering \
	-Xlinker --no-export-dynamic -Xlinker -z -Xlinker pack-relative-relocs
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
TARGET ?= JSONReader
SECONDS ?= 60
DURATION ?= 600
HOUR ?= 3600
CODES ?= 10000
VNEID ?= oidc

.PHONY: help
help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: deps ## Build and serve everything with its defaults; a person can log in at the URL that it prints; VNEID=quirks
	@$(call install,$(RUN_PACKAGES))
	swift build --product hue-sso
	.build/debug/hue-sso demo --vneid-profile $(VNEID)

# Without a width every test begins at once: their databases alone hold over 2,000 files open, and Debian gives 1,024.
.PHONY: test
test: test-deps ## Run every test, on real parts; what failed is said once more at the end
	swift build --build-tests
	@set -o pipefail; SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=16 swift test --skip-build --parallel 2>&1 \
		| tee .build/tests.log || { grep -aE '^ *(✘|↳|error:)|Fatal error:' .build/tests.log; exit 1; }

.PHONY: release
release: deps ## Build what operators run: .build/release/hue-sso, which needs no Swift where it runs
	@$(call install,valgrind)
	@# SwiftPM leaves a module as it was when a type of a module behind its dependencies has another layout now: the address of a
	@# PostgreSQL became a file's. What is released is built in one piece.
	@[ -z "$$(find Sources -name '*.swift' -newer .build/release/hue-sso 2>/dev/null | head -n 1)" ] \
		|| find Sources -name '*.swift' -exec touch {} +
	$(RELEASE) --product Benchmarks
	$(RELEASE) --product hue-sso -Xlinker --strip-debug
	.build/release/Benchmarks functions > .build/functions
	$(RELEASE) --product hue-sso $(IN_ORDER)

.PHONY: bench
bench: test-deps release ## CPU time per operation next to what a signature costs, and counts that must not grow
	@$(call install,linux-perf)
	$(RELEASE) --product CallCounter
	$(RELEASE) --product PermissionsBenchmarks
	.build/release/Benchmarks
	.build/release/PermissionsBenchmarks

.PHONY: compare
compare: release ## What operations cost this version and another, in turns; WITH=/path/to/its/hue-sso
	.build/release/Benchmarks compare $(WITH)

.PHONY: bench-directory
bench-directory: test-deps ## What a directory of 6,000 units and 100,000 people costs, over a slapd; UNITS=600 PEOPLE=10000
	$(RELEASE) --product DirectoryBenchmarks
	.build/release/DirectoryBenchmarks

.PHONY: bench-hour
bench-hour: test-deps release ## An hour of load over a million people, on SQLite and PostgreSQL at once, and its memory; HOUR=3600
	$(RELEASE) --product HourBenchmarks
	.build/release/HourBenchmarks $(HOUR)

.PHONY: soak
soak: release ## Ten minutes of load while the server is killed again and again; DURATION=600 in seconds
	$(RELEASE) --product Soak
	.build/release/Soak $(DURATION)

.PHONY: cluster
cluster: test-deps ## Three nodes, HAProxy and two PostgreSQLs, of which one after the other fails; CODES=10000
	swift build --build-tests
	CLUSTER_CODES=$(CODES) swift test --skip-build --filter "ClusterTests|SeveralNodesTests"

.PHONY: upgrade
upgrade: test-deps ## Three nodes from an earlier version to this one, one after the other, under load; FROM=revision
	@[ -n "$(FROM)" ] || { echo "FROM names the revision before, as in: make upgrade FROM=HEAD~10" >&2; exit 64; }
	rm -rf .build/from && mkdir -p .build/from && git archive $(FROM) | tar -x -C .build/from
	swift build --package-path .build/from --scratch-path .build/from-build --product hue-sso
	swift build --build-tests
	UPGRADE_FROM=$(CURDIR)/.build/from-build/debug swift test --skip-build --filter RollingUpgradeTests

.PHONY: fuzz
fuzz: ## Fuzz one reader with libFuzzer: TARGET=JSONReader|Base64|FormParameters|URI|UnitTable|PolicyReader|DistinguishedName|SearchFilter|DirectoryFile SECONDS=60
	Tests/Fuzz/run $(TARGET) $(SECONDS)

.PHONY: format
format: ## Format all Swift as .swift-format says
	swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

.PHONY: lint
lint: ## Fail where the format isn't kept
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks

.PHONY: deps
deps: ## Install what the build needs, where it is missing
	@$(call install,$(BUILD_PACKAGES))

.PHONY: test-deps
test-deps: deps .venv/installed ## Install what the tests need, where it is missing
	@$(call install,$(TEST_PACKAGES))

.venv/installed: Tests/requirements.txt
	@$(call install,python3-venv)
	python3 -m venv .venv
	.venv/bin/pip install --quiet --requirement Tests/requirements.txt
	touch $@

# Asks dpkg first, so that a machine that has everything needs no network and no root.
define install
missing=$$(for package in $(1); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done); \
if [ -n "$$missing" ]; then \
	$(SUDO) apt-get update && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install --yes $$missing; \
fi
endef
