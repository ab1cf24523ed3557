# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# BuildKit daemons with the OCI worker, each with a cache of its own. BuildKit uses TLS for all TCP addresses of a daemon or for none, hence two:
#   buildkitd   unix socket, TCP with mutual TLS          buildkitd2   unix socket, plain TCP
# RUN steps have the machine's network.

# The newest compiled one. To have a newer source compiled, remove the directory.
buildkitd_dir() { find "$CACHE/buildkitd" -mindepth 1 -maxdepth 1 -type d -name "*-$ARCH" 2>/dev/null | sort -V | tail -n 1; }

buildkitd_provide() {
  provide "$HOST_SUITE" runc
  [[ -z $(buildkitd_dir) ]] || return 0
  say "compiling buildkitd, which takes some minutes, once"
  local work log=$STATE/log/compile-buildkitd.log
  work=$(mktemp -d "$CACHE/compile.XXXXXX")
  if ! "$LIB/compile-buildkitd" "$work" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "buildkitd does not compile; see $log, and what was unpacked in $work"
  fi
  mkdir -p "$CACHE/buildkitd"
  mv -T "$work/bin" "$CACHE/buildkitd/$(<"$work/version")-$ARCH"
  rm -rf "$work"
}

buildkitd_version() {
  local dir
  dir=$(basename "$(buildkitd_dir)")
  echo "0.13 of docker.io ${dir%-*}"
}

buildkitd_socket() { echo "$STATE/$1/buildkitd.sock"; }
buildkitd_address() { echo "tcp://localhost:$(port_of "$1")"; } # a name, since it is what the certificate says

buildkitd_config() {
  local name=$1 registry
  cat <<TOML
root = "$STATE/$name/data"
[grpc]
  address = ["unix://$(buildkitd_socket "$name")", "tcp://127.0.0.1:$(port_of "$name")"]
TOML
  [[ $name == buildkitd2 ]] || cat <<TOML
[grpc.tls]
  ca = "$CERTS/ca.crt"
  cert = "$CERTS/server.crt"
  key = "$CERTS/server.key"
TOML
  cat <<TOML
[worker.oci]
  enabled = true
  snapshotter = "overlayfs"
  defaultCgroupParent = "/image-farm/$name"
[worker.containerd]
  enabled = false
[registry."$(registry_address plain)"]
  http = true
TOML
  for registry in basic token; do # http = false: left alone, BuildKit takes any registry on localhost for plain http
    cat <<TOML
[registry."$(registry_address "$registry")"]
  http = false
  ca = ["$CERTS/ca.crt"]
TOML
  done
}

buildkitd_start() {
  mkdir -p "$STATE/$1/data" # it looks at the disk's size before it makes its root
  spawn "$1" env PATH="$(package "$HOST_SUITE" runc)/usr/sbin:$SYSTEM_PATH" "$(buildkitd_dir)/buildkitd" --config "$STATE/$1/config"
}

# Asked over TCP, as others do it.
buildkitd_ready() {
  local tls=()
  [[ $1 == buildkitd2 ]] || tls=(--tlscacert "$CERTS/ca.crt" --tlscert "$CERTS/client.crt" --tlskey "$CERTS/client.key")
  "$(buildkitd_dir)/buildctl" --addr "$(buildkitd_address "$1")" "${tls[@]}" --timeout 5 debug workers
}

buildkitd_env() {
  case $1 in
    buildkitd)
      echo "IMAGE_FARM_BUILDCTL=$(buildkitd_dir)/buildctl"
      echo "IMAGE_FARM_BUILDKITD=$(buildkitd_dir)/buildkitd"
      echo "IMAGE_FARM_RUNC=$(package "$HOST_SUITE" runc)/usr/sbin/runc"
      echo "IMAGE_FARM_BUILDKITD_SOCK=$(buildkitd_socket buildkitd)"
      echo "IMAGE_FARM_BUILDKITD_TLS=$(buildkitd_address buildkitd)"
      ;;
    buildkitd2)
      echo "IMAGE_FARM_BUILDKITD2_SOCK=$(buildkitd_socket buildkitd2)"
      echo "IMAGE_FARM_BUILDKITD_TCP=$(buildkitd_address buildkitd2)"
      ;;
  esac
}
