# Finds an ffmpeg: FFMPEG_PATH, else the one ffmpeg-static downloaded, else the system's; else installs or downloads one.

oldest_ffmpeg=5.1

# Succeeds if the program $1 runs and is a recent enough ffmpeg. A build without a release number is from the
# development branch, and accepted.
ffmpeg_works() {
  local line=''
  IFS= read -r line < <("$1" -version 2>/dev/null </dev/null) || true
  case $line in 'ffmpeg version '*) ;; *) return 1 ;; esac
  [[ $line =~ ^ffmpeg\ version\ n?([0-9]+(\.[0-9]+)*) ]] || return 0
  version_at_least "${BASH_REMATCH[1]}" "$oldest_ffmpeg"
}

# Uses the ffmpeg that ffmpeg-static downloaded, unless FFMPEG_PATH is set.
use_downloaded_ffmpeg() {
  local downloaded=$root/node_modules/ffmpeg-static/ffmpeg
  [ -z "${FFMPEG_PATH:-}" ] && [ -x "$downloaded" ] && ffmpeg_works "$downloaded" || return 1
  export FFMPEG_PATH=$downloaded
}

have_ffmpeg() { use_downloaded_ffmpeg || ffmpeg_works ffmpeg; }

download_ffmpeg() {
  local installer=$root/node_modules/ffmpeg-static/install.js
  [ -f "$installer" ] || return 1
  say 'downloading ffmpeg...'
  # A partial download would be mistaken for a complete one.
  rm -f "$root/node_modules/ffmpeg-static/ffmpeg"
  quietly node "$installer"
}

ensure_ffmpeg() {
  if [ -n "${FFMPEG_PATH:-}" ]; then
    ffmpeg_works "$FFMPEG_PATH" ||
      fail "FFMPEG_PATH must name an ffmpeg of version $oldest_ffmpeg or newer that runs: correct it or unset it."
    return
  fi
  have_ffmpeg && return
  if can_install_system_packages && install_system_packages ffmpeg bubblewrap && have_ffmpeg; then return; fi
  if download_ffmpeg && have_ffmpeg; then return; fi
  fail "there is no ffmpeg of version $oldest_ffmpeg or newer: install one, or set FFMPEG_PATH, and try again."
}
