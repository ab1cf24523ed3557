# shellcheck shell=bash disable=SC2034 # part of bin/bench
# Measurements of s2i builds: what the saved artifacts of the image before are worth, and what it costs that nobody writes a Dockerfile.

# The application has 50 dependencies of 1 MiB, which take time to make as they take time to fetch elsewhere.
s2i_builder() {
  local folder=$STATE/s2i-builder
  S2I_BUILDER=$IMAGE_FARM_REGISTRY_PLAIN/bench/s2i-builder:1
  S2I_TAG=$IMAGE_FARM_REGISTRY_PLAIN/bench/s2i-app:1
  mkdir -p "$folder" "$STATE/s2i"
  cat >"$folder/assemble" <<'SCRIPT'
#!/bin/sh
set -e
mkdir -p /app/cache
[ ! -d /tmp/artifacts ] || mv /tmp/artifacts/* /app/cache/
for name in $(cat /tmp/src/dependencies); do
    [ -f "/app/cache/$name" ] || head -c 1048576 /dev/urandom | gzip -9 >"/app/cache/$name"
done
mv /tmp/src/* /app/
SCRIPT
  printf '#!/bin/sh\ncat /app/page\n' >"$folder/run"
  printf '#!/bin/sh\ncd /app/cache && exec tar -cf - .\n' >"$folder/save-artifacts"
  chmod 755 "$folder"/*
  cat >"$folder/Dockerfile" <<DOCKERFILE
FROM $IMAGE_FARM_BASE_IMAGE
COPY assemble run save-artifacts /usr/libexec/s2i/
RUN mkdir -p /app /tmp && chmod 1777 /app /tmp
LABEL io.openshift.s2i.scripts-url=image:///usr/libexec/s2i
USER 1001
DOCKERFILE
  ours -q -t "$S2I_BUILDER" --push "$folder" >/dev/null
}

s2i_source() { # DEPENDENCY…
  printf '%s\n' "$@" >"$STATE/s2i/dependencies"
  s2i_change
}

s2i_change() { echo "$EPOCHREALTIME" >"$STATE/s2i/page"; }

s2i_build() { "$ROOT/engine/image-farm" s2i build --builder "unix://$IMAGE_FARM_DOCKER_SOCK" --push "$@" "$STATE/s2i" "$S2I_BUILDER" "$S2I_TAG"; }

s2i() {
  s2i_builder
  local i clean=() incremental=()
  # shellcheck disable=SC2046
  s2i_source $(seq 50)
  timed s2i_build --clean >/dev/null
  for ((i = 0; i < 5; i++)); do
    s2i_change && clean+=("$(timed s2i_build --clean)")
    s2i_change && incremental+=("$(timed s2i_build)")
    ! grep -q '^Clean build' "$STATE/log" || { echo "an incremental build was none" >&2; return 1; }
  done
  OURS=$(printf '%s\n' "${incremental[@]}" | median)
  PEER=$(printf '%s\n' "${clean[@]}" | median)
  row "s2i, 50 MiB of dependencies" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "incremental, and clean; goal: under 1; medians of 5 pairs"

  s2i_against_buildx "s2i, the same, clean" "peer: buildx with the same Dockerfile; goal 1.1; medians of $ROUNDS pairs"
  s2i_source
  s2i_against_buildx "s2i, one small page" "the same of an application that is nothing to assemble: what a JVM costs"
  rm -rf "$STATE/s2i" "$STATE/s2i-builder" "$STATE/s2i-dockerfile"
}

s2i_against_buildx() { # ROW NOTE
  rm -rf "$STATE/s2i-dockerfile"
  "$ROOT/engine/image-farm" s2i build -q --as-dockerfile "$STATE/s2i-dockerfile" --clean "$STATE/s2i" "$S2I_BUILDER"
  pairs s2i_clean s2i_peer "$ROUNDS" s2i_change
  row "$1" "$OURS ms" "$PEER ms" "$(ratio "$OURS" "$PEER")" "$2"
}

s2i_clean() { s2i_build --clean; }
s2i_peer() { cp "$STATE/s2i/page" "$STATE/s2i-dockerfile/upload/src/page" && peer -t "$S2I_TAG" --push "$STATE/s2i-dockerfile"; }
