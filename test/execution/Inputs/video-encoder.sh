#!/usr/bin/env bash
# video-encoder.sh MODULE ARRAYS FOLDER: see ../video-encoder.mlir.
set -euo pipefail
module=$1 arrays=$2 folder=$3
mkdir -p "$folder"

weights=()
for layer in 1 2; do
  for name in wq wk wv wo; do weights+=("--input=@$arrays:$name$layer"); done
done

# encode STRATEGY FRAME BUDGET STATE...: writes $folder/STRATEGY.{0,1,2}.npy, and compares with those of FAST for reference.
encode() {
  local strategy=$1 frame=$2 budget=$3 seen=$4 first=$5 second=$6
  shift 6
  local outputs=()
  for part in 0 1 2; do outputs+=("--output=@$folder/$strategy.$part.npy"); done
  ds-run "$module" --function=encode --strategy="$strategy" --input="$frame" --input="$budget" \
    --input="$seen" --input="$first" --input="$second" "${weights[@]}" "${outputs[@]}" "$@"
}

agree=(--atol=1e-4 --rtol=1e-4)
for part in 0 1 2; do agree+=("--expected-output=@$folder/fast.$part.npy"); done

state() { echo "@$folder/$1.0.npy" "@$folder/$1.1.npy" "@$folder/$1.2.npy"; }

# The first frame is new in every token.
nothing="@$arrays:nothing"
encode fast "@$arrays:frame0" 35 "$nothing" "$nothing" "$nothing"
encode reference "@$arrays:frame0" 35 "$nothing" "$nothing" "$nothing" --compute-type=f64 "${agree[@]}"
for file in "$folder"/*.npy; do cp "$file" "$folder/first.$(basename "$file")"; done

# Five budgets out of 35 tokens, two frames each.
for budget in 35 23 14 9 2; do
  echo "budget $budget"
  for file in "$folder"/first.*; do cp "$file" "$folder/$(basename "$file" | sed s/first.//)"; done
  for frame in 1 2; do
    encode fast "@$arrays:frame$frame" "$budget" $(state fast)
    encode reference "@$arrays:frame$frame" "$budget" $(state reference) --compute-type=f64 "${agree[@]}"
  done
done

# As many tokens as there are, and budgets beyond.
for tokens in 0 1 6 50; do
  echo "tokens $tokens"
  zeros="1x${tokens}x16xf32=0"
  encode fast "1x${tokens}x16xf32=random($tokens)" 40 "$zeros" "$zeros" "$zeros"
  encode reference "1x${tokens}x16xf32=random($tokens)" 40 "$zeros" "$zeros" "$zeros" --compute-type=f64 "${agree[@]}"
done
