# shellcheck shell=bash disable=SC2154 # part of bin/bench
# The page of a build that runs and has 2 000 steps, as a browser asks for it: logged in once, with a session.

page() {
  with_jenkins || return 0
  local home=$STATE/jenkins session=$STATE/page-session kept base end crumb size number i whole=() news=()
  cat >"$STATE/page.groovy" <<PIPELINE
node { imageBuild dockerfileText: 'FROM $IMAGE_FARM_BASE_IMAGE\nRUN sleep 600\n', noCache: true }
PIPELINE
  jenkins_job "$home" page "$STATE/page.groovy"
  jenkins_begin "$home" page
  number=$(basename "$JENKINS_RUN")
  page_until "the build does not begin" grep -qs "RUN sleep" -r "$home/jobs/page/builds/$number/image-farm"
  kept=$(echo "$home/jobs/page/builds/$number/image-farm"/*.jsonl)
  # As the engine tells them: each begins, says something and ends.
  awk 'BEGIN { for (i = 11; i <= 2010; i++) {
    step = "\"seq\":1,\"time\":1,\"part\":\"\",\"number\":" i
    name = ",\"name\":\"[" i "/2010] RUN make part-" i "\",\"state\":"
    print "{\"type\":\"step\"," step name "\"STARTED\",\"durationMs\":0,\"error\":\"\"}"
    print "{\"type\":\"output\"," step ",\"stderr\":false,\"text\":\"made part " i "\"}"
    end = end "{\"type\":\"step\"," step name "\"DONE\",\"durationMs\":" i ",\"error\":\"\"}\n"
  } printf "%s", end }' >>"$kept"
  end=$(($(stat -c %s "$kept") - $(tail -n 1 "$kept" | wc -c)))
  base=$JENKINS_URL${JENKINS_RUN}image-builds/build/$(basename "$kept" .jsonl)/

  rm -f "$session"
  crumb=$(page_crumb "${JENKINS_URL}login")
  curl -sf -o /dev/null -b "$session" -c "$session" -H "Jenkins-Crumb: $crumb" --data j_username=demo --data-urlencode "j_password@"<(printf %s "$(cat "$home/password")") \
    "${JENKINS_URL}j_spring_security_check"
  crumb=$(page_crumb "$base")
  for ((i = -3; i < ROUNDS; i++)); do # the first ones are for the JVM
    page_get "$base"
    size=$BYTES
    ((i < 0)) || whole+=("$TOOK")
    page_get "${base}news" -H "Jenkins-Crumb: $crumb" --data "since=$end"
    ((i < 0)) || news+=("$TOOK")
  done
  OURS=$(printf '%s\n' "${whole[@]}" | median)
  row "page of a build of 2 000 steps" "$OURS ms" "1000 ms" "$(ratio "$OURS" 1000)" "while it runs; $((size / 1024)) KiB, once; goal: under 1 s; median of $ROUNDS"
  OURS=$(printf '%s\n' "${news[@]}" | median)
  row "  one step that is new" "$OURS ms" "50 ms" "$(ratio "$OURS" 50)" "$BYTES bytes, each second; goal: under 50 ms and 1 KiB; median of $ROUNDS"
  jenkins_curl "$home" "${JENKINS_RUN}stop" -f -o /dev/null -X POST
  page_until "the build does not end" page_ended
  rm -f "$session" "$STATE/page-answer"
}

# page_crumb URL: what a POST needs, as a page or its form has it.
page_crumb() {
  curl -sf -b "$session" -c "$session" "$1" | sed -nE 's/.*(data-crumb-value|name="Jenkins-Crumb" type="hidden" value)="([^"]*)".*/\2/p' | head -n 1
}

# page_get URL [CURL OPTION…]: sets TOOK to milliseconds and BYTES to the length of the answer, which is of steps.
page_get() {
  local told
  told=$(curl -sf -b "$session" -o "$STATE/page-answer" -w '%{time_total} %{size_download}' "$@")
  grep -q 'RUN make part-2010' "$STATE/page-answer" || { echo "not the page that was asked for" >&2; return 1; }
  TOOK=$(awk '{ printf "%d", $1 * 1000 + 0.5 }' <<<"$told")
  BYTES=${told#* }
}

page_ended() { jenkins_curl "$home" "${JENKINS_RUN}api/json" | grep -q '"building":false'; }

page_until() { # WHY-NOT COMMAND…: waits until it succeeds
  local end=$((SECONDS + 120)) why=$1
  shift
  until "$@"; do
    ((SECONDS < end)) || { echo "$why" >&2; return 1; }
    sleep 0.2
  done
}
