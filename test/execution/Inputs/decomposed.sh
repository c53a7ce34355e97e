#!/usr/bin/env bash
# decomposed.sh MODULE FUNCTION exact|near RESULTS FOLDER INPUT...: see ../decomposed.mlir.
set -euo pipefail
module=$1 function=$2 precision=$3 results=$4 folder=$5
shift 5
mkdir -p "$folder"
ds-opt "$module" --dsa-decompose -o "$folder/decomposed.mlir"
ds-opt "$module" --dsa-decompose --dsa-fuse -o "$folder/fused.mlir"

inputs=() outputs=() expected=()
for input in "$@"; do inputs+=("--input=$input"); done
for ((result = 0; result < results; result++)); do
  outputs+=("--output=@$folder/$result.npy")
  expected+=("--expected-output=@$folder/$result.npy")
done
tolerance=()
if [ "$precision" = exact ]; then tolerance=(--atol=0 --rtol=0); fi
for strategy in fast reference; do
  options=(--function="$function" --strategy="$strategy" -O0 "${inputs[@]}")
  ds-run "$module" "${options[@]}" "${outputs[@]}"
  for other in decomposed fused; do
    ds-run "$folder/$other.mlir" "${options[@]}" "${expected[@]}" "${tolerance[@]}"
  done
done
