# The programs that tests need: a browser, and commands that check Onplay's output.

browsers=(chromium chromium-browser google-chrome google-chrome-stable
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')

# Each command, with the Debian package that provides it.
test_commands=(ffprobe:ffmpeg xmllint:libxml2-utils)

# Programs of which tests start servers of their own, those that check deploy/, and a player, with their Debian packages. Where one is
# missing, its tests are skipped. Of Swift only what its servers have in common is needed: they run in one process
# (test/support/swift/server.py).
server_commands=(redis-server:redis-server promtool:prometheus kubectl:kubernetes-client swift-ring-builder:swift
  vlc:vlc-bin vlc:vlc-plugin-base)

find_browser() {
  local name
  for name in ${CHROMIUM_PATH:+"$CHROMIUM_PATH"} "${browsers[@]}"; do
    command -v "$name" && return
  done
  return 1
}

# The packages of those of the commands $@ that are missing.
missing_packages() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}"
  done
}

# Exports CHROMIUM_PATH, the browser for the tests.
ensure_test_tools() {
  local browser='' pair
  find_browser >/dev/null || browser=chromium
  # shellcheck disable=SC2046 # one word for each package
  install_test_packages $browser $(missing_packages "${test_commands[@]}")
  # shellcheck disable=SC2046 # one word for each package
  install_test_packages $(missing_packages "${server_commands[@]}")
  CHROMIUM_PATH=$(find_browser) ||
    fail 'the tests need a browser: install Chromium or Google Chrome, or set CHROMIUM_PATH, and try again.'
  export CHROMIUM_PATH
  for pair in "${test_commands[@]}"; do
    command -v "${pair%%:*}" >/dev/null ||
      fail "the tests need ${pair%%:*} from the package ${pair##*:}: install it and try again."
  done
}

install_test_packages() {
  [ $# -eq 0 ] || ! can_install_system_packages || install_stopped "$@" || true
}
