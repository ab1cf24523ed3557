# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Processes, ports and waits. An engine's process is known by its pid AND its start time, so that a pid which
# the system has given to somebody else in the meantime is never signalled.

readonly STARTED=$SECONDS
readonly SYSTEM_PATH=/usr/sbin:/usr/bin:/sbin:/bin
readonly PATIENCE=60 # seconds that any single condition may take; generous, because tests share the machine's cores

say() { printf '[%3ss] %s\n' $((SECONDS - STARTED)) "$*" >&2; }
die() { printf 'engines: %s\n' "$*" >&2; exit 1; }

# identity PID: a text that no other process, before or after it, has; fails if there is no such process or it is a zombie.
identity() {
  local stat fields
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }" # behind the command's name, which may hold blanks: state is 0, start time is 19
  [[ ${fields[0]} != Z ]] || return 1
  echo "$1 ${fields[19]} $(</proc/sys/kernel/random/boot_id)"
}

# pid_of NAME: the process of an engine, if it still runs.
pid_of() {
  local recorded
  { read -r recorded <"$STATE/run/$1.pid"; } 2>/dev/null || return 1
  [[ $(identity "${recorded%% *}") == "$recorded" ]] || return 1
  echo "${recorded%% *}"
}

# spawn NAME COMMAND…: starts an engine in its own session, PID and mount namespace. However it ends, by `down`, by a crash or by
# kill -9, the kernel then ends all that it started and drops all that it mounted: nothing is left to search for.
# The environment is empty: what the caller's shell says about proxies and certificates must not decide a test.
spawn() {
  local name=$1 log=$STATE/log/$1.log
  shift
  [[ ! -e $log ]] || mv "$log" "$log.old"
  setsid unshare --mount --propagation slave --pid --mount-proc --fork --kill-child \
    env -i HOME="$STATE/$name" PATH="$SYSTEM_PATH" LANG=C.UTF-8 \
    "$LIB/first-process" "$@" >"$log" 2>&1 </dev/null 9>&- & # 9: the lock of bin/engines
  identity $! >"$STATE/run/$name.pid" || die "$name ended at once: $(tail -n 5 "$log")"
}

# gone NAME: neither the engine's process nor any other of its process group exists (the last ones may outlive it for a moment).
gone() {
  local recorded pid
  { read -r recorded <"$STATE/run/$1.pid"; } 2>/dev/null || return 0
  pid=${recorded%% *}
  if [[ -e /proc/$pid ]]; then # if somebody else has the pid now, then the group's number was free as well
    [[ $(identity "$pid") != "$recorded" ]]
  else
    ! kill -0 -- "-$pid" 2>/dev/null
  fi
}

# signal NAME SIGNAL: to the engine's process group.
signal() {
  ! gone "$1" || return 0
  local pid
  read -r pid _ <"$STATE/run/$1.pid"
  kill "-$2" -- "-$pid" 2>/dev/null || true
}

# stop NAME: politely, then not.
stop() {
  signal "$1" TERM
  within 20 gone "$1" || { signal "$1" KILL && within 20 gone "$1"; } || die "$1 survives SIGKILL: $(<"$STATE/run/$1.pid")"
  rm -f "$STATE/run/$1.pid"
}

# within SECONDS CONDITION…: waits until the command succeeds; fails when the time is over.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# port_of NAME: the TCP port on loopback that NAME has been given.
port_of() { cat "$STATE/ports/$1"; }

can_bind() { # PORT; perl is part of every Debian
  perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => shift, Listen => 1, ReuseAddr => 1)' "$1"
}

# assign_port NAME: keeps the port of an earlier run if it is still free. It is not one of those that the kernel hands out (to connections
# and to servers that ask for port 0), since nobody listens on some of these ports for long stretches of time.
assign_port() {
  local file=$STATE/ports/$1 port first_ephemeral _
  if [[ -s $file ]] && can_bind "$(<"$file")"; then return; fi
  read -r first_ephemeral _ </proc/sys/net/ipv4/ip_local_port_range
  ((first_ephemeral > 12000)) || first_ephemeral=65000
  for _ in {1..100}; do
    port=$((10000 + RANDOM % (first_ephemeral - 10000)))
    if ! grep -qsx "$port" "$STATE"/ports/* && can_bind "$port"; then
      echo "$port" >"$file"
      return
    fi
  done
  die "found no free TCP port for $1"
}

# http CURL-ARGUMENT…: fails unless the answer is a success; never through a proxy.
http() { curl --silent --fail --max-time 5 --noproxy '*' "$@"; }
