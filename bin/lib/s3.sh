# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# An S3 server for caches: s3rver of the npm registry, with what it depends on by version and checksum (s3/package-lock.json). It knows one
# login, which its README names. It refuses other key ids, but does not verify signatures of version 4.

readonly S3_BUCKET=cache S3_KEY_ID=S3RVER S3_KEY=S3RVER

s3_dir() { echo "$CACHE/s3rver/$(sha256sum "$LIB/s3/package-lock.json" | cut -c 1-16)"; }

s3_provide() {
  local work dir
  dir=$(s3_dir)
  [[ ! -d $dir ]] || return 0
  host_commands node nodejs npm npm
  say "installing s3rver"
  mkdir -p "$CACHE/s3rver"
  work=$(mktemp -d "$CACHE/fetch.XXXXXX")
  cp "$LIB"/s3/package*.json "$work"
  (cd "$work" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund) >"$STATE/log/npm.log" 2>&1 ||
    die "cannot install s3rver: $(tail -n 5 "$STATE/log/npm.log")"
  mv -T "$work" "$dir"
}

s3_version() { sed -n 's/^  "version": "\(.*\)",/s3rver \1/p' "$(s3_dir)/node_modules/s3rver/package.json"; }
s3_address() { echo "http://127.0.0.1:$(port_of s3)"; }
s3_config() { echo "$(s3_address) $(s3_dir)"; }

s3_start() {
  mkdir -p "$STATE/s3/data"
  spawn s3 "$(command -v node)" "$(s3_dir)/node_modules/s3rver/bin/s3rver.js" --directory "$STATE/s3/data" --address 127.0.0.1 --port "$(port_of s3)" \
    --configure-bucket "$S3_BUCKET"
}

s3_ready() { http --output /dev/null "$(s3_address)/$S3_BUCKET"; }

s3_env() {
  echo "IMAGE_FARM_S3=$(s3_address)"
  echo "IMAGE_FARM_S3_BUCKET=$S3_BUCKET"
  echo "IMAGE_FARM_S3_KEY_ID=$S3_KEY_ID"
  echo "IMAGE_FARM_S3_KEY=$S3_KEY"
}
