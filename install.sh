#!/usr/bin/env bash
# Installs Deskbell on this machine, or brings it up to date: run it again at any time.
# As root it becomes a service of the machine; otherwise one of yours alone.
# Nothing happens before the last line, so half a download does nothing.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: install.sh [OPTION]...

Builds Deskbell with cargo and installs it, or brings an installation up to date.
What is stored and the settings are kept. Without root it installs for this user alone.

  --binary PATH           install this binary instead of building one
  --prefix DIR            put the program into DIR/bin (/usr/local, or ~/.local)
  --root DIR              put every file below DIR and change nothing else: for packages and tests
  --admin-email ADDRESS   the first admin, made only in a new workspace
  --admin-name NAME       how colleagues see the first admin
  --admin-password-stdin  read the first admin's password from the standard input
  --no-admin              make no admin now
  --uninstall             remove the program and the service; keep the data and the settings
  --help                  show this
TEXT
}

say() { printf '%s\n' "$*"; }

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

wrong_usage() {
  printf 'install.sh: %s\nTry install.sh --help.\n' "$*" >&2
  exit 2
}

read_options() {
  binary='' prefix='' root='' admin_email='' admin_name=''
  password_from_stdin=no wants_admin=yes is_admin_made=no uninstalling=no
  while [ $# -gt 0 ]; do
    case $1 in
      --binary | --prefix | --root | --admin-email | --admin-name)
        if [ -z "${2:-}" ]; then wrong_usage "$1 needs a value"; fi
        ;;
    esac
    case $1 in
      --binary) binary=$2; shift ;;
      --prefix) prefix=$2; shift ;;
      --root) root=$2; shift ;;
      --admin-email) admin_email=$2; shift ;;
      --admin-name) admin_name=$2; shift ;;
      --admin-password-stdin) password_from_stdin=yes ;;
      --no-admin) wants_admin=no ;;
      --uninstall) uninstalling=yes ;;
      --help) usage; exit 0 ;;
      *) wrong_usage "there is no option $1" ;;
    esac
    shift
  done
}

# Where things belong, as the running system will see them. $root goes before them while installing.
decide_places() {
  case $prefix in '' | /*) ;; *) wrong_usage '--prefix must begin with /' ;; esac
  if [ -n "$root" ]; then
    mkdir -p "$root"
    root=$(cd "$root" && pwd)
    [ "$root" != / ] || root=''
  fi
  if [ "$(id -u)" -eq 0 ]; then
    scope=system
    program=${prefix:-/usr/local}/bin/deskbell
    data=/var/lib/deskbell
    config=/etc/deskbell/deskbell.toml
    unit=/etc/systemd/system/deskbell.service
  else
    scope=user
    : "${HOME:?is not set}"
    program=${prefix:-$HOME/.local}/bin/deskbell
    data=${XDG_DATA_HOME:-$HOME/.local/share}/deskbell
    config=${XDG_CONFIG_HOME:-$HOME/.config}/deskbell/deskbell.toml
    unit=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user/deskbell.service
  fi
}

# Whether files are only laid out below --root: then there is no account, no service, no owner.
is_staged() { [ -n "$root" ]; }

is_systemd_running() {
  is_staged && return 1
  if [ "$scope" = system ]; then
    [ -d /run/systemd/system ]
  else
    systemctl --user show-environment >/dev/null 2>&1
  fi
}

service() {
  if [ "$scope" = system ]; then systemctl "$@"; else systemctl --user "$@"; fi
}

# Runs the rest as the account that owns the data.
as_owner() {
  if [ "$scope" = system ] && ! is_staged; then
    runuser -u deskbell -- "$@"
  else
    "$@"
  fi
}

build() {
  local source=${BASH_SOURCE[0]:-}
  [ -n "$source" ] || fail 'there is nothing to build from here: give --binary PATH'
  source=$(cd "$(dirname "$source")" && pwd)
  [ -f "$source/Cargo.toml" ] || fail "there is no Cargo.toml in $source: give --binary PATH"
  say "Building in $source; the first time takes some minutes."
  local command
  printf -v command 'cd %q && cargo build --release --locked' "$source"
  if [ "$(id -u)" -eq 0 ] && [ "${SUDO_USER:-root}" != root ]; then
    # The compiler is theirs who called sudo, and so are the files that it makes.
    runuser -l "$SUDO_USER" -c "$command" || fail 'the build failed'
  else
    command -v cargo >/dev/null || fail 'cargo was not found: install Rust, or give --binary PATH'
    bash -c "$command" || fail 'the build failed'
  fi
  binary=${CARGO_TARGET_DIR:-$source/target}/release/deskbell
}

check_binary() {
  [ -f "$binary" ] || fail "there is no file $binary"
  version=$("$binary" --version 2>/dev/null) || fail "$binary does not run on this machine"
  case $version in 'deskbell '*) ;; *) fail "$binary is not Deskbell" ;; esac
}

make_account() {
  [ "$scope" = system ] && ! is_staged || return 0
  id deskbell >/dev/null 2>&1 && return 0
  useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin deskbell
  say 'Made the account deskbell.'
}

# own FILE MODE [GROUP]: sets who may do what, only where it is not so already.
own() {
  local file=$1 mode=$2 owner=${3:-}
  [ "$(stat -c %a "$file")" = "$mode" ] || chmod "$mode" "$file"
  [ "$scope" = system ] && ! is_staged && [ -n "$owner" ] || return 0
  [ "$(stat -c %U:%G "$file")" = "$owner" ] || chown "$owner" "$file"
}

make_data() {
  [ -d "$root$data" ] || mkdir -p "$root$data"
  own "$root$data" 700 deskbell:deskbell
  if [ ! -e "$root$data/deskbell.redb" ]; then
    # Stays until the admin is made, also if this run is cut off in between.
    : >"$root$data/first-admin-is-missing"
    own "$root$data/first-admin-is-missing" 600 deskbell:deskbell
  fi
}

settings_text() {
  cat <<TEXT
# Settings of Deskbell. "deskbell settings" prints all of them with what they are for.
data = "$data"

# Browsers need HTTPS to sign in from other machines: let a proxy speak it, and name its address below.
listen = "127.0.0.1:8080"
# public_url = "https://desk.example.com"
TEXT
}

make_config() {
  local directory
  directory=$(dirname "$root$config")
  if [ ! -d "$directory" ]; then
    mkdir -p "$directory"
    own "$directory" 755
  fi
  [ ! -e "$root$config" ] || return 0
  settings_text >"$root$config.new"
  own "$root$config.new" 640 root:deskbell
  mv -f "$root$config.new" "$root$config"
  say "Wrote the settings to $root$config."
}

system_unit() {
  cat <<TEXT
[Unit]
Description=Deskbell, a desk for customer conversations
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=$program serve --config $config
User=deskbell
Group=deskbell
Restart=always
RestartSec=2
TimeoutStopSec=30
StateDirectory=deskbell
StateDirectoryMode=0700
UMask=0077
LimitNOFILE=65536
# Far above what it needs; a larger store.cache_mb wants more.
MemoryMax=1G
TasksMax=512

# It needs the network and its data directory, and nothing else of this machine.
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
PrivateMounts=yes
PrivateIPC=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# Metadata services of hosting companies answer on link-local addresses: none of our business.
IPAddressDeny=link-local multicast

[Install]
WantedBy=multi-user.target
TEXT
}

user_unit() {
  cat <<TEXT
[Unit]
Description=Deskbell, a desk for customer conversations

[Service]
ExecStart=$program serve --config $config
Restart=always
RestartSec=2
TimeoutStopSec=30
UMask=0077
LimitNOFILE=65536
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=default.target
TEXT
}

unit_text() {
  if [ "$scope" = system ]; then system_unit; else user_unit; fi
}

is_unit_new() { [ ! -e "$root$unit" ] || [ "$(cat "$root$unit")" != "$(unit_text)" ]; }

install_unit() {
  mkdir -p "$(dirname "$root$unit")"
  unit_text >"$root$unit.new"
  chmod 644 "$root$unit.new"
  mv -f "$root$unit.new" "$root$unit"
  say "Wrote the service to $root$unit."
}

is_program_new() { ! cmp -s "$binary" "$root$program"; }

install_program() {
  local place=$root$program
  mkdir -p "$(dirname "$place")"
  # A copy on the same file system takes the place in one step; what runs keeps the old file.
  cp "$binary" "$place.new"
  chmod 755 "$place.new"
  mv -f "$place.new" "$place"
  say "Installed $version as $place."
}

is_admin_missing() { [ -e "$root$data/first-admin-is-missing" ]; }

# Whether this run can make the first admin: it is told who, or there is somebody to ask.
can_make_admin() {
  is_admin_missing && [ "$wants_admin" = yes ] && { [ -n "$admin_email" ] || can_ask; }
}

# Not if the input is the password.
can_ask() { [ -t 0 ] && [ "$password_from_stdin" = no ]; }

ask_for_admin() {
  say 'Who is the first admin? (Nothing: nobody for now.)'
  read -r -p '  E-mail: ' admin_email
  [ -z "$admin_email" ] || read -r -p '  Name: ' admin_name
}

generate_password() {
  # Twenty of thirty-one characters that are hard to confuse: 99 bits.
  local characters
  characters=$(head -c 1024 /dev/urandom | LC_ALL=C tr -dc 'abcdefghjkmnpqrstuvwxyz23456789')
  printf '%s-%s-%s-%s' "${characters:0:5}" "${characters:5:5}" "${characters:10:5}" "${characters:15:5}"
}

make_admin() {
  if [ -z "$admin_email" ]; then ask_for_admin; fi
  [ -n "$admin_email" ] || return 0
  local password shown='' answer
  if [ "$password_from_stdin" = yes ]; then
    IFS= read -r password || [ -n "$password" ] || fail 'no password came on the standard input'
  else
    password=$(generate_password)
    shown=$password
  fi
  if answer=$(printf '%s\n' "$password" | as_owner "$root$program" admin create --data "$root$data" \
    --email "$admin_email" --name "${admin_name:-$admin_email}" --password-stdin 2>&1); then
    is_admin_made=yes
    say "Made the first admin, $admin_email."
    [ -z "$shown" ] || say "The password, shown this once: $shown"
  else
    case $answer in
      *'There is an agent with this e-mail address already.'*) ;;
      *) fail "the admin could not be made: ${answer##*deskbell: }" ;;
    esac
  fi
  rm -f "$root$data/first-admin-is-missing"
}

# The address in the settings, where the service should answer.
address() {
  local listen
  listen=$(sed -n 's/^ *listen *= *"\(.*\)".*/\1/p' "$root$config" | tail -n 1)
  printf '%s' "${listen:-127.0.0.1:8080}"
}

is_answering() {
  local address host port
  address=$(address)
  port=${address##*:}
  host=${address%:*}
  case $host in 0.0.0.0) host=127.0.0.1 ;; '[::]' | '[::1]') host=::1 ;; esac
  (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null
}

start() {
  if ! is_systemd_running; then
    is_staged || say_how_to_start
    return 0
  fi
  service daemon-reload
  service enable --quiet deskbell
  service start deskbell
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    if is_answering; then
      say "Deskbell is running: http://$(address)"
      return 0
    fi
    sleep 0.2
  done
  service --no-pager --lines=20 status deskbell >&2 || true
  fail 'Deskbell was started but does not answer; its last words stand above'
}

say_how_to_start() {
  local command="$program serve --config $config"
  if [ "$scope" = system ]; then command="runuser -u deskbell -- $command"; fi
  say "systemd does not run here, so nothing was started. Start Deskbell with: $command"
}

should_start() { is_systemd_running && ! is_running; }

is_running() { is_systemd_running && service is-active --quiet deskbell; }

install() {
  [ -n "$binary" ] || build
  check_binary
  make_account
  make_data
  make_config
  if ! is_program_new && ! is_unit_new && ! can_make_admin && ! should_start; then
    say "$version is installed already: nothing to do."
  else
    # The store has one owner at a time: what runs lets go of it first.
    if is_running; then service stop deskbell; fi
    if is_program_new; then install_program; fi
    if is_unit_new; then install_unit; fi
    if can_make_admin; then make_admin; fi
    start
  fi
  say_what_is_left
}

say_what_is_left() {
  if is_admin_missing && [ "$wants_admin" = yes ]; then
    say 'There is no admin yet: run this again with --admin-email and --admin-name.'
  elif [ -n "$admin_email" ] && [ "$is_admin_made" = no ]; then
    say 'The workspace is not new, so no admin was made.'
  fi
  if [ "$scope" = user ] && is_systemd_running; then
    say "It runs while you are signed in; for longer: loginctl enable-linger $(id -un)"
  fi
}

uninstall() {
  if is_systemd_running && [ -e "$unit" ]; then
    service disable --now --quiet deskbell
  fi
  rm -f "$root$unit" "$root$program"
  if is_systemd_running; then service daemon-reload; fi
  say "Deskbell is removed. Kept: the data in $root$data, the settings in $root$config."
}

main() {
  umask 022
  read_options "$@"
  decide_places
  if [ "$uninstalling" = yes ]; then uninstall; else install; fi
}

{ main "$@"; exit; }
