#!/bin/sh
# Makes the papers of a Sparrow on one machine, once: an authority, a certificate for clients and one for the fleet, the fleet's
# secret, and an empty file of tokens. Whoever has the volume has them all.
set -eu
umask 077
cd /secrets

certificate() {  # certificate NAME ALTERNATIVE-NAMES
    [ -s "$1.crt" ] && return
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=sparrow $1" 2>/dev/null
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n' "$2" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
    rm "$1.csr" "$1.ext"
}

if [ ! -s ca.crt ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -days 3650 -subj "/CN=sparrow compose" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
fi
certificate server "DNS:localhost,DNS:server,IP:127.0.0.1"
certificate fleet "DNS:server,DNS:executor-1,DNS:executor-2,DNS:executor-3"
[ -s fleet-secret ] || openssl rand -hex 32 >fleet-secret
[ -e tokens.toml ] || : >tokens.toml
chown -R 65532:65532 /secrets /data /state
# The authority's certificate is for everybody, its key for nobody who runs.
chmod 0644 ca.crt
chown 0:0 ca.key
echo "the papers are there"
