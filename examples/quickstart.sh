#!/bin/sh
# From a bare Debian 12 to a report: installs what is missing, builds, makes the demonstration cohort, runs its study.
#   sh examples/quickstart.sh [DIR]      DIR (default ./demo) must not hold anything yet, or be an earlier demo
set -eu
here=$(pwd)
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
demo=${1:-demo}
case $demo in /*) ;; *) demo=$here/$demo ;; esac
cd "$root"
sh cmake/bootstrap.sh build
sh cmake/configure.sh release -DRGX_TESTS=OFF
cmake --build --preset release --target rgx rgx_assets
rgx=$root/build/release/rgx

[ -f "$demo/study.rgx" ] || "$rgx" new demo "$demo"
"$rgx" run "$demo/study.rgx" -o "$demo/run"

echo
echo "study:   $demo/study.rgx"
echo "report:  $demo/run/report.html"
