# Sourced: a real Jenkins with the plugin, on a loopback port that the system gives. Wants ROOT, MVN and what bin/engines env prints.
# shellcheck shell=bash

# jenkins_build: builds the plugin, with the plugins it needs beside it.
jenkins_build() {
  "$MVN" -B -q -ntp -f "$ROOT/pom.xml" package -DskipTests -Dspotless.check.skip
}

jenkins_war() {
  local version war
  version=$(sed -n 's:.*<jenkins.baseline>\(.*\)</jenkins.baseline>.*:\1:p' "$ROOT/pom.xml").3
  war=$("$MVN" -B -q -ntp -f "$ROOT/pom.xml" help:evaluate -Dexpression=settings.localRepository -DforceStdout)/org/jenkins-ci/main/jenkins-war/$version/jenkins-war-$version.war
  [[ -e $war ]] || { echo "There is no $war: build the plugin first" >&2; return 1; }
  echo "$war"
}

# jenkins_home HOME: a home with the plugins; what was in it stays.
jenkins_home() {
  local hpi
  mkdir -p "$1/plugins"
  for hpi in "$ROOT"/target/test-classes/test-dependencies/*.hpi "$ROOT"/target/image-farm.hpi; do
    cp -u "$hpi" "$1/plugins/$(basename "${hpi%.hpi}").jpi"
  done
}

jenkins_pid() { # HOME: its pid, if it is the process that was started
  local pid start
  [[ -e $1/jenkins.pid ]] && read -r pid start <"$1/jenkins.pid" && [[ $(cut -d' ' -f22 "/proc/$pid/stat" 2>/dev/null) == "$start" ]] && echo "$pid"
}

# jenkins_start HOME EXECUTORS: starts it if it does not run; sets JENKINS_URL.
jenkins_start() {
  local home=$1 pid
  if ! pid=$(jenkins_pid "$home"); then
    rm -f "$home/port"
    [[ -s $home/password ]] || (umask 077 && head -c 12 /dev/urandom | base64 | tr -d '+/=' >"$home/password")
    [[ -s $home/fixed-port ]] || jenkins_free_port >"$home/fixed-port" # the same after a restart, so that links stay
    JENKINS_URL="http://127.0.0.1:$(cat "$home/fixed-port")/"
    JENKINS_HOME=$home CASC_JENKINS_CONFIG=$ROOT/bin/lib/demo/jenkins.yaml EXECUTORS=$2 JENKINS_URL=$JENKINS_URL \
      DEMO_PASSWORD=$(cat "$home/password") \
      setsid nohup java -Xmx512m -Djenkins.install.runSetupWizard=false -jar "$(jenkins_war)" \
      --httpListenAddress=127.0.0.1 --httpPort="$(cat "$home/fixed-port")" >"$home/jenkins.log" 2>&1 </dev/null &
    pid=$!
    echo "$pid $(cut -d' ' -f22 "/proc/$pid/stat")" >"$home/jenkins.pid"
  fi
  JENKINS_URL="http://127.0.0.1:$(cat "$home/fixed-port")/"
  jenkins_await "$home" "$pid"
}

jenkins_free_port() {
  local port
  for port in $(shuf -i 20000-30000 -n 50); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  return 1
}

jenkins_await() { # HOME PID
  local end=$((SECONDS + 180))
  until [[ $(curl -s -o /dev/null -w '%{http_code}' "${JENKINS_URL}login") == 200 ]]; do
    if ((SECONDS > end)) || ! kill -0 "$2" 2>/dev/null; then
      tail -n 30 "$1/jenkins.log" >&2
      echo "Jenkins did not start; the end of $1/jenkins.log is above" >&2
      return 1
    fi
    sleep 0.5
  done
}

jenkins_stop() { # HOME
  local pid
  pid=$(jenkins_pid "$1") || return 0
  kill "$pid"
  local end=$((SECONDS + 60))
  while kill -0 "$pid" 2>/dev/null && ((SECONDS < end)); do sleep 0.2; done
  rm -f "$1/jenkins.pid"
}

# jenkins_curl HOME PATH [CURL OPTION…]: a request as the demo user, with the crumb that POST needs.
jenkins_curl() {
  local home=$1 path=$2 crumb
  shift 2
  crumb=$(curl -sf -K <(jenkins_login "$home") -c "$home/cookies" "${JENKINS_URL}crumbIssuer/api/json" | sed -n 's/.*"crumb":"\([^"]*\)".*/\1/p')
  curl -sS -K <(jenkins_login "$home") -b "$home/cookies" -H "Jenkins-Crumb: $crumb" "$@" "$JENKINS_URL$path"
}

jenkins_login() { printf 'user = "demo:%s"\n' "$(cat "$1/password")"; } # a curl configuration: the password is on no command line

# jenkins_job HOME NAME JENKINSFILE: makes or replaces a Pipeline job.
jenkins_job() {
  local config
  config=$(mktemp)
  {
    echo '<flow-definition><definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition"><script>'
    sed 's/&/\&amp;/g; s/</\&lt;/g' "$3"
    echo '</script><sandbox>true</sandbox></definition></flow-definition>'
  } >"$config"
  local path="createItem?name=$2"
  [[ $(jenkins_curl "$1" "job/$2/api/json" -o /dev/null -w '%{http_code}') != 200 ]] || path="job/$2/config.xml"
  jenkins_curl "$1" "$path" -f -X POST -H 'Content-Type: application/xml' --data-binary "@$config" >/dev/null
  rm -f "$config"
}

# jenkins_begin HOME NAME: starts the job; sets JENKINS_RUN, which is there when it returns.
jenkins_begin() {
  local number end=$((SECONDS + 60))
  number=$(jenkins_curl "$1" "job/$2/api/json" | sed -n 's/.*"nextBuildNumber":\([0-9]*\).*/\1/p')
  jenkins_curl "$1" "job/$2/build" -f -X POST
  JENKINS_RUN=job/$2/$number/
  until [[ $(jenkins_curl "$1" "${JENKINS_RUN}api/json" -o /dev/null -w '%{http_code}') == 200 ]]; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

jenkins_succeeded() { jenkins_curl "$1" "${JENKINS_RUN}api/json" | grep -q '"result":"SUCCESS"'; } # HOME: did JENKINS_RUN

# jenkins_run HOME NAME [SECONDS]: runs the job, prints its console, asking for what is new every SECONDS, and succeeds if it does.
jenkins_run() {
  local start=0 headers every=${3:-0.5} end=$((SECONDS + 600))
  jenkins_begin "$1" "$2"
  headers=$(mktemp)
  while ((SECONDS < end)); do
    jenkins_curl "$1" "${JENKINS_RUN}logText/progressiveText?start=$start" -D "$headers"
    start=$(tr -d '\r' <"$headers" | sed -n 's/^[Xx]-[Tt]ext-[Ss]ize: //p')
    grep -qi '^x-more-data: true' "$headers" || break
    sleep "$every"
  done
  rm -f "$headers"
  jenkins_succeeded "$1"
}
