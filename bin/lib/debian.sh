# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Programs from Debian packages. They are unpacked into the cache and not installed: no service is started or enabled, no file
# of the machine changes, and several releases of one program exist side by side.

ARCH=$(dpkg --print-architecture)
case $ARCH in
  amd64) FOREIGN=arm64 ;;
  arm64) FOREIGN=amd64 ;;
  *) die "no engines for the architecture $ARCH" ;;
esac
readonly ARCH FOREIGN

# The release of this machine: what must match its libc (runc) comes from here, everything else from SUITE.
# shellcheck source=/dev/null
HOST_SUITE=$(. /etc/os-release && echo "${VERSION_CODENAME:?}")
readonly HOST_SUITE SUITE=trixie OLD_SUITE=bookworm # OLD_SUITE: for the oldest daemons that are supported

readonly KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# host_commands COMMAND PACKAGE…: what this script itself calls; a Debian with a JDK and Maven has most of it. None of them starts a service.
host_commands() {
  local missing=()
  while (($#)); do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$STATE/log/apt.log" 2>&1 ||
    die "cannot install ${missing[*]}: $(tail -n 5 "$STATE/log/apt.log")"
}

# The machine's own mirror, as apt itself understands its configuration (deb822 or one-line). Third parties also name their suites after
# Debian's, hence the order: what calls itself Debian, then what looks like Debian's archive (before the first `apt-get update`).
mirror() {
  # shellcheck disable=SC2016 # these are apt's variables
  apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)' |
    awk -F'|' -v suite="$HOST_SUITE" '
      $3 == suite && $4 == "main" && $5 == "Packages" {
        if ($1 == "Debian" && !named) named = $2
        if ($2 ~ /\/debian\/?$/ && !like) like = $2
        any = any ? any : $2
      }
      END { print named ? named : like ? like : any }'
}

# apt COMMAND…: apt with a state of its own; the machine's lists, sources and pinning stay as they are. The archive's signatures are checked.
# Its dpkg status is empty, so that dependencies are resolved as on an empty machine.
readonly APT=$CACHE/apt
apt() {
  "apt-$1" -qq -o Dir::Etc::SourceList="$APT/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null \
    -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State="$APT" -o Dir::State::status="$APT/status" -o Dir::Cache="$APT/cache" \
    -o APT::Architecture="$ARCH" -o APT::Architectures::="$ARCH" -o APT::Architectures::="$FOREIGN" -o Acquire::Languages=none \
    -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Acquire::Retries=3 "${@:2}"
}

# At most once per run, and only when something is missing: with a full cache `up` needs no network.
refresh_apt() {
  [[ -z ${APT_REFRESHED:-} ]] || return 0
  local uri suite
  uri=$(mirror)
  [[ -n $uri ]] || die "apt's configuration names no Debian mirror for $HOST_SUITE"
  mkdir -p "$APT"/{lists/partial,cache/archives/partial}
  : >"$APT/status"
  for suite in $(printf '%s\n' "$SUITE" "$HOST_SUITE" "$OLD_SUITE" | sort -u); do
    echo "deb [signed-by=$KEYRING] $uri $suite main"
    [[ $suite != "$SUITE" ]] || echo "deb-src [signed-by=$KEYRING] $uri $suite main"
  done >"$APT/sources.list"
  apt get update >"$STATE/log/apt.log" 2>&1 || die "cannot read the package lists of $uri: $(tail -n 5 "$STATE/log/apt.log")"
  APT_REFRESHED=yes
}

# package SUITE NAME [ARCH]: the directory of an unpacked package.
package() { echo "$CACHE/packages/$1-${3:-$ARCH}/$2"; }

# package_version SUITE NAME: of an unpacked package.
package_version() { cat "$(package "$@").version" 2>/dev/null || echo -; }

# provide SUITE NAME[:ARCH]…: unpacks what the cache does not hold.
provide() {
  local suite=$1 package missing=() work archive dir
  shift
  for package in "$@"; do
    [[ $package == *:* ]] || package+=:$ARCH
    [[ -d $(package "$suite" "${package%:*}" "${package#*:}") ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  refresh_apt
  say "fetching ${missing[*]} of $suite"
  work=$(mktemp -d "$CACHE/fetch.XXXXXX")
  (cd "$work" && apt get download "${missing[@]/%//$suite}") >"$STATE/log/apt.log" 2>&1 ||
    die "cannot fetch ${missing[*]}: $(tail -n 5 "$STATE/log/apt.log")"
  for archive in "$work"/*.deb; do
    dir=$(package "$suite" "$(dpkg-deb --field "$archive" Package)" "$(dpkg-deb --field "$archive" Architecture)")
    mkdir -p "${dir%/*}"
    dpkg-deb --extract "$archive" "$work/unpacked"
    dpkg-deb --field "$archive" Version >"$dir.version"
    mv -T "$work/unpacked" "$dir" # in one step: an interrupted run leaves no half package behind
  done
  rm -rf "$work"
}

# fetch_with_dependencies SUITE DIRECTORY NAME…: the archives of these packages and of all that they need.
fetch_with_dependencies() {
  mkdir -p "$2/partial"
  apt get install --download-only -y -o Dir::Cache::archives="$2" -o APT::Default-Release="$1" "${@:3}"
}

# unpack_root ARCHIVES ROOT: a root file system of packages. No maintainer script runs, so it has no users and no generated file.
unpack_root() {
  local archive dir
  mkdir -p "$2/usr"
  for dir in bin sbin lib lib64; do # bookworm's packages still have files in /bin; on a real machine it has long been this link
    mkdir -p "$2/usr/$dir"
    ln -s "usr/$dir" "$2/$dir"
  done
  for archive in "$1"/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" | tar -x --keep-directory-symlink --preserve-permissions --numeric-owner -C "$2"
  done
}
