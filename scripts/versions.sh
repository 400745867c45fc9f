# Compares version numbers.

# Succeeds if version $1 is at least version $2; both are numbers separated by dots, such as 20.18.1.
version_at_least() {
  local IFS=. part
  local -a have wanted
  read -r -a have <<<"$1"
  read -r -a wanted <<<"$2"
  for part in 0 1 2; do
    local left=$((10#${have[part]:-0})) right=$((10#${wanted[part]:-0}))
    [ "$left" -eq "$right" ] || {
      [ "$left" -gt "$right" ]
      return
    }
  done
}
