# Node.js of a version that package.json allows: the one on PATH, else the newest of a release line, from npm.

# The release line to install if PATH has no suitable Node.js: long-term support until April 2028.
node_line=24

# The PATH that npm is run with: npm works with the Node.js it was installed for.
npm_path=$PATH

# Puts a suitable Node.js first on PATH. One that is installed for it is in .node/ of this checkout, for it alone.
require_node() {
  local oldest found bin
  oldest=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' "$root/package.json")
  found=$(node --version 2>/dev/null) || found=
  found=${found#v}
  [ -z "$found" ] || ! version_at_least "${found%%[!0-9.]*}" "$oldest" || return 0
  command -v npm >/dev/null || fail "$(node_problem "$found"): install version $oldest or newer from https://nodejs.org and try again."
  bin=$root/.node/node_modules/$(node_package)/bin
  [ -x "$bin/node" ] || bring_node "$oldest" "$found"
  PATH=$bin:$PATH
}

# The registry's package with the Node.js for this machine.
node_package() {
  local system machine
  system=$(uname -s | tr '[:upper:]' '[:lower:]')
  machine=$(uname -m)
  case $machine in
    x86_64 | amd64) machine=x64 ;;
    aarch64) machine=arm64 ;;
  esac
  echo "node-$system-$machine"
}

# Argument: the version on PATH, which may be empty.
node_problem() {
  if [ -z "$1" ]; then echo 'Node.js is missing'; else echo "Node.js $1 is too old"; fi
}

# Arguments: the oldest version that will do, and the one on PATH, which may be empty.
bring_node() {
  local package
  package=$(node_package)
  say "$(node_problem "$2") ($1 or newer is needed): bringing Node.js $node_line from the npm registry into .node/ of this checkout."
  # Installed beside and then renamed, so that an interrupted installation is repeated.
  rm -rf "$root/.node.partial"
  mkdir "$root/.node.partial"
  quietly npm install --prefix "$root/.node.partial" "$package@$node_line" --ignore-scripts \
    --no-audit --no-fund --no-package-lock --loglevel=error &&
    "$root/.node.partial/node_modules/$package/bin/node" --version >/dev/null ||
    fail "Node.js could not be brought: see above, or install version $1 or newer from https://nodejs.org."
  rm -rf "$root/.node"
  mv "$root/.node.partial" "$root/.node"
}
