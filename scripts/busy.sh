# Running the tests beside other work: `test_busy [RUNS] [ARGS...]`.

# The loops that keep the processors busy; they end with this shell.
busy_loops=()

start_busy_loops() {
  local core cores
  cores=$(node -p 'require("node:os").availableParallelism()')
  trap end_busy_loops EXIT
  for ((core = 0; core < cores; core++)); do
    # It looks for its parent every few seconds, which may be killed as well.
    bash -c 'while kill -0 "$PPID" 2>/dev/null; do for ((i = 0; i < 1000000; i++)); do :; done; done' &
    busy_loops+=($!)
  done
}

end_busy_loops() {
  [ ${#busy_loops[@]} -eq 0 ] || kill "${busy_loops[@]}" 2>/dev/null || true
}

# Runs all tests, or those that ARGS select, so many times (three unless given) with a busy loop for each processor
# beside them. The first run that fails is the last.
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
