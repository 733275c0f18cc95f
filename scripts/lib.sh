# shellcheck shell=bash
# Shared by every script here: where the repository is, which settings all builds
# must agree on, and how setup steps talk to the person. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CARGO_BIN=${CARGO_HOME:-$HOME/.cargo}/bin
export ROOT CARGO_BIN

# A fresh rustup is not on the PATH of a shell that was open before it.
case ":$PATH:" in
  *":$CARGO_BIN:"*) ;;
  *) export PATH="$CARGO_BIN:$PATH" ;;
esac

# cargo-leptos sets these for what it compiles, and leptos reads some of them at
# compile time. Tests and lints that lacked them would compile leptos and all
# that depends on it a second time.
export LEPTOS_OUTPUT_NAME=latchkey
export LEPTOS_SITE_ROOT=target/site
export LEPTOS_SITE_PKG_DIR=pkg

say() { printf '%s\n' "$*"; }

# die WHAT-HAPPENED WHAT-TO-DO
die() {
  printf 'error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf '  what to do: %s\n' "$2" >&2
  exit 1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# The access token of the demo account on the server at BASE_URL.
demo_token() {
  curl -sf "$BASE_URL/api/token" --json '{"email": "demo@latchkey.test", "password": "latchkey-demo"}' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])'
}

have() { command -v "$1" >/dev/null 2>&1; }

# with_packing CMD...: CMD finds scripts/pack/wasm-opt in place of the real one.
with_packing() { LATCHKEY_WASM_OPT=$(command -v wasm-opt) PATH="$ROOT/scripts/pack:$PATH" "$@"; }

# apt_install PURPOSE PACKAGE...: the one way in which setup touches the system.
apt_install() {
  local purpose=$1 as_root=()
  shift
  have apt-get || die "$purpose is missing" "install what your system calls: $*"
  if [ "$(id -u)" != 0 ]; then
    have sudo || die "$purpose is missing" "as root: apt-get install $*"
    as_root=(sudo)
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A list of packages that is older than the mirror asks for files that are gone.
  if [ -z "${LATCHKEY_APT_UPDATED:-}" ]; then
    "${as_root[@]}" apt-get update -qq || true
    export LATCHKEY_APT_UPDATED=1
  fi
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
    || die "apt-get could not install $*" "install it by hand, then run 'make setup' again"
}

# A build tool is built once and runs for seconds: spend little on optimising it.
cargo_install_quickly() {
  # --ignore-rust-version: a tool's locked dependency may ask for the very newest
  # compiler by habit of its maintainers, and build with ours all the same.
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=${CARGO_PROFILE_RELEASE_OPT_LEVEL:-1} \
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_PROFILE_RELEASE_DEBUG=0 \
  CARGO_PROFILE_RELEASE_STRIP=none CARGO_PROFILE_RELEASE_PANIC=unwind \
    cargo install --quiet --force --ignore-rust-version "$@"
}

# install_prebuilt NAME@VERSION: by cargo-binstall, for whoever has it. Fails where there is nothing
# prebuilt or the place that it comes from does not answer; then it is built.
install_prebuilt() {
  have cargo-binstall || return
  say "       looking for a prebuilt $1"
  timeout 180 cargo-binstall --no-confirm --disable-strategies compile --log-level error "$1"
}

# Each file in scripts/steps defines ready and install, and ends with this.
step_main() {
  case ${1:-} in
    check) ready ;;
    install) install ;;
    *) die "usage: $0 check|install" ;;
  esac
}
