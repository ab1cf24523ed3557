# Sourced: provides Maven and tells whether the plugin can be built here.
# shellcheck shell=bash

# The parent POM of Jenkins plugins wants 3.9.6; Debian 12 has 3.8.7.
readonly MAVEN_NEEDED=3.9.6 MAVEN_VERSION=3.9.11

# mvn_command: prints the path of a Maven that is new enough, fetched from Maven Central by the machine's own one if need be.
mvn_command() {
  local own home=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/image-farm/apache-maven-$MAVEN_VERSION
  own=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' | head -1)
  if [[ -n $own && $(printf '%s\n' "$MAVEN_NEEDED" "$own" | sort -V | head -1) == "$MAVEN_NEEDED" ]]; then
    command -v mvn
    return
  fi
  if [[ ! -x $home/bin/mvn ]]; then
    mkdir -p "$(dirname "$home")"
    # Not where it would read our POM, for which it is too old.
    (cd / && mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="org.apache.maven:apache-maven:$MAVEN_VERSION:tar.gz:bin" \
      -DoutputDirectory="$(dirname "$home")" >&2)
    tar -xzf "$home-bin.tar.gz" -C "$(dirname "$home")"
  fi
  echo "$home/bin/mvn"
}

# jenkins_artifacts_resolve MVN: can everything that the plugin is built and tested with be had here? What is missing goes to standard error.
jenkins_artifacts_resolve() {
  local log
  log=$(mktemp)
  if "$1" -B -q -f "$ROOT/pom.xml" -Dengine.skip org.apache.maven.plugins:maven-dependency-plugin:3.8.1:resolve \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:resolve-plugins >"$log" 2>&1; then
    rm -f "$log"
    return
  fi
  grep -m 1 ERROR "$log" >&2 || tail -n 3 "$log" >&2
  rm -f "$log"
  return 1
}
