#!/bin/bash
# Stands in for tools/peers/run in tests: a peer that is right, one that is wrong, one that cannot, one that breaks, one that is not there.
if [ "$1" = list ]; then
  echo '{"name": "right", "computes": ["attention", "linear"], "version": "right 1.0", "missing": null}'
  for name in wrong unable broken; do
    echo "{\"name\": \"$name\", \"version\": \"$name 1.0\", \"missing\": null}"
  done
  echo '{"name": "absent", "version": null, "missing": "not installed: make it"}'
  exit
fi
name=$1
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" <<<"$line"; }
while read -r line; do
  case $(field do) in
  load)
    op=$(field op) x=$(field x) weights=$(field weights) bias=$(field bias)
    queries=$(field queries) keys=$(field keys) values=$(field values) mask=$(field mask)
    elements=$(sed -n 's/.*"elements": *\([a-z]*\).*/\1/p' <<<"$line")
    case $name in
    unable) echo '{"unsupported": "it is unable to"}' ;;
    broken) echo '{"error": "it broke"}' ;;
    *) echo '{"ready": "as it comes"}' ;;
    esac ;;
  run) echo '{"seconds": 0.001}' ;;
  memory) echo '{"bytes": 4096}' ;;
  save)
    [ $name = wrong ] && values=$queries
    module=$(dirname "$0")/peers.mlir
    inputs=("--input=@$queries" "--input=@$keys" "--input=@$values")
    if [ $op = linear ]; then
      ds-run "$module" --function=linear --input="@$x" --input="@$weights" --input="@$bias" --output="@$(field file)" >&2
    elif [[ $elements = true ]]; then
      ds-run "$module" --function=elements "${inputs[@]}" --input="@$mask" --output="@$(field file)" >&2
    elif [ -n "$mask" ]; then
      ds-run "$module" --function=masked "${inputs[@]}" --input="@$mask" --output="@$(field file)" >&2
    else
      ds-run "$module" --function=dense "${inputs[@]}" --output="@$(field file)" >&2
    fi
    echo '{"saved": true}' ;;
  esac
done
