#!/usr/bin/env bash
# Runs the page's tests (or `bench`, `screenshots`) in a real browser.  Without a browser it says
# so loudly; under CI=true that is a failure.
set -euo pipefail
cd "$(dirname "$0")"

missing() {
  echo "!! The browser tests did NOT run: $1." >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
}

command -v node >/dev/null || missing "there is no Node"
[ -d node_modules ] || missing "the npm packages of tests/browser are not installed"
node --input-type=module -e "import('./page.mjs').then(p => process.exit(p.executable ? 0 : 1))" ||
  missing "there is no Chromium (set PODARIUM_BROWSER to one)"
[ -f ../../dist/index.html ] || missing "dist/ is not built (make build)"

case "${1:-test}" in
  test) node --test --test-concurrency=1 --test-timeout=180000 ./*.test.mjs ;;
  bench) node bench.mjs ;;
  screenshots) node screenshots.mjs ;;
esac
