# shellcheck shell=bash # part of bin/bench
# What 200 000 lines of output cost Jenkins, on the controller and on an agent of its own: imageBuild with a RUN that prints them, and sh that
# prints the same. Podman builds, because BuildKit cuts the output of a RUN off at 2 MiB.

readonly LINES='BEGIN { for (i = 1; i <= 200000; i++) print "line " i " of a build that tells much of what it does" }'

# The agent has its own PID namespace, whose first process inherits what its orphans used, so that no process is left out of the sum.
lines_agent() {
  local secret end=$((SECONDS + 120))
  mkdir -p "$STATE/agent"
  jenkins_curl "$STATE/jenkins" scriptText -f --data-urlencode "script=$(cat <<GROOVY
def jenkins = jenkins.model.Jenkins.get()
def agent = new hudson.slaves.DumbSlave('bench', '$STATE/agent', new hudson.slaves.JNLPLauncher(true))
agent.mode = hudson.model.Node.Mode.EXCLUSIVE
jenkins.addNode(agent)
print(jenkins.getComputer('bench').jnlpMac)
GROOVY
)" >"$STATE/agent/secret"
  jenkins_curl "$STATE/jenkins" jnlpJars/agent.jar -f -o "$STATE/agent.jar"
  setsid unshare --mount --propagation slave --pid --mount-proc --fork --kill-child "$ROOT/bin/lib/first-process" \
    java -Xmx256m -jar "$STATE/agent.jar" -url "$JENKINS_URL" -name bench -webSocket -secret "@$STATE/agent/secret" -workDir "$STATE/agent" \
    >"$STATE/agent.log" 2>&1 </dev/null &
  AGENT=$!
  trap 'lines_end || true; jenkins_stop "$STATE/jenkins"' EXIT
  until jenkins_curl "$STATE/jenkins" computer/bench/api/json | grep -q '"offline":false'; do
    ((SECONDS < end)) && kill -0 "$AGENT" || { cat "$STATE/agent.log" >&2; return 1; }
    sleep 0.5
  done
}

lines_end() {
  [[ -n ${AGENT:-} ]] || return 0
  kill -KILL -- "-$AGENT" 2>/dev/null && wait "$AGENT" 2>/dev/null || true
  AGENT=
  jenkins_curl "$STATE/jenkins" computer/bench/doDelete -X POST >/dev/null
  rm -rf "$STATE/agent" "$STATE/agent.jar"
}

# family PID: it and all processes below it.
family() {
  local child
  echo "$1"
  for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do family "$child"; done
}

# cpu_of PID…: milliseconds that they and their ended children have used.
cpu_of() {
  local hertz
  hertz=$(getconf CLK_TCK)
  for pid in "$@"; do cat "/proc/$pid/stat" 2>/dev/null || true; done | awk -v hertz="$hertz" '{ sub(/.*\) /, ""); n += $12 + $13 + $14 + $15 } END { print int(n * 1000 / hertz) }'
}

# MiB of all that runs below PID, without what they share.
family_memory() {
  for pid in $(family "$1"); do cat "/proc/$pid/smaps_rollup" 2>/dev/null || true; done | awk '/^Pss:/ { n += $2 } END { print int(n / 1024) }'
}

# lines_of JOB: runs it; appends to $STATE/lines-JOB: CPU of controller and agent in ms, the most memory of controller and agent in MiB, time in ms.
lines_of() {
  local controller agents before=() start most=0 now
  controller=$(jenkins_pid "$STATE/jenkins")
  # shellcheck disable=SC2046 # one word for each process
  before=("$(cpu_of "$controller")" "$(cpu_of $(family "$AGENT"))")
  echo 5 >"/proc/$controller/clear_refs" # its peak from here on
  start=${EPOCHREALTIME/./}
  jenkins_begin "$STATE/jenkins" "$1"
  while jenkins_curl "$STATE/jenkins" "${JENKINS_RUN}api/json?tree=building" | grep -q true; do
    now=$(family_memory "$AGENT")
    ((now <= most)) || most=$now
    sleep 0.2
  done
  now=$(((${EPOCHREALTIME/./} - start) / 1000))
  jenkins_succeeded "$STATE/jenkins" || { jenkins_curl "$STATE/jenkins" "${JENKINS_RUN}consoleText" | tail -n 20 >&2; return 1; }
  [[ $(jenkins_curl "$STATE/jenkins" "${JENKINS_RUN}consoleText" | grep -c 'line [0-9]* of a build that tells') -ge 200000 ]] || { echo "lines are missing" >&2; return 1; }
  # shellcheck disable=SC2046
  echo "$(($(cpu_of "$controller") - before[0])) $(($(cpu_of $(family "$AGENT")) - before[1])) $(awk '/^VmHWM:/ { print int($2 / 1024) }' "/proc/$controller/status") $most $now" >>"$STATE/$1.figures"
}

lines_median() { tail -n +2 "$STATE/lines-$1.figures" | cut -d' ' -f"$2" | median; } # the first run of each warms up

lines() {
  with_jenkins || return 0
  rm -f "$STATE"/lines-*.figures
  lines_agent
  jenkins_job "$STATE/jenkins" lines-ours /dev/stdin <<PIPELINE
node('bench') { imageBuild builder: 'podman-2', platforms: ['linux/amd64'], noCache: true, dockerfileText: '''FROM $IMAGE_FARM_BASE_IMAGE
RUN awk '$LINES'
''' }
PIPELINE
  jenkins_job "$STATE/jenkins" lines-peer /dev/stdin <<PIPELINE
node('bench') { sh '''awk '$LINES' ''' }
PIPELINE
  local i what column=0
  for ((i = 0; i <= ROUNDS; i++)); do
    lines_of lines-ours
    lines_of lines-peer
  done
  for what in "CPU of the controller:ms" "CPU of the agent:ms" "most memory of the controller:MiB" "most memory of the agent:MiB" "time:ms"; do
    column=$((column + 1))
    OURS=$(lines_median ours $column) PEER=$(lines_median peer $column)
    row "200 000 lines, ${what%:*}" "$OURS ${what#*:}" "$PEER ${what#*:}" "$(ratio "$OURS" "$PEER")" "peer: sh that prints the same; medians of $ROUNDS pairs"
  done
  lines_end
}
