# Node.js, of the version that package.json asks for.

require_node() {
  local oldest version
  oldest=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' "$root/package.json")
  version=$(node --version 2>/dev/null) ||
    fail "Node.js is missing: install version $oldest or newer from https://nodejs.org and try again."
  version=${version#v}
  version_at_least "${version%%[!0-9.]*}" "$oldest" ||
    fail "Node.js $version is too old: install version $oldest or newer from https://nodejs.org and try again."
}
