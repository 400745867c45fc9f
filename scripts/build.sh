# Builds dist/ from src/ if anything in src/ is newer.

is_built() {
  local stamp=$root/dist/.built
  [ -f "$stamp" ] || return 1
  # Directories are checked too: deleting a file makes its directory newer.
  [ -z "$(find "$root/src" "$root"/tsconfig*.json "$root/package-lock.json" -newer "$stamp")" ]
}

# Compiles next to dist/ and then replaces it, so that no process runs a partial build. The stamp has the time of the start,
# so that files saved during the build count as newer.
build() {
  is_built && return
  say 'building...'
  partial=$(mktemp -d "$root/dist.XXXXXX")
  trap 'rm -rf "$partial"' EXIT
  chmod 755 "$partial"
  touch "$partial/.built"
  quietly node "$root/node_modules/typescript/bin/tsc" -p "$root/tsconfig.build.json" --outDir "$partial" &&
    quietly node "$root/scripts/copy-page.mjs" "$root/src" "$partial" ||
    fail 'the build failed: see above.'
  rm -rf "$root/dist"
  mv "$partial" "$root/dist"
  trap - EXIT
}
