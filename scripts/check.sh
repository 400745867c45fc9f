# The checks that read the code without running it. All of them run; the summary comes last.

# The page's scripts have a configuration of their own, as they run in a browser.
types() {
  local config status=0
  for config in tsconfig.json src/*/*/tsconfig.json; do
    [ ! -f "$config" ] || node_modules/.bin/tsc --noEmit -p "$config" || status=1
  done
  return "$status"
}

dependency_rules() {
  local folder
  local -a folders=()
  for folder in src test bench cdn; do
    [ ! -d "$folder" ] || folders+=("$folder")
  done
  node_modules/.bin/depcruise --config .dependency-cruiser.cjs "${folders[@]}"
}

check() {
  cd "$root"
  local summary='' status=0
  check_one 'format and lint' node_modules/.bin/biome check
  check_one 'types' types
  check_one 'dependencies' dependency_rules
  printf '\n%b' "$summary"
  return "$status"
}

# Adds one line to the summary of `check`.
check_one() {
  local name=$1 outcome=ok
  shift
  "$@" || outcome=FAILED
  [ "$outcome" = ok ] || status=1
  summary="$summary$(printf 'check: %-16s %s' "$name" "$outcome")\\n"
}
