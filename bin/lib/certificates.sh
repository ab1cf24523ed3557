# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# The test CA with a server's and a client's certificate, and the key that signs registry tokens. All keys are PKCS#8, which Java reads.

readonly CERTS=$STATE/certs

# certificates: makes them once; they outlive `down`, so that a running test and a restarted engine agree.
certificates() {
  [[ ! -s $CERTS/ca.crt ]] || return 0
  say "making certificates"
  local work=$STATE/ca # the CA's own key stays out of $CERTS: podman takes a stray key in a certificate folder for an error
  rm -rf "$work" "$CERTS"
  mkdir -p "$work/certs"
  certify ca "/CN=Image Farm test CA" "basicConstraints=critical,CA:TRUE" "keyUsage=critical,keyCertSign,cRLSign"
  certify server "/CN=localhost" "subjectAltName=DNS:localhost,IP:127.0.0.1" "extendedKeyUsage=serverAuth"
  certify client "/CN=image-farm-test" "subjectAltName=DNS:client" "extendedKeyUsage=clientAuth"
  # RSA, because Java's SHA256withRSA makes a token's signature as it stands; an EC signature would have to be re-encoded.
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Image Farm test tokens" \
    -keyout "$work/certs/token.key" -out "$work/certs/token.crt" 2>/dev/null
  mv "$work/certs/ca.key" "$work/"
  mv -T "$work/certs" "$CERTS"
}

# certify NAME SUBJECT EXTENSION…: a certificate of the CA (the first one made is the CA itself).
certify() {
  local name=$1 subject=$2 dir=$STATE/ca/certs
  shift 2
  local request=(openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$subject" -keyout "$dir/$name.key")
  if [[ $name == ca ]]; then
    "${request[@]}" -x509 -days 3650 "${@/#/-addext=}" -out "$dir/ca.crt" 2>/dev/null
  else
    "${request[@]}" 2>/dev/null |
      openssl x509 -req -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -CAserial "$STATE/ca/serial" -days 3650 \
        -extfile <(printf '%s\n' "$@") -out "$dir/$name.crt" 2>/dev/null
  fi
}
