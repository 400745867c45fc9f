# The benchmarks: one file each in bench/, named as on the command line. Files in bench/support/ are helpers.

list_benches() {
  local file
  for file in "$root"/bench/*.ts; do
    case $(basename "$file" .ts) in '*' | support) ;; *) basename "$file" .ts ;; esac
  done
}

# Prints each name with the first string after `question:` in its file.
describe_benches() {
  local name
  for name in $1; do
    echo "$name"
    awk -v quotes="['\"\`]" '
      /^ *question:/ { found = 1 }
      found && match($0, quotes ".*" quotes) { print substr($0, RSTART + 1, RLENGTH - 2); exit }
    ' "$root/bench/$name.ts" | fold -s -w 76 | sed 's/^/    /; s/ *$//'
  done
}

run_benches() { node --import tsx "$root/bench/support/$1.ts" "${@:2}"; }

# Prepares everything that the benchmarks $@ need, except a server.
prepare_benches() {
  require_node
  install_packages
  ensure_ffmpeg
  ensure_bench_tools "$@"
  cd "$root"
}

# Runs all benchmarks one after another, even if some fail.
bench_all() {
  local name failed=''
  prepare_benches "$@"
  build
  for name in "$@"; do
    say "bench $name"
    run_benches main "$name" || failed="$failed $name"
  done
  [ -z "$failed" ] || fail "these benchmarks failed:$failed."
}

# Runs the quick versions of the benchmarks that need no browser.
bench_quick() {
  local names
  names=$(without_browser "$@")
  # shellcheck disable=SC2086 # one word for each benchmark
  prepare_benches $names
  build
  # shellcheck disable=SC2086
  run_benches quick $names
}

without_browser() {
  local name
  for name in "$@"; do
    needs_browser "$name" || echo "$name"
  done
}

# Compares the servers of the commits $2 and $3, using the quick versions of this checkout's benchmarks: those in $4...,
# else all of $1 that need no browser.
bench_compare() {
  local a=${2:-} b=${3:-} names name
  [ -n "$b" ] || fail 'usage: ./run bench compare REF_A REF_B [NAME...]'
  # shellcheck disable=SC2086 # one word for each benchmark
  names=$([ $# -gt 3 ] && printf '%s\n' "${@:4}" || without_browser $1)
  for name in $names; do require_bench "$1" "$name"; done
  # shellcheck disable=SC2086
  prepare_benches $names
  checkouts=$(mktemp -d)
  trap 'rm -rf "$checkouts"' EXIT
  check_out "$a" "$checkouts/a"
  check_out "$b" "$checkouts/b"
  # shellcheck disable=SC2086
  run_benches compare "$a" "$checkouts/a/dist/cli.js" "$b" "$checkouts/b/dist/cli.js" $names
}

# Checks out and builds the commit $1 in the new directory $2, with the packages of this checkout if the lock files match.
check_out() {
  say "building $1..."
  mkdir "$2"
  git -C "$root" archive "$1" | tar -x -C "$2" || fail "'$1' is not a commit of this repository."
  cmp -s "$root/package-lock.json" "$2/package-lock.json" && ln -s "$root/node_modules" "$2/node_modules"
  quietly "$2/run" build || fail "'$1' could not be built: see above."
}

# Fails unless $2 is one of the names $1.
require_bench() {
  grep -qxF -e "$2" <<<"$1" || fail "there is no benchmark '$2'; ./run bench without a name lists them."
}

bench() {
  local names name=${1:-}
  names=$(list_benches)
  [ -n "$names" ] || fail 'there are no benchmarks yet.'
  # shellcheck disable=SC2086 # one word for each benchmark
  case $name in
    '')
      describe_benches "$names"
      say 'or: all, quick, compare REF_A REF_B [NAME...]'
      ;;
    all) bench_all $names ;;
    quick) bench_quick $names ;;
    compare) bench_compare "$names" "${@:2}" ;;
    *)
      require_bench "$names" "$name"
      prepare_benches "$name"
      build
      run_benches main "$@"
      ;;
  esac
}
