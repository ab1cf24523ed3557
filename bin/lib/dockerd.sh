# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Docker daemons.
#   docker    of Debian's SUITE: containerd image store, embedded BuildKit with every exporter; with its CLI and buildx
#   docker20  20.10 of bookworm: the API's floor; classic store, no multi-platform
# Neither needs a newer libc than bookworm's. Their runc does, so that is the machine's own release's.

dockerd_suite() { if [[ $1 == docker20 ]]; then echo bookworm; else echo "$SUITE"; fi; }

dockerd_provide() {
  provide "$HOST_SUITE" runc
  case $1 in
    docker)
      provide "$SUITE" docker.io containerd docker-cli docker-buildx tini
      docker_cli_config
      ;;
    docker20) provide bookworm docker.io containerd libdevmapper1.02.1 tini ;;
  esac
}

dockerd_version() { package_version "$(dockerd_suite "$1")" docker.io; }
dockerd_address() { echo "unix://$STATE/$1/docker.sock"; }

# Nothing is written outside of the state directory. The machine's firewall and its forwarding are left alone: RUN has an interface of the bridge, but no way out of the machine.
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
  make_bridge "$name"
  local libraries=() # of docker20, whose library may be missing on the machine
  [[ $name == docker ]] || libraries=(LD_LIBRARY_PATH="$(echo "$(package bookworm libdevmapper1.02.1)"/lib/*)")
  spawn "$name" env PATH="$path" "${libraries[@]}" dockerd --config-file "$STATE/$name/config"
}

dockerd_ready() { curl --silent --fail --max-time 5 --unix-socket "$STATE/$1/docker.sock" http://docker/_ping; }

dockerd_clean() {
  local bridge
  bridge=$(bridge "$1")
  [[ -z $bridge || ! -e /sys/class/net/$bridge ]] || ip link delete "$bridge"
  rm -f "$STATE/$1.bridge"
}

# A bridge per daemon: without one BuildKit's RUN fails ("network bridge not found"), and on docker0 two daemons clash.
bridge() { cat "$STATE/$1.bridge" 2>/dev/null || true; }

# choose_bridge NAME: a name and a network that nothing on this machine uses; remembered.
choose_bridge() {
  [[ -z $(bridge "$1") ]] || return 0
  local i
  for i in {1..250}; do
    [[ ! -e /sys/class/net/ifarm$i ]] || continue
    ! grep -qsx "ifarm$i" "$STATE"/*.bridge || continue
    ! ip -4 route show to match "172.30.$i.1" | grep -qv '^default' || continue
    echo "ifarm$i" >"$STATE/$1.bridge"
    return
  done
  die "found no free network for $1's bridge"
}

make_bridge() {
  local bridge
  bridge=$(bridge "$1")
  [[ ! -e /sys/class/net/$bridge ]] || return 0
  ip link add "$bridge" type bridge
  ip address add "172.30.${bridge#ifarm}.1/24" dev "$bridge"
  ip link set "$bridge" up
}

# The client's own configuration: the buildx of the same release, and the login at the registry `basic`.
docker_cli_config() {
  local dir=$STATE/docker-cli
  mkdir -p "$dir/cli-plugins"
  ln -sfn "$(package "$SUITE" docker-buildx)/usr/libexec/docker/cli-plugins/docker-buildx" "$dir/cli-plugins/docker-buildx"
  printf '{"auths": {"%s": {"auth": "%s"}}}\n' "$(registry_address basic)" "$(printf %s "$REGISTRY_USER:$REGISTRY_PASSWORD" | base64)" >"$dir/config.json"
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
