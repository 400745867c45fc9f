# Runs an edge of cdn/ in front of an origin, in the foreground: `edge nginx` or `edge varnish`.

# For each edge: its Debian packages, its command, and the modules that show whether everything is installed.
edge_packages_nginx='nginx libnginx-mod-http-js'
edge_command_nginx=nginx
edge_modules_nginx=ngx_http_js_module.so
edge_packages_varnish='varnish varnish-modules varnish-vmod-digest'
edge_command_varnish=varnishd
edge_modules_varnish='libvmod_digest.so libvmod_str.so libvmod_var.so libvmod_vsthrottle.so libvmod_xkey.so'

edge_words() {
  local name=edge_$1_$2
  echo "${!name}"
}

# Finds a module of nginx or Varnish below these directories, some of which may be missing or unreadable.
find_edge_file() {
  local path
  path=$(find /usr/lib /usr/lib64 /usr/local/lib -name "$1" -print -quit 2>/dev/null) || true
  [ -n "$path" ] && echo "$path"
}

has_edge() {
  local file
  command -v "$(edge_words command "$1")" >/dev/null || return 1
  for file in $(edge_words modules "$1"); do
    find_edge_file "$file" >/dev/null || return 1
  done
}

ensure_edge() {
  has_edge "$1" && return
  # shellcheck disable=SC2046 # one word for each package
  ! can_install_system_packages || install_stopped $(edge_words packages "$1") || true
  has_edge "$1" ||
    fail "the edge needs the packages $(edge_words packages "$1"): install them and try again."
}

# From here on, variables in capitals are those of the templates in cdn/.

read_edge_origin() {
  local form='^http://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:([0-9]{1,5}))?/?$'
  ONPLAY_ORIGIN=${ONPLAY_ORIGIN:-http://127.0.0.1:8080}
  [[ $ONPLAY_ORIGIN =~ $form ]] || refuse_edge_origin
  ONPLAY_ORIGIN_HOST=${BASH_REMATCH[1]}
  ONPLAY_ORIGIN_PORT=${BASH_REMATCH[3]:-80}
  is_port "$ONPLAY_ORIGIN_PORT" || refuse_edge_origin
  ONPLAY_ORIGIN_ADDRESS=$ONPLAY_ORIGIN_HOST:$ONPLAY_ORIGIN_PORT
}

refuse_edge_origin() {
  fail 'ONPLAY_ORIGIN must be an http URL without a path, such as http://127.0.0.1:8080: correct it and try again.'
}

# $1 is the default port.
read_edge_listen() {
  local host=${ONPLAY_EDGE_HOST:-127.0.0.1} port=${ONPLAY_EDGE_PORT:-$1}
  is_port "$port" || fail 'ONPLAY_EDGE_PORT must be a port, 1 to 65535: correct it and try again.'
  [[ $host =~ ^[0-9A-Za-z.:-]+$ ]] ||
    fail 'ONPLAY_EDGE_HOST must be an IP address or a host name: correct it and try again.'
  case $host in *:*) host="[$host]" ;; esac
  ONPLAY_EDGE_LISTEN=$host:$port
}

is_port() { [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && [ "$1" -le 65535 ]; }

# Takes both keys from the environment, or else both from the origin of this checkout.
read_edge_keys() {
  [ -n "${ONPLAY_GRANT_KEY:-}" ] && [ -n "${ONPLAY_EDGE_KEY:-}" ] || ask_for_edge_keys
  [[ ${ONPLAY_GRANT_KEY:-} =~ ^[0-9a-f]{64}$ ]] ||
    fail 'ONPLAY_GRANT_KEY must be 64 hex digits in lower case: take it from `onplay edge-keys`.'
  [[ ${ONPLAY_EDGE_KEY:-} =~ ^[A-Za-z0-9._~+/=-]{32,256}$ ]] ||
    fail 'ONPLAY_EDGE_KEY must be 32 to 256 letters and digits: take it from `onplay edge-keys`.'
}

ask_for_edge_keys() {
  local line lines
  require_node
  install_packages
  build
  lines=$(node "$root/dist/cli.js" edge-keys) || exit 1
  while IFS= read -r line; do
    case $line in
      ONPLAY_GRANT_KEY=*) ONPLAY_GRANT_KEY=${line#*=} ;;
      ONPLAY_EDGE_KEY=*) ONPLAY_EDGE_KEY=${line#*=} ;;
    esac
  done <<<"$lines"
}

# `conf` is for the user who starts the edge only. `work` is the working directory of its workers, so that they need no
# access to any directory above it. The workers own none of these: the owner of a directory can replace anything in it by a
# link, which root would follow at the next start.
make_edge_folder() {
  local data=${ONPLAY_DATA:-./var}
  mkdir -p "$data" || fail "ONPLAY_DATA: $data cannot be written."
  edge_folder=$(cd "$data" && pwd)/edge-$1
  own_edge_folder "$edge_folder" 700
  own_edge_folder "$edge_folder/conf" 700
  own_edge_folder "$edge_folder/work" 755
}

# Makes the directory $1 belong to the user who starts the edge, whatever its owner before, with the mode $2.
own_edge_folder() {
  refuse_edge_link "$1"
  mkdir -p "$1" || fail "ONPLAY_DATA: $1 cannot be written."
  [ "$(id -u)" -ne 0 ] || chown -h "$(id -u):$(id -g)" "$1"
  chmod "$2" "$1"
}

# Creates a directory, inside one of ours, for the workers only. Its contents are theirs and are not touched.
make_worker_folder() {
  refuse_edge_link "$1"
  if [ -d "$1" ]; then
    [ -n "$(find "$1" -maxdepth 0 -user "${edge_user:-$(id -u)}")" ] || refuse_edge_remains "$1"
  elif [ -n "$edge_user" ]; then
    install -d -m 700 -o "$edge_user" -g "$(id -g "$edge_user")" "$1"
  else
    mkdir -m 700 "$1"
  fi
}

refuse_edge_link() { [ ! -L "$1" ] || refuse_edge_remains "$1"; }

refuse_edge_remains() {
  fail "$1 is a link or belongs to another user: remove $edge_folder and start again."
}

# When started as root, the edge runs as the first existing user of $1...
find_edge_user() {
  local user
  edge_user=
  [ "$(id -u)" -eq 0 ] || return 0
  for user in "$@"; do
    if id -u "$user" >/dev/null 2>&1; then
      edge_user=$user
      return
    fi
  done
  fail "the edge needs one of the users $*, which its package creates."
}

# Prints the template $1 with its ${ONPLAY_...} variables filled in. No key is among them.
fill_edge_template() {
  local text name
  text=$(cat "$1")
  for name in ONPLAY_ORIGIN_{ADDRESS,HOST,PORT} ONPLAY_EDGE_{LISTEN,SCRIPTS,STATE,CACHE,PROBLEMS,LEASES,KEYS}; do
    text=${text//"\${$name}"/"${!name:-}"}
  done
  printf '%s\n' "$text"
}

edge() {
  local kind=${1:-}
  case $kind in nginx | varnish) ;; *) fail 'usage: ./run edge nginx|varnish' ;; esac
  [ $# -eq 1 ] || fail "unexpected argument '$2': the edge takes its settings from the environment."
  read_edge_origin
  case $kind in
    nginx) read_edge_listen 8081 ;;
    varnish) read_edge_listen 8082 ;;
  esac
  ensure_edge "$kind"
  read_edge_keys
  umask 077
  make_edge_folder "$kind"
  "run_edge_$kind"
}

announce_edge() { say "$1 listens on http://$ONPLAY_EDGE_LISTEN, in front of $ONPLAY_ORIGIN."; }

run_edge_nginx() {
  local conf=$edge_folder/conf work=$edge_folder/work
  ONPLAY_EDGE_SCRIPTS=../conf
  ONPLAY_EDGE_STATE=state
  ONPLAY_EDGE_CACHE=cache
  ONPLAY_EDGE_PROBLEMS=problems
  ONPLAY_EDGE_LEASES=leases
  local folder
  find_edge_user www-data nginx
  # Create every directory that nginx writes to, with the right owner, before it starts: its root process changes the owner of
  # those that belong to another user.
  for folder in state cache problems leases body proxy fastcgi uwsgi scgi; do
    make_worker_folder "$work/$folder"
  done
  cp "$root"/cdn/nginx/*.js "$conf/"
  printf '{"grantKey":"%s","edgeKey":"%s"}\n' "$ONPLAY_GRANT_KEY" "$ONPLAY_EDGE_KEY" >"$conf/keys.json"
  fill_edge_template "$root/cdn/nginx/onplay.conf.template" >"$conf/onplay.conf"
  nginx_frame >"$conf/nginx.conf"
  announce_edge nginx
  cd "$work"
  unset ONPLAY_GRANT_KEY ONPLAY_EDGE_KEY ONPLAY_TOKEN_SECRET ONPLAY_ADMIN_KEY
  exec nginx -p ./ -c ../conf/nginx.conf -e stderr
}

# The configuration around cdn/nginx/onplay.conf.template.
nginx_frame() {
  cat <<FRAME
daemon off;
${edge_user:+user $edge_user;}
worker_processes auto;
worker_rlimit_nofile 16384;
pid ../conf/nginx.pid;
error_log stderr warn;
load_module $(find_edge_file ngx_http_js_module.so);
events { worker_connections 4096; }
http {
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include onplay.conf;
}
FRAME
}

# When started as root, varnishd reads its VCL as the user varnish, and runs as vcache.
run_edge_varnish() {
  local work=$edge_folder/work
  ONPLAY_EDGE_KEYS=../keys
  ONPLAY_ORIGIN_HOST=${ONPLAY_ORIGIN_HOST#[}
  ONPLAY_ORIGIN_HOST=${ONPLAY_ORIGIN_HOST%]}
  find_edge_user vcache varnish
  own_edge_folder "$work/keys" 755
  write_edge_key "$work/keys/grant.key" "$ONPLAY_GRANT_KEY"
  write_edge_key "$work/keys/edge.key" "$ONPLAY_EDGE_KEY"
  rm -f "$work/onplay.vcl"
  fill_edge_template "$root/cdn/varnish/onplay.vcl.template" >"$work/onplay.vcl"
  chmod 644 "$work/onplay.vcl"
  refuse_edge_link "$work/run"
  announce_edge varnish
  cd "$work"
  unset ONPLAY_GRANT_KEY ONPLAY_EDGE_KEY ONPLAY_TOKEN_SECRET ONPLAY_ADMIN_KEY
  # Files that varnishd's users create for each other; no other user can reach this directory.
  umask 022
  exec varnishd -F -n "$work/run" -p vcl_path=. -f onplay.vcl -a "$ONPLAY_EDGE_LISTEN" -T none \
    -s default,512m -s problems=malloc,16m -s Transient=malloc,128m \
    -p workspace_client=256k -p http_req_hdr_len=16k -p vsl_space=16m
}

# Writes the key $2 to the file $1, readable by the worker only; never follows a link.
write_edge_key() {
  rm -f "$1"
  printf '%s\n' "$2" >"$1"
  [ -z "$edge_user" ] || chown -h "$edge_user:" "$1"
}
