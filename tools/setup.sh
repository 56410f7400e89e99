#!/usr/bin/env bash
# Puts in place what the project needs beyond Rust, Node and make, and says what it is doing.
#
#   tools/setup.sh wasm       the Wasm target, Trunk, and wasm-bindgen of the locked version
#   tools/setup.sh npm DIR    the npm packages of DIR, if Node is there
#   tools/setup.sh browser    a browser for the tests, where it may be installed
#
# Tools that are not on PATH in the right version go to .tools/, which `make` puts on PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

TRUNK_VERSION=0.21.14
TOOLS="$PWD/.tools"
export PATH="$TOOLS/bin:$PATH"

say() { printf '\033[1m· %s\033[0m\n' "$*"; }

# Trimmed settings: the tool itself need not be fast, and this halves its build.
cargo_install() {
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 cargo install --quiet --root "$TOOLS" "$@"
}

# install NAME VERSION MINUTES [flags for cargo install]
install() {
  local name=$1 version=$2 minutes=$3
  shift 3
  if command -v cargo-binstall >/dev/null; then
    say "fetching $name $version"
    if cargo binstall --no-confirm --root "$TOOLS" "$name@$version"; then return; fi
  fi
  say "building $name $version: once, about $minutes minutes"
  cargo_install "$name" --version "$version" "$@"
}

has_version() { "$1" --version 2>/dev/null | grep -qF " $2"; }

wasm() {
  if ! rustup target list --installed 2>/dev/null | grep -q wasm32-unknown-unknown; then
    say "adding the Wasm target to Rust"
    rustup target add wasm32-unknown-unknown
  fi
  local bindgen
  bindgen=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)
  has_version wasm-bindgen "$bindgen" ||
    install wasm-bindgen-cli "$bindgen" 3 --no-default-features
  has_version trunk "$TRUNK_VERSION" ||
    install trunk "$TRUNK_VERSION" 5 --locked --no-default-features --features rustls
}

npm_packages() {
  local folder=$1
  if ! command -v npm >/dev/null; then
    say "no Node here: $folder is left out (the page then has a plain text area for an editor)"
    return
  fi
  if [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then return; fi
  say "installing the npm packages of $folder"
  npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error
  touch "$folder/node_modules/.package-lock.json"
}

browser() {
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then return; fi
  done
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "installing Chromium for the browser tests"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  else
    say "no Chromium here: install it (Debian: sudo apt-get install chromium) to run the browser tests"
  fi
}

case "${1:-}" in
  wasm) wasm ;;
  npm) npm_packages "$2" ;;
  browser) browser ;;
  *) sed -n '2,8p' "$0"; exit 2 ;;
esac
