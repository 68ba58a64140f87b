#!/bin/sh
# Configures a preset for the processor at hand: x86-64-v3 where it has AVX2 and FMA, else the baseline.
#   sh cmake/configure.sh PRESET [cmake arguments]
set -eu
cd "$(dirname -- "$0")/.."
preset=$1
shift
isa=
if [ "$(uname -m)" = x86_64 ] && ! { grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo; }; then
  isa=-DRGX_ISA=baseline
fi
exec cmake --preset "$preset" $isa "$@"
