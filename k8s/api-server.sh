#!/usr/bin/env bash
# Builds etcd and kube-apiserver with Go into a folder, beside the CRDs of KEDA and cert-manager. With it, the tests show every
# manifest to a real API server:
#   k8s/api-server.sh /tmp/kube && KUBE_ASSETS=/tmp/kube npm run test:cluster
# Needs Go 1.25 or newer and its module proxy; 3 GB of disk and some minutes.
set -euo pipefail

folder=$(mkdir -p "${1:?Say into which folder}" && cd "$1" && pwd)
KUBERNETES=1.35.0
KEDA=2.21.0
CERT_MANAGER=1.21.2

directory_of() { go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'; }

mkdir -p "$folder/source/apiserver" "$folder/source/etcd" "$folder/crds"
cd "$folder/source"
kubernetes=$(directory_of "k8s.io/kubernetes@v$KUBERNETES")
# Kubernetes replaces its own libraries by folders that are not in its module; outside they have the version 0.35.0.
sed -e 's/^module .*/module apiserver/' -e '/^replace ($/,/^)$/d' -e '/^godebug/d' \
  -e "s#^\(\tk8s\.io/[a-z-]*\) v0\.0\.0\$#\1 v0.${KUBERNETES#*.}#" -e "s#^\(\tk8s\.io/[a-z-]*\) v0\.0\.0 #\1 v0.${KUBERNETES#*.} #" \
  "$kubernetes/go.mod" > go.mod
echo "require k8s.io/kubernetes v$KUBERNETES" >> go.mod
cp "$kubernetes/go.sum" go.sum && chmod u+w go.sum
cat > apiserver/main.go <<'GO'
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
GO
cat > etcd/main.go <<'GO'
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
GO
export GOFLAGS=-mod=mod
go build -o "$folder/kube-apiserver" ./apiserver
go build -o "$folder/etcd" ./etcd
cp "$(directory_of "github.com/kedacore/keda/v2@v$KEDA")"/config/crd/bases/keda.sh_*.yaml "$folder/crds"
cp "$(directory_of "github.com/cert-manager/cert-manager@v$CERT_MANAGER")"/deploy/crds/*.yaml "$folder/crds"
chmod -R u+w "$folder/crds"
rm -rf "$folder/source"
echo "KUBE_ASSETS=$folder"
