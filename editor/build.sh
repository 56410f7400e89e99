#!/bin/sh
# Trunk's hook: bundles the editor into gen/, or leaves gen/ empty where Node or its packages are
# missing; the page then has a plain text area.
cd "$(dirname "$0")" || exit 1
mkdir -p ../gen
if command -v npm >/dev/null && [ -d node_modules ]; then
  if [ ../gen/editor.js -nt editor.js ] && [ ../gen/editor.js -nt package-lock.json ]; then exit 0; fi
  npm run --silent build
else
  rm -f ../gen/editor.js
  echo "editor: no Node packages, so the page gets a plain text area" >&2
fi
