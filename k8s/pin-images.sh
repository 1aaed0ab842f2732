#!/usr/bin/env bash
# Writes the digest of every image that is not made here behind its tag, so that a build and a start tomorrow take the same
# bytes. Asks the registries, so it needs the network and either crane or docker with buildx.
#   k8s/pin-images.sh            writes
#   k8s/pin-images.sh --check    says what has no digest, and ends with 1 if something has none
set -euo pipefail
cd "$(dirname "$0")"

files=(*.Dockerfile base/redis.yaml components/loki/*.yaml monitoring/{prometheus,grafana}.yaml)
# In a Dockerfile the base stands in an ARG, in a manifest after "image:".
pattern='(^ARG NODE=|^ *image: )([a-z0-9./-]+:[A-Za-z0-9._-]+)(@sha256:[0-9a-f]{64})?$'

digest_of() {
  local digest
  if command -v crane >/dev/null; then
    digest=$(crane digest "$1")
  else
    digest=$(docker buildx imagetools inspect "$1" --format '{{.Manifest.Digest}}')
  fi
  # What is no digest is never written.
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "The registry gave no digest of $1: \"$digest\"" >&2; return 1; }
  echo "$digest"
}

images=$(grep -hoE "$pattern" "${files[@]}" | sed -E "s#$pattern#\2#" | sort -u)

case ${1:-} in
  '' | --check) ;;
  *) echo "There is no option $1: k8s/pin-images.sh [--check]" >&2; exit 2 ;;
esac

if [[ ${1:-} == --check ]]; then
  unpinned=$(grep -nE "$pattern" "${files[@]}" | grep -v '@sha256:' || true)
  [[ -z $unpinned ]] && { echo "Every image has its digest"; exit 0; }
  printf 'Without a digest, run k8s/pin-images.sh:\n%s\n' "$unpinned" >&2
  exit 1
fi

if ! command -v crane >/dev/null && ! docker buildx version >/dev/null 2>&1; then
  echo "The registries are asked with crane, or with docker and buildx: install one of them" >&2
  exit 1
fi

for image in $images; do
  digest=$(digest_of "$image")
  for file in "${files[@]}"; do
    sed -E "s#(^ARG NODE=|^ *image: )${image//./\\.}(@sha256:[0-9a-f]{64})?\$#\1$image@$digest#" "$file" > "$file.new"
    cat "$file.new" > "$file"
    rm "$file.new"
  done
  echo "$image@$digest"
done
