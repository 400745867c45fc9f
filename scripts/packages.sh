# The npm packages, exactly as they are locked.

# What the installed packages depend on: the lock file, and the machine for which binaries were chosen.
packages_wanted() {
  cat "$root/package-lock.json"
  uname -s -m
}

# Written last and in one step, so that an interrupted installation is repeated.
install_packages() {
  local stamp=$root/node_modules/.onplay-installed
  packages_wanted | cmp -s - "$stamp" && return
  say 'installing packages...'
  rm -f "$stamp"
  # No install scripts: the only one that matters downloads an ffmpeg, and scripts/ffmpeg.sh runs it when needed.
  quietly env PATH="$npm_path" npm ci --prefix "$root" --include=dev --include=optional --ignore-scripts \
    --no-audit --no-fund --loglevel=error ||
    fail 'the packages could not be installed: see above, then check the network and try again.'
  packages_wanted >"$stamp.partial"
  mv "$stamp.partial" "$stamp"
}
