# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Docker daemons.
#   docker    of Debian's SUITE: containerd image store, embedded BuildKit with every exporter; with its CLI and buildx
#   docker20  20.10 of OLD_SUITE: the API's floor; classic store, no multi-platform
# Both run with bookworm's libc. The runc of SUITE does not, so that is the machine's own release's.

dockerd_suite() { if [[ $1 == docker20 ]]; then echo "$OLD_SUITE"; else echo "$SUITE"; fi; }

dockerd_provide() {
  make_bridge "$1"
  provide "$HOST_SUITE" runc
  case $1 in
    docker)
      provide "$SUITE" docker.io containerd docker-cli docker-buildx tini
      docker_cli_config
      ;;
    docker20) provide "$OLD_SUITE" docker.io containerd libdevmapper1.02.1 tini ;;
  esac
}

dockerd_version() { package_version "$(dockerd_suite "$1")" docker.io; }
dockerd_address() { echo "unix://$STATE/$1/docker.sock"; }

# Nothing is written outside of the state directory. The machine's firewall and its forwarding are left alone: RUN has an interface of the
# bridge, but no way out of the machine.
dockerd_config() {
  local dir=$STATE/$1 own
  case $1 in
    docker) own='"features": {"containerd-snapshotter": true}' ;;
    docker20) own="\"deprecated-key-path\": \"$dir/key.json\"" ;; # else in /etc/docker
  esac
  cat <<JSON
{
  "hosts": ["unix://$dir/docker.sock"],
  "data-root": "$dir/data", "exec-root": "$dir/exec", "pidfile": "$dir/exec/docker.pid",
  "bridge": "$(bridge "$1")", "iptables": false, "ip6tables": false, "ip-forward": false, "ip-masq": false, "userland-proxy": false,
  "cgroup-parent": "/image-farm/$1",
  "init-path": "$(package "$(dockerd_suite "$1")" tini)/usr/bin/tini-static",
  "shutdown-timeout": 5,
  $own
}
JSON
}

dockerd_start() {
  local name=$1 suite path
  suite=$(dockerd_suite "$name")
  path=$(package "$suite" docker.io)/usr/sbin:$(package "$suite" containerd)/usr/bin:$(package "$HOST_SUITE" runc)/usr/sbin:$SYSTEM_PATH
  # What an unclean end left: pids in it are those of an earlier namespace, and in a new one the same numbers run again.
  rm -rf --one-file-system "$STATE/$name/exec"
  mkdir -p "$STATE/$name/exec"
  local libraries=() # of docker20, whose library may be missing on the machine
  [[ $name == docker ]] || libraries=(LD_LIBRARY_PATH="$(echo "$(package "$OLD_SUITE" libdevmapper1.02.1)"/lib/*)")
  spawn "$name" env PATH="$path" "${libraries[@]}" dockerd --config-file "$STATE/$name/config"
}

dockerd_ready() { http --unix-socket "$STATE/$1/docker.sock" http://docker/_ping; }

dockerd_clean() {
  local bridge
  bridge=$(bridge "$1")
  [[ -z $bridge ]] || ip link delete "$bridge"
}

# A bridge per daemon: without one BuildKit's RUN fails ("network bridge not found"), and on docker0 two daemons clash.
# It carries its owner in its alias, so that it is found again, and nobody else's is ever taken or deleted.
bridge() { grep -lsx "$STATE/$1" /sys/class/net/*/ifalias | cut -d / -f 5 || true; }

# make_bridge NAME: with a name and a network that nothing on this machine uses.
make_bridge() {
  [[ -z $(bridge "$1") ]] || return 0
  local i
  for i in {1..250}; do
    [[ ! -e /sys/class/net/ifarm$i ]] || continue
    ! ip -4 route show to match "172.30.$i.1" | grep -qv '^default' || continue
    ip link add "ifarm$i" type bridge
    ip link set dev "ifarm$i" alias "$STATE/$1"
    ip address add "172.30.$i.1/24" dev "ifarm$i"
    ip link set "ifarm$i" up
    return
  done
  die "found no free network for $1's bridge"
}

# The client's own configuration: the buildx of the same release, and the login at the registry `basic`.
docker_cli_config() {
  local dir=$STATE/docker-cli
  mkdir -p "$dir/cli-plugins"
  ln -sfn "$(package "$SUITE" docker-buildx)/usr/libexec/docker/cli-plugins/docker-buildx" "$dir/cli-plugins/docker-buildx"
  printf '{"auths": {"%s": {"auth": "%s"}}}\n' "$(registry_address basic)" "$(printf %s "$REGISTRY_USER:$REGISTRY_PASSWORD" | base64)" \
    >"$dir/config.json"
}

docker_cli() { echo "$(package "$SUITE" docker-cli)/usr/bin/docker"; }

dockerd_env() {
  case $1 in
    docker)
      echo "IMAGE_FARM_DOCKER_SOCK=$STATE/docker/docker.sock"
      echo "IMAGE_FARM_DOCKER_CLI=$(docker_cli)"
      echo "IMAGE_FARM_DOCKER_CONFIG=$STATE/docker-cli"
      ;;
    docker20) echo "IMAGE_FARM_DOCKER20_SOCK=$STATE/docker20/docker.sock" ;;
  esac
}
