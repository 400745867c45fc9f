# Installs the npm packages, exactly as locked.

# The inputs of an installation: the lock file, and the platform that binaries were chosen for.
packages_wanted() {
  cat "$root/package-lock.json"
  uname -s -m
}

# Installs the packages unless they are up to date. The stamp is written last and atomically, so that an interrupted
# installation is repeated.
install_packages() {
  local stamp=$root/node_modules/.onplay-installed
  packages_wanted | cmp -s - "$stamp" && return
  say 'installing packages...'
  rm -f "$stamp"
  # No install scripts: the only relevant one downloads an ffmpeg, and scripts/ffmpeg.sh runs it when needed.
  quietly env PATH="$npm_path" npm ci --prefix "$root" --include=dev --include=optional --ignore-scripts \
    --no-audit --no-fund --loglevel=error ||
    fail 'the packages could not be installed: see above, then check the network and try again.'
  packages_wanted >"$stamp.partial"
  mv "$stamp.partial" "$stamp"
}
