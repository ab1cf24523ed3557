# shellcheck shell=bash disable=SC2034 # part of bin/bench
# Measurements of farms: image-farm farm build and podman farm build on the same two Podman 5 nodes, and what a farm costs beside its slowest node.

readonly FARM_PLATFORMS=linux/amd64,linux/arm64

# podman_client COMMAND…: on the first node, where the peer's program is; one SSH connection for all calls, so that it costs them no time.
podman_client() {
  local address=${IMAGE_FARM_PODMAN5_NODE1_SSH#ssh://}
  local host=${address%%/*}
  ssh -F none -i "$IMAGE_FARM_SSH_KEY" -o UserKnownHostsFile="$IMAGE_FARM_SSH_KNOWN_HOSTS" -o BatchMode=yes -o LogLevel=ERROR \
    -o ControlMaster=auto -o ControlPersist=60 -o ControlPath="$STATE/ssh-%C" -p "${host##*:}" "${host%%:*}" "$@"
}

# The peer reaches its second node over SSH as ours does; the first one it is on.
podman_farm() {
  farm_forget # of a run that was interrupted
  podman_client 'umask 077; mkdir -p bench .ssh; cat >.ssh/bench' <"$IMAGE_FARM_SSH_KEY"
  podman_client 'cat >.ssh/known_hosts' <"$IMAGE_FARM_SSH_KNOWN_HOSTS"
  podman_client podman system connection add bench2 --identity .ssh/bench "$IMAGE_FARM_PODMAN5_NODE2_SSH"
  podman_client podman farm create bench bench2
  farm_context "$STATE/farm"
  tar -C "$STATE/farm" -c . | podman_client tar -C bench -x
}

farm_forget() {
  podman_client 'podman farm rm bench; podman system connection rm bench2; rm -rf bench .ssh/bench .ssh/known_hosts' >/dev/null 2>&1 || true
  rm -rf "$STATE/farm"
}

farm_context() {
  mkdir -p "$1"
  printf 'FROM %s\nCOPY . /ctx\nRUN echo one\nRUN echo two\nRUN echo three\n' "$IMAGE_FARM_BASE_IMAGE" >"$1/Dockerfile"
}

farm_node() { # NAME ADDRESS [FIELD…]
  local name=$1 address=$2
  shift 2
  printf '%s' "name=$name,uri=$address,type=podman,ssh-key=$IMAGE_FARM_SSH_KEY,known-hosts=$IMAGE_FARM_SSH_KNOWN_HOSTS" "${@/#/,}"
}

farm_ours() {
  "$ROOT/engine/image-farm" farm build --registry-insecure "$IMAGE_FARM_REGISTRY_PLAIN" --push -t "$IMAGE_FARM_REGISTRY_PLAIN/bench/farm:ours" "$@"
}

farm_two() { # both nodes; arm64 is named because Podman 5 does not tell over its API what it emulates
  farm_ours --node "$(farm_node n1 "$IMAGE_FARM_PODMAN5_NODE1_SSH" platform=linux/amd64)" \
    --node "$(farm_node n2 "$IMAGE_FARM_PODMAN5_NODE2_SSH" platform=linux/arm64)" --platform "$FARM_PLATFORMS" "$@" "$STATE/farm"
}

farm_peer() { podman_client podman farm build --local --farm bench --platforms "$FARM_PLATFORMS" --tls-verify=false -t "$IMAGE_FARM_REGISTRY_PLAIN/bench/farm-peer" "$@" bench; }

farm() {
  podman_farm
  timed farm_two >/dev/null
  timed farm_peer >/dev/null
  pairs farm_two farm_peer "$ROUNDS" true --no-cache
  row "farm, two platforms, cold" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "peer: podman farm build; goal 0.6; medians of $ROUNDS pairs"
  pairs farm_two farm_peer "$ROUNDS" true
  row "farm, all cached" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "peer: podman farm build; goal 0.6; medians of $ROUNDS pairs"
  farm_forget
}

# A RUN that mostly waits, so that two of them do not fight for the machine's few cores.
slow_context() { printf 'FROM %s\nRUN sleep 3; date +%%N\n' "$IMAGE_FARM_BASE_IMAGE" >"$1/Dockerfile"; }

farm_first() { farm_ours --node "$(farm_node n1 "$IMAGE_FARM_PODMAN5_NODE1_SSH" platform=linux/amd64)" --platform linux/amd64 "$@" "$STATE/farm"; }
farm_second() { farm_ours --node "$(farm_node n2 "$IMAGE_FARM_PODMAN5_NODE2_SSH" platform=linux/arm64)" --platform linux/arm64 "$@" "$STATE/farm"; }

farm_both() {
  local i two=() one=() other=()
  mkdir -p "$STATE/farm"
  slow_context "$STATE/farm"
  for ((i = 0; i < 5; i++)); do
    two+=("$(timed farm_two --no-cache)")
    one+=("$(timed farm_first --no-cache)")
    other+=("$(timed farm_second --no-cache)")
  done
  OURS=$(printf '%s\n' "${two[@]}" | median)
  PEER=$({ printf '%s\n' "${one[@]}" | median; printf '%s\n' "${other[@]}" | median; } | sort -n | tail -1)
  row "two nodes, against the slower alone" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "the same build on one node; goal 1.2; medians of 5"
  rm -rf "$STATE/farm"
}

# Work is what the builds took on their nodes, two platforms in one build of a node counted once; the ideal is that all slots are always busy.
twenty() {
  with_jenkins || return 0
  jenkins_script twenty <<PIPELINE
node {
  writeFile file: 'Dockerfile', text: 'FROM $IMAGE_FARM_BASE_IMAGE\nARG N\nRUN echo \$N; sleep 10\n'
  farmBuild tags: ['$IMAGE_FARM_REGISTRY_BASIC/bench/twenty:0'], platforms: ['linux/amd64', 'linux/arm64'], push: true, buildArgs: [N: 'first']
  def builds = [:]
  for (int i = 1; i <= 20; i++) {
    def n = i
    builds["\$n"] = {
      def built = farmBuild tags: ["$IMAGE_FARM_REGISTRY_BASIC/bench/twenty:\$n"], platforms: ['linux/amd64', 'linux/arm64'], push: true, buildArgs: [N: "\$n-\${env.BUILD_TAG}"]
      def work = [:]
      built.platforms.each { platform, part -> work[part.node + part.durationMs] = part.durationMs }
      def longest = 0
      def sum = 0
      work.each { node, ms -> sum += ms; longest = Math.max(longest, ms) }
      echo "PART \$n \$sum \${built.durationMs} \${built.durationMs - longest}"
    }
  }
  def start = new Date().time
  parallel builds
  echo "BENCH \${new Date().time - start} 0"
}
PIPELINE
  local whole work
  whole=$(sed -n 's/.*BENCH \([0-9]*\) .*/\1/p' "$STATE/console")
  work=$(awk '/PART [0-9]/ { sub(/.*PART /, ""); n += $2 } END { print int(n / 8) }' "$STATE/console")
  row "20 farm builds on 4 × 2 slots" "$whole ms" "$work ms" "$(ratio "$whole" "$work")" "ideal: work / slots; goal 1.15"
  echo "Who waited how long, of the 20 builds (seconds):"
  sed -n 's/.*PART \([0-9]* [0-9]* [0-9]* [0-9]*\).*/\1/p' "$STATE/console" | sort -n |
    awk '{ printf "  build %2d: %5.1f in all, %5.1f waiting\n", $1, $3 / 1000, $4 / 1000 }'
}
