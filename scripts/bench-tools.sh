# The programs that benchmarks use. A benchmark needs the programs that its file mentions, and a browser if `needsBrowser`
# is true.

# Each command, with the Debian package that provides it.
bench_commands=(nginx:nginx wrk:wrk swift-ring-builder:swift redis-server:redis-server)

needs_browser() { grep -q 'needsBrowser: true' "$root/bench/$1.ts"; }

# The pairs of `bench_commands` that any of the benchmarks $@ needs.
bench_commands_of() {
  local pair name
  for pair in "${bench_commands[@]}"; do
    for name in "$@"; do
      if grep -qw -e "${pair%%:*}" "$root/bench/$name.ts"; then
        echo "$pair"
        break
      fi
    done
  done
}

# Installs the programs for the benchmarks $@, or fails.
ensure_bench_tools() {
  local name pair missing='' pairs
  for name in "$@"; do
    if needs_browser "$name"; then
      ensure_test_tools
      break
    fi
  done
  pairs=$(bench_commands_of "$@")
  for pair in $pairs; do
    command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair##*:}"
  done
  if [ -n "$missing" ] && can_install_system_packages; then
    # shellcheck disable=SC2086 # one word for each package
    install_stopped $missing || true
  fi
  for pair in $pairs; do
    command -v "${pair%%:*}" >/dev/null ||
      fail "the benchmark needs ${pair%%:*} from the package ${pair##*:}: install it and try again."
  done
}
