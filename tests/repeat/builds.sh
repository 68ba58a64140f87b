#!/bin/sh
# Builds rgx by GCC and Clang, at -O2 and at -O3, each in a folder of its own, runs the demonstration and one example
# at 1, 2, 7 and 16 threads, and compares: the same bytes within a build, `rgx diff` between builds. By hand: it takes
# an hour of building.
#
#   sh tests/repeat/builds.sh [FOLDER]      FOLDER keeps builds and runs (default: a new one below the temporary folder)
#
# RGX_COMPILERS="g++ clang++-19" names others, RGX_LEVELS="2" fewer levels.
#
# Ends in 1 when two runs of one build differ in a byte, or two builds in a number by more than 1e-9, relatively.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
work=$(CDPATH= cd -- "$work" && pwd)
failed=0
first=

# The example needs its dataset; without it the demonstration stands alone.
example=$root/examples/sts_imaging/study.rgx
if [ -z "${RGX_DATA_DIR:-}" ] && [ -d "$root/../shared" ]; then
  RGX_DATA_DIR=$(cd "$root/../shared" && pwd)
  export RGX_DATA_DIR
fi

for compiler in ${RGX_COMPILERS:-g++ clang++}; do
  if ! command -v "$compiler" > /dev/null; then
    echo "skipped: there is no $compiler here"
    continue
  fi
  case $compiler in g++*) c=gcc${compiler#g++} ;; *) c=clang${compiler#clang++} ;; esac
  for level in ${RGX_LEVELS:-2 3}; do
    build=$work/$compiler-O$level
    echo "== $compiler -O$level"
    cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRGX_TESTS=OFF \
      -DCMAKE_C_COMPILER="$c" -DCMAKE_CXX_COMPILER="$compiler" \
      -DCMAKE_CXX_FLAGS_RELEASE="-O$level -DNDEBUG" -DCMAKE_C_FLAGS_RELEASE="-O$level -DNDEBUG" > "$build.configure.log"
    cmake --build "$build" --target rgx > "$build.build.log"
    rgx=$build/rgx
    [ -d "$work/demo" ] || "$rgx" new demo "$work/demo" > /dev/null
    for study in "$work/demo/study.rgx" "$example"; do
      name=$(basename "$(dirname "$study")")
      if [ "$name" != demo ] && ! "$rgx" check "$study" > /dev/null 2>&1; then
        echo "skipped: $name, whose data is not here"
        continue
      fi
      for threads in 1 2 7 16; do
        out=$build.$name.$threads
        rm -rf "$out" "$out.store"
        PATH=/nonexistent "$rgx" run "$study" -o "$out" --store "$out.store" -j "$threads" > "$out.log" 2>&1 || {
          echo "FAILED: $name at $threads threads, see $out.log"
          exit 1
        }
        rm -rf "$out.store"
        if diff -r "$build.$name.1/tables" "$out/tables" > /dev/null; then
          echo "$name at $threads threads: the same bytes"
        else
          echo "DIFFERENT: $name at $threads threads, see $out/tables"
          failed=1
        fi
      done
      [ -n "$first" ] || continue
      "$rgx" diff "$first.$name.1" "$build.$name.1" --json > "$build.$name.diff.json" || true
      largest=$(sed -n 's/.*"relative_difference": \([0-9.e+-]*\).*/\1/p' "$build.$name.diff.json" | sort -g | tail -1)
      moved=$(grep -c '"relative_difference"' "$build.$name.diff.json" || true)
      echo "$name against $(basename "$first"): $moved numbers moved, largest relative difference ${largest:-0}"
      # Nothing but numbers may move: no other cell, no row or column of one side, no table.
      if awk "BEGIN { exit !(${largest:-0} > 1e-9) }"; then
        echo "DIFFERENT: see $build.$name.diff.json"
        failed=1
      fi
      if grep -Eq '"(cells|rows_only_in_[a-z]+|columns_only_in_[a-z]+)": \[$|"detail": "[^"]|"reordered": true' \
        "$build.$name.diff.json"; then
        echo "DIFFERENT, not in numbers alone: see $build.$name.diff.json"
        failed=1
      fi
    done
    [ -n "$first" ] || first=$build
  done
done
exit $failed
