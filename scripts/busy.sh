# Runs the tests under load: `test_busy [RUNS] [ARGS...]`.

# The process ids of the busy loops, which end with this shell.
busy_loops=()

start_busy_loops() {
  local core cores
  cores=$(node -p 'require("node:os").availableParallelism()')
  trap end_busy_loops EXIT
  for ((core = 0; core < cores; core++)); do
    # The loop checks every few seconds whether its parent is alive, in case that was killed.
    bash -c 'while kill -0 "$PPID" 2>/dev/null; do for ((i = 0; i < 1000000; i++)); do :; done; done' &
    busy_loops+=($!)
  done
}

end_busy_loops() {
  [ ${#busy_loops[@]} -eq 0 ] || kill "${busy_loops[@]}" 2>/dev/null || true
}

# Runs all tests, or those that ARGS select, RUNS times (3 by default), with one busy loop per processor in the background.
# Stops at the first run that fails.
test_busy() {
  local runs=3 run began
  if [[ ${1:-} =~ ^[0-9]+$ ]]; then
    runs=$1
    shift
  fi
  start_busy_loops
  for ((run = 1; run <= runs; run++)); do
    began=$SECONDS
    "$root/node_modules/.bin/vitest" run "$@" ||
      fail "run $run of $runs beside ${#busy_loops[@]} busy loops failed after $((SECONDS - began)) s."
    say "run $run of $runs beside ${#busy_loops[@]} busy loops passed in $((SECONDS - began)) s."
  done
}
