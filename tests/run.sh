#!/bin/sh
# Installs what is missing, builds the release preset and runs every test. The exit status is ctest's.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
sh cmake/bootstrap.sh test

# Cohorts and reference values: tests that need them say so and are skipped where there are none.
if [ -z "${RGX_DATA_DIR:-}" ] && [ -d ../shared ]; then
  RGX_DATA_DIR=$(cd ../shared && pwd)
  export RGX_DATA_DIR
fi

sh cmake/configure.sh release -DRGX_TESTS=ON -DRGX_UNITE_TESTS=ON
cmake --build --preset release
exec ctest --preset release -j "$(nproc)"
