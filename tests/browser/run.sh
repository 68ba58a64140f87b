#!/bin/sh
# sh run.sh RGX: runs the demonstration and a study with every block, and opens their reports in a browser. Status 77: no
# browser here.
set -eu
rgx=$1
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
browser=${RGX_CHROMIUM:-$(command -v chromium || true)}
if [ -z "$browser" ] || [ ! -d "$here/../../cmake/web/node_modules/playwright-core" ]; then
  echo "skipped: needs chromium and cmake/web/node_modules (sh cmake/bootstrap.sh test)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$rgx" new demo "$work/demo" >/dev/null
sh "$here/../every_block/make.sh" "$rgx" "$work/every"
for study in demo/study every/every_block; do
  "$rgx" run "$work/$study.rgx" -o "$work/$study" --store "$work/store" -j 2 >/dev/null 2>&1
  node "$here/report.cjs" "$work/$study/report.html" "$work/report.png"
done
