# The static checks. All of them run; a summary comes last.

# The page's scripts have their own configuration, as they run in a browser.
types() {
  local config status=0
  for config in tsconfig.json src/*/tsconfig.json; do
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
  check_one 'picture of rooms' node scripts/draw-rooms.mjs --check
  check_one 'words' node scripts/words.mjs
  check_one 'deployment' node_modules/.bin/vitest run --project unit test/deploy
  printf '\n%b' "$summary"
  return "$status"
}

# Runs one check and adds a line to the summary of `check`.
check_one() {
  local name=$1 outcome=ok
  shift
  "$@" || outcome=FAILED
  [ "$outcome" = ok ] || status=1
  summary="$summary$(printf 'check: %-16s %s' "$name" "$outcome")\\n"
}
