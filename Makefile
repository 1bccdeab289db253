# A thin face of CMake and of the program: each target prints the command that it runs, and that command also works alone.

PROFILE ?= standard
DATA    ?=
JOBS    ?=
RUN     ?= results/runs/latest
REASON  ?=
FUZZ_SECONDS ?= 30
FAULTS  ?=

SOURCES  = $(shell find reference experiments bench tests -name '*.h' -o -name '*.cc')
SCRIPTS  = scripts/install-dependencies scripts/arm64-sysroot .ci/run $(wildcard scripts/*.sh tests/*.sh tests/scripts/*.sh tests/cli/*.sh)
REDERIVE = build/release/rederive
FORMATS  = $(patsubst tests/fuzz/%_fuzz.cc,%,$(wildcard tests/fuzz/*_fuzz.cc))
ARM64    = qemu-aarch64 -L build/arm64-sysroot/root
CTEST    = ctest --output-on-failure --no-tests=error --parallel $(shell nproc)

.PHONY: help build reproduce test check lint tidy sanitize fuzz format bench versus verify-bits mutations arm64 errata diff accept clean
.PHONY: dependencies reason

# From an empty folder, so that nothing is found and skipped.
define smoke_run
rm -rf build/$(1)/smoke
build/$(1)/rederive run --profile smoke --data synthetic --jobs 3 --out build/$(1)/smoke >build/$(1)/smoke.log
endef

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  PROFILE=smoke|standard|full  DATA=mnist|synthetic|DIR  JOBS=N  for reproduce (standard, MNIST if it can be had, all cores)'
	@echo '  RUN=DIR                      for diff and accept (results/runs/latest)'
	@echo '  FAULTS="gemm pool2d*"        for mutations (all)'

build: dependencies ## the program, optimised: build/release/rederive
	cmake --preset release
	cmake --build --preset release --target rederive rederive-bench

reproduce: build ## run everything, print verdicts and differences from the baseline; goes on where it stopped
	$(REDERIVE) run --profile $(PROFILE) $(if $(DATA),--data '$(DATA)') $(if $(JOBS),--jobs $(JOBS))

test: dependencies ## build with warnings as errors and run all tests
	cmake --preset dev
	cmake --build --preset dev
	cd build/dev && $(CTEST)

check: lint tidy sanitize ## everything that reviewers look at first: format, linters, sanitizers

lint: ## format and shellcheck: seconds
	scripts/install-dependencies --dev
	clang-format --dry-run -Werror $(SOURCES)
	shellcheck -x $(SCRIPTS)

# Apart from lint: clang-tidy 14 walks the syntax tree of the system's headers, too. Of the nine seconds that a file of the
# harness takes, three are parsing; the rest is spread over all checks, and without the eight slowest it
# is still seven. The 224 files of 2026-11-21, one by one on a loaded machine, took 24 minutes of processor time.
tidy: ## clang-tidy over all sources: 24 minutes of processor time
	scripts/install-dependencies --dev
	cmake --preset dev
	cmake --build --preset dev --target rederive_revision
	run-clang-tidy -p build/dev -quiet >build/dev/clang-tidy.log 2>&1 || { grep -v ' warnings generated' build/dev/clang-tidy.log; exit 1; }

# Address and undefined-behaviour sanitizers: all tests, and every experiment at smoke size. Thread sanitizer: what has
# threads, and the experiments side by side.
sanitize: dependencies ## tests and a smoke run under the address, undefined-behaviour and thread sanitizers
	cmake --preset asan-ubsan
	cmake --build --preset asan-ubsan
	cd build/asan-ubsan && $(CTEST)
	$(call smoke_run,asan-ubsan)
	cmake --preset tsan
	cmake --build --preset tsan --target rederive test_reference_core test_reference_data test_experiments_harness
	cd build/tsan && $(CTEST) --tests-regex '^(reference/core|reference/data|experiments/harness)$$'
	$(call smoke_run,tsan)

fuzz: ## any bytes at all as each of the files that are read, FUZZ_SECONDS each
	scripts/install-dependencies --dev
	cmake --preset fuzz
	cmake --build --preset fuzz --target fuzz_targets
	for format in $(FORMATS); do \
	  mkdir -p build/fuzz/corpus/$$format; \
	  build/fuzz/tests/fuzz/$${format}_fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 \
	    -verbosity=0 -artifact_prefix=build/fuzz/ build/fuzz/corpus/$$format $$(ls -d tests/fuzz/corpus/$$format 2>/dev/null) \
	    || exit 1; \
	done

format: ## bring all sources into the common format
	clang-format -i $(SOURCES)

bench: build ## time every kernel against its rivals and this machine's roof
	$(REDERIVE) bench

versus: ## time whole training steps beside scikit-learn, NumPy, PyTorch and oneDNN (Debian's packages, installed now)
	scripts/install-dependencies --rivals --versus
	$(MAKE) build
	$(REDERIVE) versus

verify-bits: build ## hold every kernel and experiment to the same bits on all instruction sets and numbers of threads
	$(REDERIVE) verify-bits

# In kernels, streams, models and statistics, in a copy of the sources below build/mutations: a fault that survives, or
# that no longer fits its source, is an error.
# FAULTS chooses some: names, kernels, files or lists, also as globs.
mutations: dependencies ## plant faults one by one, see that the tests catch each: up to an hour
	tests/mutations/run $(foreach pattern,$(FAULTS),'$(pattern)')

# Arm under an emulator against this machine: the same digests. The tests of core, kernels and models run there, too. Half an
# hour on two loaded cores, half of it in the emulator.
arm64: build ## cross-build for 64-bit Arm, run it under qemu: the same bits as here
	scripts/install-dependencies --arm64
	scripts/arm64-sysroot build/arm64-sysroot
	cmake --preset arm64
	cmake --build --preset arm64 --target rederive test_reference_core test_reference_kernels test_reference_models
	$(REDERIVE) verify-bits --threads 1,2 --json >build/arm64/here.json
	$(ARM64) build/arm64/rederive verify-bits --threads 1,2 --against build/arm64/here.json
	for part in core kernels models; do $(ARM64) build/arm64/tests/test_reference_$$part || exit 1; done

errata: build ## write docs/errata.md from the ledger
	$(REDERIVE) claims --errata >docs/errata.md

diff: build ## compare the last run (or RUN) with the stored baseline
	$(REDERIVE) diff '$(RUN)'

# The reason goes through the environment, so that quotes in it survive.
accept: export ACCEPT_REASON = $(value REASON)
accept: reason build ## make the last run (or RUN) the baseline; say why: REASON='...'
	$(REDERIVE) accept '$(RUN)' --reason "$$ACCEPT_REASON"

clean: ## remove what was built; runs and baselines stay
	rm -rf build

# Speaks only when something is missing; then installs it, or prints the one line that does.
dependencies:
	@scripts/install-dependencies

reason:
	@if [ -z "$$ACCEPT_REASON" ]; then echo "make accept: say why: make accept REASON='why the numbers changed'" >&2; exit 2; fi
