#!/bin/sh
# Trunk's hook: cuts the Wasm of a release in two.  A development build stays whole.
set -eu
[ "${TRUNK_PROFILE:-}" = release ] || exit 0
cd "$(dirname "$0")/../.."
target=$(cargo metadata --no-deps --format-version 1 |
  sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
cargo run --quiet --locked --release --manifest-path tools/split/Cargo.toml --target-dir "$target/split" -- \
  "$target/wasm32-unknown-unknown/release/podarium-app.wasm" "$TRUNK_STAGING_DIR" \
  tools/split/later.txt
