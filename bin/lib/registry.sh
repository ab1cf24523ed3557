# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Registries: Debian's docker-registry 2.8, one process each.
#   plain  http, no authentication          basic  TLS and htpasswd          token  TLS, tokens of an endpoint that the tests themselves serve

readonly REGISTRY_USER=ci REGISTRY_PASSWORD=s3cret
readonly TOKEN_SERVICE=image-farm-token-registry TOKEN_ISSUER=image-farm-tests

token_realm() { echo "http://127.0.0.1:$(port_of token-realm)/token"; }

registry_provide() { provide "$SUITE" docker-registry; }
registry_version() { package_version "$SUITE" docker-registry; }

registry_address() {
  case $1 in # clients speak plain http to 127.0.0.1 without being told, and the certificates name localhost
    plain) echo "127.0.0.1:$(port_of plain)" ;;
    *) echo "localhost:$(port_of "$1")" ;;
  esac
}

registry_config() {
  local name=$1 tls="tls: {certificate: $CERTS/server.crt, key: $CERTS/server.key}"
  cat <<YAML
version: 0.1
log: {level: info, accesslog: {disabled: false}}
storage: {filesystem: {rootdirectory: $STATE/$name/data}, delete: {enabled: true}}
http: {addr: '127.0.0.1:$(port_of "$name")', secret: image-farm, $([[ $name == plain ]] || echo "$tls")}
YAML
  case $name in
    basic) echo "auth: {htpasswd: {realm: image-farm, path: $STATE/basic/htpasswd}}" ;;
    token) echo "auth: {token: {realm: '$(token_realm)', service: $TOKEN_SERVICE, issuer: $TOKEN_ISSUER, rootcertbundle: $CERTS/token.crt}}" ;;
  esac
}

registry_start() {
  local name=$1
  if [[ $name == basic ]]; then # the registry takes bcrypt only; Debian's crypt(3) makes it, with any salt
    # shellcheck disable=SC2016 # the salt is no variable
    perl -e 'print "$ARGV[0]:", crypt($ARGV[1], q($2y$05$imagefarmimagefarmima.)), "\n"' "$REGISTRY_USER" "$REGISTRY_PASSWORD" >"$STATE/basic/htpasswd"
  fi
  spawn "$name" "$(package "$SUITE" docker-registry)/usr/bin/docker-registry" serve "$STATE/$name/config"
}

# A registry is up when it answers as its kind should: open, or with a challenge.
registry_ready() {
  case $1 in
    plain) [[ $(registry_status_code plain) == 200 ]] ;;
    basic) [[ $(registry_status_code basic --user "$REGISTRY_USER:$REGISTRY_PASSWORD") == 200 ]] ;;
    token) [[ $(registry_status_code token) == 401 ]] ;;
  esac
}

registry_status_code() { # NAME CURL-OPTION…
  local scheme=https
  [[ $1 != plain ]] || scheme=http
  http --cacert "$CERTS/ca.crt" --output /dev/null --write-out '%{http_code}' "${@:2}" "$scheme://$(registry_address "$1")/v2/" || true # 401 is an answer
}

registry_env() {
  local key=IMAGE_FARM_REGISTRY_${1^^}
  echo "$key=$(registry_address "$1")"
  case $1 in
    basic)
      echo "${key}_USER=$REGISTRY_USER"
      echo "${key}_PASSWORD=$REGISTRY_PASSWORD"
      ;;
    token) # the endpoint is the tests' own: they listen on the port and sign with the key, the certificate in the JWT's x5c header
      echo "IMAGE_FARM_TOKEN_REALM=$(token_realm)"
      echo "IMAGE_FARM_TOKEN_REALM_PORT=$(port_of token-realm)"
      echo "IMAGE_FARM_TOKEN_SERVICE=$TOKEN_SERVICE"
      echo "IMAGE_FARM_TOKEN_ISSUER=$TOKEN_ISSUER"
      echo "IMAGE_FARM_TOKEN_CERT=$CERTS/token.crt"
      echo "IMAGE_FARM_TOKEN_KEY=$CERTS/token.key"
      ;;
  esac
}
