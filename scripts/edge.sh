# The edges of cdn/ in front of an origin, in the foreground: `edge nginx` or `edge varnish`.

# Of each: the packages of Debian, the command, and the modules by which one sees that all is there.
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

# Where a module of nginx or of Varnish is: somewhere below these folders, not all of which there are or may be looked into.
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

# Debian starts what it installs, which nobody asked for; what was there before is left alone.
install_edge() {
  local had=''
  had=$(command -v "$(edge_words command "$1")") || true
  # shellcheck disable=SC2046 # one word for each package
  install_system_packages $(edge_words packages "$1") || return
  [ -z "$had" ] || return 0
  service "$1" stop >/dev/null 2>&1 || true
  update-rc.d "$1" disable >/dev/null 2>&1 || true
}

ensure_edge() {
  has_edge "$1" && return
  ! can_install_system_packages || install_edge "$1" || true
  has_edge "$1" ||
    fail "the edge needs the packages $(edge_words packages "$1"): install them and try again."
}

# From here on variables in capitals are what the templates in cdn/ ask for.

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
  fail 'ONPLAY_ORIGIN must be an http URL without a path, as http://127.0.0.1:8080: correct it and try again.'
}

# $1 is the port where none is set.
read_edge_listen() {
  local host=${ONPLAY_EDGE_HOST:-127.0.0.1} port=${ONPLAY_EDGE_PORT:-$1}
  is_port "$port" || fail 'ONPLAY_EDGE_PORT must be a port, 1 to 65535: correct it and try again.'
  [[ $host =~ ^[0-9A-Za-z.:-]+$ ]] ||
    fail 'ONPLAY_EDGE_HOST must be an IP address or a host name: correct it and try again.'
  case $host in *:*) host="[$host]" ;; esac
  ONPLAY_EDGE_LISTEN=$host:$port
}

is_port() { [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && [ "$1" -le 65535 ]; }

# Both from the environment, or both as the origin of this checkout has them.
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

# `conf` is for who starts the edge alone. `work` is what its workers have as their current folder, so that they need no
# access to any folder above it. They own none of these: who owns a folder can put a link in the place of anything in it, and
# root would follow that the next time.
make_edge_folder() {
  local data=${ONPLAY_DATA:-./var}
  mkdir -p "$data" || fail "ONPLAY_DATA: $data cannot be written."
  edge_folder=$(cd "$data" && pwd)/edge-$1
  own_edge_folder "$edge_folder" 700
  own_edge_folder "$edge_folder/conf" 700
  own_edge_folder "$edge_folder/work" 755
}

# The folder $1 belongs to who starts the edge, whatever it was before, and has the mode $2.
own_edge_folder() {
  refuse_edge_link "$1"
  mkdir -p "$1" || fail "ONPLAY_DATA: $1 cannot be written."
  [ "$(id -u)" -ne 0 ] || chown -h "$(id -u):$(id -g)" "$1"
  chmod "$2" "$1"
}

# A folder in a folder of ours for the workers alone. What is in it is theirs, and is not touched.
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

# As root, the edge works as the first of the users $1... that there is.
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
  fail "the edge needs one of the users $*, as its package makes it."
}

# The template $1 with its ${ONPLAY_...} filled in. No key is among them.
fill_edge_template() {
  local text name
  text=$(cat "$1")
  for name in ONPLAY_ORIGIN_{ADDRESS,HOST,PORT} ONPLAY_EDGE_{LISTEN,SCRIPTS,STATE,CACHE,PROBLEMS,KEYS}; do
    text=${text//"\${$name}"/"${!name:-}"}
  done
  printf '%s\n' "$text"
}

edge() {
  local kind=${1:-}
  case $kind in nginx | varnish) ;; *) fail 'usage: ./run edge nginx|varnish' ;; esac
  [ $# -eq 1 ] || fail "what is '$2'? The edge takes its settings from the environment."
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
  local folder
  find_edge_user www-data nginx
  # All that nginx writes to, as it is to be before nginx's root process looks at it: what belongs to another it gives away.
  for folder in state cache problems body proxy fastcgi uwsgi scgi; do
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

# What stands around cdn/nginx/onplay.conf.template.
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

# As root varnishd reads its VCL as the user varnish, and works as vcache.
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
  # What its users make for each other; nobody else gets as far as here.
  umask 022
  exec varnishd -F -n "$work/run" -p vcl_path=. -f onplay.vcl -a "$ONPLAY_EDGE_LISTEN" -T none \
    -s default,512m -s problems=malloc,16m -s Transient=malloc,128m \
    -p workspace_client=256k -p http_req_hdr_len=16k -p vsl_space=16m
}

# The file $1 with the key $2, for the worker alone; never through a link.
write_edge_key() {
  rm -f "$1"
  printf '%s\n' "$2" >"$1"
  [ -z "$edge_user" ] || chown -h "$edge_user:" "$1"
}
