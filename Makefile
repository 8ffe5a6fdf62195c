# The commands of the project; each prints what it does and can be run again.
# Builds take all cores unless JOBS says otherwise.
JOBS ?= $(shell nproc)
# Most of the end-to-end suites wait more than they work.
TEST_JOBS ?= $(shell expr $(JOBS) + 1)
NPM := NODE_USE_SYSTEM_CA=1 PATH="$(CURDIR)/.deps/node/bin:$$PATH" npm --prefix web
MODELS_MIRROR ?= $(wildcard ../shared/models)
BUILD := build/release

.PHONY: demo test build run bench bench-peers overload soak kills upload-kills bench-uploads fmt lint clean setup setup-tests models asan tsan fuzz fuzz-merge

build: setup
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target mien
	$(MAKE) --no-print-directory models

models:
	$(BUILD)/mien models fetch --all --models-dir $(BUILD)/models $(if $(MODELS_MIRROR),--mirror $(MODELS_MIRROR))

# What has to come from elsewhere is looked for before the build, which takes minutes.
demo: setup
	MODELS_MIRROR="$(MODELS_MIRROR)" tools/demo.sh --check
	$(MAKE) --no-print-directory build
	tools/demo.sh

run: build
	$(BUILD)/mien serve

test: setup-tests
	cmake --preset release
	cmake --build --preset release -j $(JOBS)
	$(MAKE) --no-print-directory models
	ctest --test-dir $(BUILD) --output-on-failure -j $(TEST_JOBS)

# The engine needs a photo with one face: PHOTO=FILE, else one of the demo's.
PHOTO ?= $(firstword $(wildcard $(addsuffix /Colin_Powell/Colin_Powell_0001.jpg,../shared/data/identities build/demo-photos)))
bench: build
	@test -n "$(PHOTO)" || { echo "make bench: a photo with one face is needed: make bench PHOTO=FILE" >&2; exit 1; }
	$(BUILD)/mien bench peak
	$(BUILD)/mien bench search --faces 100000
	$(BUILD)/mien bench engine --image "$(PHOTO)"
	$(BUILD)/mien bench http --image "$(PHOTO)"

# Beside a plain Python service with the same nets; its packages come from PyPI into build/peers-venv.
bench-peers: build
	@test -n "$(PHOTO)" || { echo "make bench-peers: a photo with one face is needed: make bench-peers PHOTO=FILE" >&2; exit 1; }
	python3 bench/peers/compare.py "$(PHOTO)"

# Campaigns on the release build, with photos of ../shared/data (or MIEN_TEST_DATA).
# Five times the load that can be answered: goodput, speed of refusals, memory.
overload: build setup-tests
	tests/python.sh tests/campaigns/overload.py

# MINUTES of mixed load with a kill -9 every minute: nothing is lost, nothing grows.
soak: MINUTES ?= 30
soak: build setup-tests
	tests/python.sh tests/campaigns/soak.py --minutes $(MINUTES)

# ROUNDS kills -9 at random moments while clients write.
ROUNDS ?= 200
kills: build setup-tests
	tests/python.sh tests/campaigns/kills.py --rounds $(ROUNDS)

# UPLOADS photos put into intakes, with a kill -9 about every second.
UPLOADS ?= 500
upload-kills: build setup-tests
	tests/python.sh tests/campaigns/uploads.py --uploads $(UPLOADS)

# What a registration by upload costs beside the engine's own work, and how soon a face is found after its PUT.
bench-uploads: build setup-tests
	tests/python.sh tests/campaigns/upload_speed.py

# Address and undefined-behaviour sanitizers on all but the end-to-end suites; the thread sanitizer where threads meet.
asan: setup-tests
	cmake --preset asan
	cmake --build --preset asan -j $(JOBS) --target checked_tests
	ctest --test-dir build/asan --output-on-failure -j $(TEST_JOBS) -L 'unit|contract|golden|fault'

tsan: setup-tests
	cmake --preset tsan
	cmake --build --preset tsan -j $(JOBS) --target tsan_tests
	ctest --test-dir build/tsan --output-on-failure -j $(TEST_JOBS) -L threads

# Each fuzz target for MINUTES minutes, or those in TARGETS; findings are left in build/fuzz/findings.
fuzz: MINUTES ?= 5
TARGETS ?=
fuzz: setup-tests
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(JOBS) --target fuzz_targets
	tools/fuzz.sh $(MINUTES) $(TARGETS)

# What such runs learnt into tests/fuzz/corpus, as far as it reaches new code and stays small.
fuzz-merge:
	tools/fuzz.sh --merge $(TARGETS)

fmt:
	git ls-files '*.h' '*.cc' | xargs clang-format-19 -i
	$(NPM) run --silent fmt

lint: setup-tests
	git ls-files '*.h' '*.cc' | xargs clang-format-19 --dry-run --Werror
	python3 tools/check_layers.py
	python3 tools/check_docs.py
	$(NPM) ci --loglevel=error
	$(NPM) run --silent check
	cmake --preset asan
	tools/tidy.sh build/asan $(JOBS)

setup:
	tools/setup.sh

setup-tests:
	tools/setup.sh --tests

clean:
	rm -rf build
