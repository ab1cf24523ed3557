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

cache() {
  local state=$STATE/engines-of-cache ref=$IMAGE_FARM_REGISTRY_PLAIN/bench/cache:layers
  FRESH=unix://$state/buildkitd2/buildkitd.sock
  IMAGE_FARM_ENGINES=$state "$ROOT/bin/engines" up buildkitd2
  buildx rm image-farm-bench >/dev/null 2>&1 || true # of an interrupted run
  buildx create --name image-farm-bench --driver remote "$FRESH" >/dev/null
  mkdir -p "$STATE/cache"
  printf 'FROM %s\nRUN head -c 33554432 /dev/urandom >/dependencies\nCOPY source /\nRUN wc -c /dependencies /source >/built\n' "$IMAGE_FARM_BASE_IMAGE" \
    >"$STATE/cache/Dockerfile"
  cache_change
  local build=(-t "$IMAGE_FARM_REGISTRY_PLAIN/bench/cache:app" --push --cache-from "type=registry,ref=$ref" "$STATE/cache")
  timed cache_ours --cache-to "type=registry,ref=$ref,mode=max" "${build[@]}" >/dev/null # also makes the class-data archive
  pairs cache_ours cache_peer "$ROUNDS" cache_change "${build[@]}"
  row "one line changed, registry cache" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "store emptied before; goal 1.05; medians of $ROUNDS pairs"
  if with_jenkins; then
    jenkins_pairs cache "sh '$IMAGE_FARM_BUILDCTL --addr $FRESH prune --all >/dev/null; cp $STATE/cache/Dockerfile .; date +%N >source'" \
      "imageBuild builder: '$FRESH', tags: ['${build[1]}'], push: true, cacheFrom: ['${build[4]}']" \
      "sh '$IMAGE_FARM_DOCKER_CLI buildx --builder image-farm-bench build --provenance=false --progress=plain ${build[*]:0:5} .'"
    row "the same as steps in one Jenkins" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "imageBuild, sh 'docker buildx …'; goal 1.05; medians of $ROUNDS pairs"
  fi
  buildx rm image-farm-bench >/dev/null
  IMAGE_FARM_ENGINES=$state "$ROOT/bin/engines" down
  rm -rf "$STATE/cache" "$state"
}
