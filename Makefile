# What can be done here.  `make` alone lists it.
SHELL := bash
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export TRUNK_OFFLINE := true
export TRUNK_SKIP_VERSION_CHECK := true
PORT ?= 8080
# The tool that cuts the Wasm in two has its own packages.
SPLIT := --manifest-path tools/split/Cargo.toml --target-dir target/split

.DEFAULT_GOAL := help
.PHONY: help run dev test test-native test-browser check check-setup build prove replay bench size screenshots soak setup clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## install what the page's build needs
	@tools/setup.sh wasm
	@tools/setup.sh npm editor

run: build ## set up, build, and serve the playground on loopback
	@echo "Podarium is at http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)"
	@trunk --quiet serve --release --no-autoreload --address 127.0.0.1 --port $(PORT)

dev: setup ## serve an unoptimised build that follows the sources
	trunk serve --address 127.0.0.1 --port $(PORT)

build: setup ## put a release into dist/, for any sub-folder of any static host
	@echo "· building the page: a first build takes about two minutes"
	@trunk --quiet build --release

test: test-native test-browser ## set up and run every test, native and in a browser

test-native: ## run the tests that need no browser, ten thousand random sessions, and prove the lessons
	cargo test --quiet
	cargo test --quiet --release $(SPLIT)
	@echo "· ten thousand random sessions: about four minutes, half of them to build"
	@$(MAKE) --no-print-directory soak
	cargo run --quiet --bin podarium -- prove

test-browser: build ## run the tests of the page in a real browser
	@tools/setup.sh browser
	@tools/setup.sh npm tests/browser
	@tests/browser/run.sh

check-setup:
	@tools/setup.sh wasm

check: ## format, lints as errors, and the rules of the house
	cargo fmt --check
	cargo fmt --check --manifest-path tools/split/Cargo.toml
	cargo clippy --quiet --all-targets -- -D warnings
	cargo clippy --quiet --target wasm32-unknown-unknown -- -D warnings
	cargo clippy --quiet --release --all-targets $(SPLIT) -- -D warnings
	cargo test --quiet --test all tidy

prove: ## play every lesson and exercise
	cargo run --quiet --release --bin podarium -- prove

replay: ## replay the recorded sessions and print the score
	cargo build --quiet --release --bin podarium
	rm -rf target/replayed && target/release/podarium replay --out target/replayed tests/recordings/[a-z]*.md
	python3 tests/compare.py --table tests/recordings target/replayed

bench: build ## print the page's weight and its longest task, and the core's speed
	@tools/setup.sh browser
	@tools/setup.sh npm tests/browser
	@# As in the page, a panic ends everything: nobody unwinds.  The core is measured also where the
	@# page is too slow.
	@tests/browser/run.sh bench; page=$$?; \
	RUSTFLAGS="-C panic=abort" cargo bench --quiet --bench scale \
		--target "$$(rustc -vV | sed -n 's/^host: //p')" && exit $$page

size: build ## print what a first visit loads
	@node tests/browser/size.mjs

screenshots: build ## take pictures of the page into screenshots/
	@tools/setup.sh browser
	@tools/setup.sh npm tests/browser
	@tests/browser/run.sh screenshots

soak: ## ten thousand random sessions, each under every invariant
	PODARIUM_SOAK=1 cargo test --quiet --profile soak --test all soak

clean: ## remove what was built
	cargo clean
	rm -rf dist gen screenshots
