# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Podman nodes: podman4 (of OLD_SUITE) and podman5 (of SUITE), each with two rootless users, node1 and node2, over SSH and over unix sockets.
# Each is a root file system of its own, since Podman 5 needs a newer libc than OLD_SUITE's, and since the users, the SSH server and its
# port must not show on the machine. Network and loopback are the machine's own, so the registries are the same.

declare -rA NODES=([node1]=61001 [node2]=61002) # users of the root, not of the machine

podman_suite() { if [[ $1 == podman4 ]]; then echo "$OLD_SUITE"; else echo "$SUITE"; fi; }
podman_root() { echo "$CACHE/roots/$1-$ARCH"; }
podman_version() { cat "$(podman_root "$1").version" 2>/dev/null || echo -; }
podman_address() { echo "ssh://node{1,2}@127.0.0.1:$(port_of "$1")"; }
podman_socket() { echo "$STATE/$1/run/${NODES[$2]}/podman/podman.sock"; } # NAME NODE

podman_provide() {
  local name=$1 root suite work
  root=$(podman_root "$name")
  suite=$(podman_suite "$name")
  host_commands ssh-keygen openssh-client skopeo skopeo # skopeo: what the tests ask a registry with, as somebody else would
  podman_keys
  [[ ! -d $root ]] || return 0
  refresh_apt
  say "unpacking a root with the podman of $suite"
  work=$(mktemp -d "$CACHE/fetch.XXXXXX")
  fetch_with_dependencies "$suite" "$work/archives" base-files bash coreutils util-linux mount podman runc uidmap slirp4netns passt netavark aardvark-dns \
    nftables openssh-server openssh-client catatonit ca-certificates procps tar sed grep >"$STATE/log/apt.log" 2>&1 ||
    die "cannot fetch podman: $(tail -n 5 "$STATE/log/apt.log")"
  unpack_root "$work/archives" "$work/root"
  mkdir -p "${root%/*}"
  dpkg-deb --field "$work"/archives/podman_*.deb Version >"$root.version"
  chmod 755 "$work/root"
  mv -T "$work/root" "$root"
  rm -rf "$work"
}

# The client's and the server's key, one for all nodes.
podman_keys() {
  local name
  mkdir -p "$STATE/ssh"
  for name in id host; do
    [[ -s $STATE/ssh/$name ]] || ssh-keygen -q -t ed25519 -N '' -C "image-farm $name" -f "$STATE/ssh/$name"
  done
  for name in podman4 podman5; do echo "[127.0.0.1]:$(port_of "$name") $(cut -d ' ' -f 1,2 "$STATE/ssh/host.pub")"; done >"$STATE/ssh/known_hosts"
}

# What the nodes depend on and what may change between two runs: ports of registries and of the SSH server.
podman_config() {
  local node uid
  cat <<CONFIG
Port $(port_of "$1")
ListenAddress 127.0.0.1
HostKey /etc/ssh/image_farm_host
PidFile none
AuthorizedKeysFile .ssh/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
MaxStartups 100
MaxSessions 100
Subsystem sftp internal-sftp
# registries: $(registry_address plain) $(registry_address basic) $(registry_address token)
CONFIG
  for node in "${!NODES[@]}"; do
    uid=${NODES[$node]} # SSH sessions need the runtime directory of the API's service, or podman sees two run roots for one storage
    printf 'Match User %s\n  SetEnv XDG_RUNTIME_DIR=/run/user/%s PODMAN_IGNORE_CGROUPSV1_WARNING=1\n' "$node" "$uid"
  done
}

podman_start() {
  local name=$1
  # What containers ran at an unclean end is over; what podman wrote down about them would confuse it.
  rm -rf --one-file-system "${STATE:?}/$name"/{upper,work,run}
  mkdir -p "$STATE/$name"/{upper/etc,upper/etc/ssh,work,root,run,home}
  podman_etc "$name"
  podman_homes "$name"
  spawn "$name" "$LIB/podman-nodes" "$(podman_root "$name")" "$STATE/$name" "${NODES[@]}"
}

# Files in /etc of the root, laid over the cached one.
podman_etc() {
  local name=$1 etc=$STATE/$1/upper/etc node uid registry start=200000
  cp -L /etc/hosts /etc/resolv.conf "$etc/"
  printf '%s\n' root:x:0:0::/root:/bin/bash sshd:x:100:65534::/run/sshd:/usr/sbin/nologin nobody:x:65534:65534::/:/usr/sbin/nologin >"$etc/passwd"
  printf '%s\n' root:x:0: nogroup:x:65534: >"$etc/group"
  for node in "${!NODES[@]}"; do
    uid=${NODES[$node]}
    echo "$node:x:$uid:$uid::/home/$node:/bin/bash" >>"$etc/passwd"
    echo "$node:x:$uid:" >>"$etc/group"
    echo "$node:*:19000:0:99999:7:::" >>"$etc/shadow" # '*' is no password; '!' would be a locked account, which sshd without PAM refuses
    echo "$node:$start:65536" | tee -a "$etc/subuid" >>"$etc/subgid"
    start=$((start + 65536))
  done
  install -m 600 "$STATE/ssh/host" "$etc/ssh/image_farm_host"
  install -m 600 "$STATE/$name/config" "$etc/ssh/image_farm_config"
  mkdir -p "$etc/containers/registries.conf.d"
  printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' "$(registry_address plain)" >"$etc/containers/registries.conf.d/image-farm.conf"
  for registry in basic token; do
    install -D -m 644 "$CERTS/ca.crt" "$etc/containers/certs.d/$(registry_address "$registry")/ca.crt"
  done
  # runc: crun refuses a machine with hybrid cgroups. Limits: without CAP_SYS_RESOURCE none can be raised above the machine's own.
  cat >"$etc/containers/containers.conf" <<'TOML'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
TOML
}

podman_homes() {
  local name=$1 node uid home
  for node in "${!NODES[@]}"; do
    uid=${NODES[$node]} home=$STATE/$name/home/$node
    install -d -m 700 -o "$uid" -g "$uid" "$home" "$home/.ssh" "$home/.config" "$home/.config/containers" "$STATE/$name/run/$uid" "$STATE/$name/run/$uid/podman"
    install -m 600 -o "$uid" -g "$uid" "$STATE/ssh/id.pub" "$home/.ssh/authorized_keys"
    # Without a driver it falls to vfs, as /dev/fuse is root's; with a file that names no folders podman 4.3 commits no container.
    printf '[storage]\ndriver = "overlay"\nrunroot = "/run/user/%s/containers"\ngraphroot = "/home/%s/.local/share/containers/storage"\n' "$uid" "$node" \
      >"$home/.config/containers/storage.conf"
  done
}

podman_ready() {
  local node
  for node in "${!NODES[@]}"; do
    http --unix-socket "$(podman_socket "$1" "$node")" http://podman/_ping || return 1
    ssh -F none -i "$STATE/ssh/id" -p "$(port_of "$1")" -o UserKnownHostsFile="$STATE/ssh/known_hosts" -o BatchMode=yes -o ConnectTimeout=5 \
      "$node@127.0.0.1" true || return 1
  done
}

podman_env() {
  local node key=IMAGE_FARM_${1^^}
  echo "IMAGE_FARM_SSH_KEY=$STATE/ssh/id"
  echo "IMAGE_FARM_SSH_KNOWN_HOSTS=$STATE/ssh/known_hosts"
  for node in node1 node2; do
    echo "${key}_${node^^}_SOCK=$(podman_socket "$1" "$node")"
    echo "${key}_${node^^}_SSH=ssh://$node@127.0.0.1:$(port_of "$1")/run/user/${NODES[$node]}/podman/podman.sock"
  done
}
