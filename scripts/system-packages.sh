# Installs system packages where possible: as root on Debian and its derivatives.

can_install_system_packages() {
  [ "$(id -u)" -eq 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null
}

install_system_packages() {
  say "installing $* with apt-get..."
  quietly apt-get -q update &&
    quietly env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}
