# shellcheck shell=bash
# Shared by the scripts here: strict mode, paths, and how a step reports itself.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Tools live outside the system, in one directory that may be shared between work trees.
export RESPITE_TOOLS=${RESPITE_TOOLS:-$ROOT/target/tools}
export PATH="$RESPITE_TOOLS/bin:$PATH"
export YOWASP_CACHE_DIR=$RESPITE_TOOLS/cache
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}
# A build that is made once has no use for the state of an incremental one.
if [ "${CI:-}" = true ]; then export CARGO_INCREMENTAL=0; fi

# Logs and scratch files.
OUT=${CARGO_TARGET_DIR:-$ROOT/target}/scripts
mkdir -p "$OUT"

FAILED=()

say() { printf '%s\n' "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# skip WHY: something this machine lacks. Fine for a person, a failure where everything must run.
skip() {
  say "skipped: $*"
  if [ "${CI:-}" = true ]; then FAILED+=("skipped: $*"); fi
}

# step NAME COMMAND...: runs it quietly with its time; shows the output if it fails or warns.
step() {
  local name=$1 log=$OUT/${1//[ \/]/-}.log start=$EPOCHREALTIME verdict=ok
  shift
  if ! "$@" >"$log" 2>&1; then
    verdict=FAILED
  elif grep -qiE '^[[:space:]]*%?warning' "$log"; then
    verdict=WARNED
  fi
  printf '%-7s %-36s %6.1f s\n' "$verdict" "$name" "$(seconds_since "$start")"
  [ "$verdict" = ok ] && return
  sed 's/^/    /' "$log"
  FAILED+=("$name")
}

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# finish WHAT: the last line of a script made of steps, and its exit code.
finish() {
  if [ ${#FAILED[@]} -eq 0 ]; then
    say "$1: all good"
    return
  fi
  printf '%s: failed: %s\n' "$1" "${FAILED[*]}" >&2
  exit 1
}

# table FILE NAME PAGE: puts a table into a page, between the marks of this name.
table() {
  sed -i -e "/^<!-- $2: begin/,/^<!-- $2: end/{//!d}" -e "/^<!-- $2: begin/r $1" "$3"
}
