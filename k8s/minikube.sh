#!/usr/bin/env bash
# Breakwater on this machine, in a cluster of its own.
#   k8s/minikube.sh up [--dry-run]     starts what is not there yet; running it again changes nothing
#   k8s/minikube.sh down [--dry-run]   takes the cluster away, with everything in it
# --dry-run prints every command and runs none. Needs minikube, kubectl, docker and openssl.
set -euo pipefail
cd "$(dirname "$0")/.."

PROFILE=${PROFILE:-breakwater}
KUBERNETES_VERSION=${KUBERNETES_VERSION:-v1.35.0}
# The first versions whose ScaledObject has tolerances are built with Kubernetes 1.33.
KEDA_VERSION=${KEDA_VERSION:-2.21.0}
KEDA="https://github.com/kedacore/keda/releases/download/v$KEDA_VERSION/keda-$KEDA_VERSION.yaml"
VERSION=0.1.0
WAIT=300s

usage() { sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2; }

command=${1:-}
dry=false
[[ ${2:-} == --dry-run ]] && dry=true
[[ $command == up || $command == down ]] || usage
[[ -z ${2:-} || $dry == true ]] || usage

run() {
  printf '+'; printf ' %q' "$@"; printf '\n'
  if [[ $dry == false ]]; then "$@"; fi
}
kube() { run kubectl --context "$PROFILE" "$@"; }
# What is only looked at: in a dry run nothing is there.
is_there() { [[ $dry == false ]] && "$@" >/dev/null 2>&1; }

need() {
  local missing=()
  for program in "$@"; do command -v "$program" >/dev/null || missing+=("$program"); done
  [[ $dry == true || ${#missing[@]} == 0 ]] || { echo "Install ${missing[*]} first" >&2; exit 1; }
}

secret() {
  is_there kubectl --context "$PROFILE" --namespace breakwater get secret breakwater && return
  echo "+ kubectl --context $PROFILE --namespace breakwater create secret generic breakwater (three random values)"
  [[ $dry == true ]] && return
  # Through a pipe, so that no value stands in the list of processes.
  for key in auth-secret scaler-auth-secret control-token; do printf '%s=%s\n' "$key" "$(openssl rand -hex 32)"; done |
    kubectl --context "$PROFILE" --namespace breakwater create secret generic breakwater --from-env-file=/dev/stdin
}

up() {
  need minikube kubectl docker openssl
  # Calico, because Minikube's own network lets everything through whatever the policies say.
  is_there minikube status --profile "$PROFILE" ||
    run minikube start --profile "$PROFILE" --kubernetes-version "$KUBERNETES_VERSION" --cni calico --cpus 4 --memory 6g
  kube apply --server-side --filename "$KEDA"
  kube --namespace keda wait --for=condition=Available deployment --all --timeout "$WAIT"
  for name in origin scaler; do
    run docker build --file "k8s/$name.Dockerfile" --tag "breakwater/$name:$VERSION" .
    run minikube --profile "$PROFILE" image load "breakwater/$name:$VERSION"
  done
  kube apply --filename k8s/base/namespace.yaml
  secret
  kube apply --server-side --kustomize k8s/monitoring
  kube apply --kustomize k8s/overlays/minikube
  kube --namespace breakwater rollout status statefulset/redis --timeout "$WAIT"
  kube --namespace breakwater rollout status deployment/origin --timeout "$WAIT"
  kube --namespace breakwater rollout status deployment/scaler --timeout "$WAIT"
  run minikube --profile "$PROFILE" service origin --namespace breakwater --url
}

down() {
  need minikube
  run minikube delete --profile "$PROFILE"
}

"$command"
