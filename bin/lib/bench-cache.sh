# shellcheck shell=bash disable=SC2034 # part of bin/bench
# What a registry cache is worth where nothing else is there: a BuildKit of its own, whose store is emptied before each build.

cache_change() {
  "$IMAGE_FARM_BUILDCTL" --addr "$FRESH" prune --all >/dev/null
  echo "$EPOCHREALTIME" >"$STATE/cache/source"
}

cache_ours() { "$ROOT/engine/image-farm" build --builder "$FRESH" "$@"; }
cache_peer() { peer --builder image-farm-bench "$@"; }

# buildx COMMAND ARGUMENT…: with the configuration of the peer.
buildx() { DOCKER_CONFIG=$IMAGE_FARM_DOCKER_CONFIG "$IMAGE_FARM_DOCKER_CLI" buildx "$@"; }

# cache_dockerfile NAME COMMAND: COMMAND is what a changed source sets off.
cache_dockerfile() {
  printf 'FROM %s\nRUN head -c 33554432 /dev/urandom >/dependencies\nCOPY source /\nRUN %s >/built\n' "$IMAGE_FARM_BASE_IMAGE" "$2" >"$STATE/cache/$1"
}

# cache_rows DOCKERFILE WHAT REMARK: one line of the source changed, from command lines and as steps.
cache_rows() {
  local ref=$IMAGE_FARM_REGISTRY_PLAIN/bench/cache:$1
  local build=(-f "$STATE/cache/$1" -t "$IMAGE_FARM_REGISTRY_PLAIN/bench/cache:app" --push --cache-from "type=registry,ref=$ref")
  cache_change
  timed cache_ours --cache-to "type=registry,ref=$ref,mode=max" "${build[@]}" "$STATE/cache" >/dev/null # also makes the class-data archive
  pairs cache_ours cache_peer "$ROUNDS" cache_change "${build[@]}" "$STATE/cache"
  row "$2" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "$3; store emptied before; medians of $ROUNDS pairs"
  if with_jenkins; then
    jenkins_pairs "cache-$1" "sh '$IMAGE_FARM_BUILDCTL --addr $FRESH prune --all >/dev/null; cp $STATE/cache/$1 .; date +%N >source'" \
      "imageBuild builder: '$FRESH', dockerfile: '$1', tags: ['${build[3]}'], push: true, cacheFrom: ['${build[6]}']" \
      "sh '$IMAGE_FARM_DOCKER_CLI buildx --builder image-farm-bench build --provenance=false --progress=plain -f $1 ${build[*]:2} .'"
    row "  as steps in one Jenkins" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "$3; imageBuild, sh 'docker buildx …'; medians of $ROUNDS pairs"
  fi
}

cache() {
  local state=$STATE/engines-of-cache
  FRESH=unix://$state/buildkitd2/buildkitd.sock
  IMAGE_FARM_ENGINES=$state "$ROOT/bin/engines" up buildkitd2
  buildx rm image-farm-bench >/dev/null 2>&1 || true # of an interrupted run
  buildx create --name image-farm-bench --driver remote "$FRESH" >/dev/null
  mkdir -p "$STATE/cache"
  # A source is changed to be compiled, which keeps a processor busy for some seconds; without that, what is measured is the start of a program.
  cache_dockerfile compiled 'cat /dependencies /dependencies /source | bzip2 | md5sum'
  cache_dockerfile copied 'wc -c /dependencies /source'
  cache_rows compiled "one line changed, registry cache" "a compile of some seconds; goal 1.05"
  cache_rows copied "the same with nothing to compile" "what a JVM costs"
  buildx rm image-farm-bench >/dev/null
  IMAGE_FARM_ENGINES=$state "$ROOT/bin/engines" down
  rm -rf "$STATE/cache" "$state"
}
