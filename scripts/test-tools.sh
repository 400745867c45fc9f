# The programs that tests need: a browser, and commands that check Onplay's output.

browsers=(chromium chromium-browser google-chrome google-chrome-stable
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')

# Each command, with the Debian package that provides it.
test_commands=(ffprobe:ffmpeg xmllint:libxml2-utils)

find_browser() {
  local name
  for name in ${CHROMIUM_PATH:+"$CHROMIUM_PATH"} "${browsers[@]}"; do
    command -v "$name" && return
  done
  return 1
}

missing_test_packages() {
  local pair
  find_browser >/dev/null || echo chromium
  for pair in "${test_commands[@]}"; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}"
  done
}

# Exports CHROMIUM_PATH, the browser for the tests.
ensure_test_tools() {
  local missing pair
  missing=$(missing_test_packages)
  if [ -n "$missing" ] && can_install_system_packages; then
    # shellcheck disable=SC2086 # one word for each package
    install_system_packages $missing || true
  fi
  CHROMIUM_PATH=$(find_browser) ||
    fail 'the tests need a browser: install Chromium or Google Chrome, or set CHROMIUM_PATH, and try again.'
  export CHROMIUM_PATH
  for pair in "${test_commands[@]}"; do
    command -v "${pair%%:*}" >/dev/null ||
      fail "the tests need ${pair%%:*} from the package ${pair##*:}: install it and try again."
  done
}
