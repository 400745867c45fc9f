# The benchmarks: one file each in bench/, by the name it is called with. Files in bench/support/ only help.

list_benches() {
  local file
  for file in "$root"/bench/*.ts; do
    case $(basename "$file" .ts) in '*' | support) ;; *) basename "$file" .ts ;; esac
  done
}

bench() {
  local names name=${1:-}
  names=$(list_benches)
  [ -n "$names" ] || fail 'there are no benchmarks yet.'
  if [ -z "$name" ]; then
    printf '%s\n' "$names"
    return
  fi
  grep -qxF -e "$name" <<<"$names" || fail "there is no benchmark '$name'; ./run bench alone lists them."
  shift
  set_up
  cd "$root"
  exec node --import tsx bench/support/main.ts "$name" "$@"
}
