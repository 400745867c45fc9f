# Messages of the tasks go to standard error; standard output belongs to the programs they run.

say() { printf 'onplay: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Runs a command without standard input; shows its output on standard error only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}
