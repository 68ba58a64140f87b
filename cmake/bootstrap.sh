#!/bin/sh
# Installs what building rgx needs, and nothing that is there already. Debian 12; other systems get the list to read.
#   sh cmake/bootstrap.sh [build|test|develop]
# build: the program and its report. test (default): also the test tools. develop: also formatter, linter, benchmarks.
set -eu
export LC_ALL=C
purpose=${1:-test}
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
web=$root/cmake/web

packages="build-essential cmake ninja-build ccache ca-certificates pkg-config
  libboost-dev libeigen3-dev libinsighttoolkit5-dev libfmt-dev libcli11-dev nlohmann-json3-dev libtbb-dev libssl-dev
  libcmark-gfm-dev libcmark-gfm-extensions-dev libkainjow-mustache-dev libarchive-dev libzstd-dev libcurl4-openssl-dev
  libsvm-dev libxgboost-dev"
testing="doctest-dev chromium"
developing="clang-format clang-tidy libbenchmark-dev"
case $purpose in
  build) ;;
  test) packages="$packages $testing" ;;
  develop) packages="$packages $testing $developing" ;;
  *) echo "usage: sh cmake/bootstrap.sh [build|test|develop]" >&2; exit 2 ;;
esac

say() { echo "bootstrap: $*" >&2; }

# Node 18 is what Debian 12 has; a newer one from elsewhere is kept, since its npm and Debian's exclude each other.
node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'; }
node_serves() { [ "$(node_major || true)" -ge 18 ] 2>/dev/null && command -v npm >/dev/null 2>&1; }
if ! node_serves; then
  packages="$packages nodejs npm"
fi

if command -v dpkg-query >/dev/null 2>&1; then
  missing=
  for p in $packages; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null || true)" = installed ] || missing="$missing $p"
  done
  if [ -n "$missing" ]; then
    say "installing$missing"
    if [ "$(id -u)" = 0 ]; then
      as_root=
    elif command -v sudo >/dev/null 2>&1; then
      as_root=sudo
    else
      say "these Debian packages are missing, and neither root nor sudo is at hand; as root:"
      say "  apt-get install --no-install-recommends$missing"
      exit 1
    fi
    # A package list may be old or absent: fetched once, and only when something is to be installed.
    $as_root apt-get -q -o DPkg::Lock::Timeout=600 update >&2
    # shellcheck disable=SC2086 # the list is words
    $as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends $missing >&2
  fi
else
  say "no dpkg here: these (by their Debian names) have to be present:"
  say "  $(echo $packages)"
fi

if ! node_serves; then
  say "node 18 or newer and npm are needed for the report's figures; found node '$(node --version 2>/dev/null || echo none)'"
  exit 1
fi

# The stamp is the lock file that was installed from, with what was left out.
omit=
[ "$purpose" = build ] && omit=--omit=dev
stamp=$web/node_modules/.installed-from
wanted() { echo "$1"; cat "$web/package-lock.json"; }
if [ -f "$stamp" ] && { wanted full | cmp -s - "$stamp" || { [ -n "$omit" ] && wanted build | cmp -s - "$stamp"; }; }; then
  :
else
  say "npm ci in cmake/web"
  (cd "$web" && npm ci $omit --no-audit --no-fund --loglevel=error) >&2
  if [ -n "$omit" ]; then wanted build >"$stamp"; else wanted full >"$stamp"; fi
fi
