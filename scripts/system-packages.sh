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

# Installs packages, and leaves none of the services running that Debian starts with them: what needs a server starts its own.
install_stopped() {
  local before service
  before=$(service_scripts)
  install_system_packages "$@" || return
  for service in $(comm -13 <(echo "$before") <(service_scripts)); do
    service "$service" stop >/dev/null 2>&1 || true
    update-rc.d "$service" disable >/dev/null 2>&1 || true
  done
}

service_scripts() { find /etc/init.d -type f -perm -u+x -printf '%f\n' 2>/dev/null | sort; }
