# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# The image that test Dockerfiles start FROM: there is no registry to pull one from. Static busybox of both architectures as an index,
# pushed to the registries `plain` and `basic`. Nothing of it runs while it is built, so it needs no emulation.

readonly BASE_IMAGE=base/busybox:latest INDEX="Accept: application/vnd.oci.image.index.v1+json"

base_image_provide() { provide "$SUITE" "busybox-static:$ARCH" "busybox-static:$FOREIGN"; }
base_image_version() { package_version "$SUITE" busybox-static; }
base_image_address() { echo "$(registry_address plain)/$BASE_IMAGE"; }

base_image_config() {
  # shellcheck disable=SC2016 # BuildKit's variable
  printf '%s\n' 'FROM scratch' 'ARG TARGETARCH' 'COPY ${TARGETARCH}/ /' 'ENV PATH=/bin' 'CMD ["/bin/sh"]'
}

base_image_start() {
  local name=$1 arch root applet
  for arch in "$ARCH" "$FOREIGN"; do
    root=$STATE/$name/context/$arch
    mkdir -p "$root"/{bin,etc,tmp,root}
    chmod 1777 "$root/tmp"
    cp "$(package "$SUITE" busybox-static "$arch")/usr/bin/busybox" "$root/bin/"
    for applet in $("$(package "$SUITE" busybox-static)/usr/bin/busybox" --list); do
      [[ $applet == busybox ]] || ln -sf busybox "$root/bin/$applet"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
    echo 'root:x:0:' >"$root/etc/group"
  done
  env -i DOCKER_CONFIG="$STATE/docker-cli" DOCKER_HOST="$(dockerd_address docker)" HOME="$STATE/$name" \
    "$(docker_cli)" buildx build --quiet --provenance=false --platform "linux/$ARCH,linux/$FOREIGN" --file "$STATE/$name/config" --push \
    --tag "$(registry_address plain)/$BASE_IMAGE" --tag "$(registry_address basic)/$BASE_IMAGE" "$STATE/$name/context" >"$STATE/log/$name.log" 2>&1 ||
    give_up "$name"
}

base_image_ready() {
  local manifest=v2/${BASE_IMAGE/://manifests/}
  http --header "$INDEX" "http://$(registry_address plain)/$manifest" &&
    http --header "$INDEX" --cacert "$CERTS/ca.crt" --user "$REGISTRY_USER:$REGISTRY_PASSWORD" "https://$(registry_address basic)/$manifest"
}

base_image_env() { echo "IMAGE_FARM_BASE_IMAGE=$(base_image_address)"; }
