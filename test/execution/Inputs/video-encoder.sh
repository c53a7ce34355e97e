#!/usr/bin/env bash
# video-encoder.sh MODULE ARRAYS FOLDER: see ../video-encoder.mlir.
set -euo pipefail
module=$1 arrays=$2 folder=$3
parts=(0 1 2 3 4 5 6)
rm -rf "$folder"
mkdir -p "$folder/first"

# encode STRATEGY FRAME NUMBER SHARE STATE... OPTION...: writes $folder/STRATEGY.PART.npy, the state for the next frame, and behind
# it what else there is of the frame.
encode() {
  local strategy=$1 frame=$2 number=$3 share=$4
  local inputs=(--input="$frame" --input="$number" --input="$share") outputs=()
  shift 4
  for part in "${parts[@]}"; do inputs+=(--input="$1"); shift; done
  for part in {0..11}; do outputs+=("--output=@$folder/$strategy.$part.npy"); done
  ds-run "$module" --function=encode --strategy="$strategy" "${inputs[@]}" "${outputs[@]}" "$@"
}

# By both strategies, from the state of each. Most of the time goes into compiling: only some is optimised.
level=-O3
both() {
  local frame=$1 number=$2 share=$3 expected=()
  shift 3
  encode fast "$frame" "$number" "$share" "${@:1:7}" $level
  for part in {0..11}; do expected+=("--expected-output=@$folder/fast.$part.npy"); done
  encode reference "$frame" "$number" "$share" "${@:8:7}" -O0 --compute-type=f64 --atol=1e-4 --rtol=1e-4 "${expected[@]}"
}

state() { for part in "${parts[@]}"; do echo "@$folder/$1.$part.npy"; done; }

# The state before the first frame of so many tokens.
nothing() {
  local tokens="1x$1x16xf32=0" looks="1x1x4x$1xf32=0"
  echo "$tokens" "$tokens" "$tokens" "$looks" "1x1x4x16xf32=0" "$looks" "1x1x$1x16xf32=0"
}

# The first frame is new in every token.
both "@$arrays:frame0" 0 1.0 $(nothing 35) $(nothing 35)
cp "$folder"/*.npy "$folder/first"

# Five budgets, drawn at random once; two frames each, with the state of the one before.
for share in 0.93 0.61 0.37 0.24 0.05; do
  echo "share $share"
  cp "$folder/first"/*.npy "$folder"
  for number in 1 2; do
    level=$([ "$share" = 0.37 ] && echo -O3 || echo -O0)
    both "@$arrays:frame$number" "$number" "$share" $(state fast) $(state reference)
  done
done

# As many tokens as there are.
level=-O0
for tokens in 0 1 6 50; do
  echo "tokens $tokens"
  both "1x${tokens}x16xf32=random($tokens)" 5 0.4 $(nothing $tokens) $(nothing $tokens)
done

# What of a clip is kept: all that changed, or half of all tokens.
for share in 1.0 0.5; do
  for strategy in fast reference; do
    ds-run "$module" --function=kept --strategy=$strategy --input="1x105x16xf32=random(1)" --input=35 --input=0.9 --input=$share \
      --output="@$folder/kept.$strategy.npy" --output="@$folder/lengths.$strategy.npy" \
      --output="@$folder/recalled.$strategy.npy" --output="@$folder/pairs.$strategy.npy"
  done
  cmp "$folder/kept.fast.npy" "$folder/kept.reference.npy"
  cmp "$folder/lengths.fast.npy" "$folder/lengths.reference.npy"
  cmp "$folder/pairs.fast.npy" "$folder/pairs.reference.npy"
  ds-run "$module" --function=kept --input="1x105x16xf32=random(1)" --input=35 --input=0.9 --input=$share \
    --expected-output="@$folder/kept.reference.npy" --expected-output="@$folder/lengths.reference.npy" \
    --expected-output="@$folder/recalled.reference.npy" --expected-output="@$folder/pairs.reference.npy" --rtol=1e-4 --atol=1e-4
done

# What is around each token of a clip: of no frames, one, and several of several sizes; and of no whole number of frames.
for sizes in "0 5 7" "0 0 0" "1 1 1" "35 5 7" "35 1 7" "36 6 2"; do
  read -r tokens rows columns <<<"$sizes"
  echo "around $sizes"
  around=(ds-run "$module" --function=around --input="1x${tokens}x16xf32=random($tokens)" --input="$rows" --input="$columns")
  "${around[@]}" --strategy=reference --output="@$folder/around.npy"
  "${around[@]}" --strategy=fast --expected-output="@$folder/around.npy" --rtol=1e-4 --atol=1e-4
done
for strategy in fast reference; do
  if ds-run "$module" --function=around --strategy=$strategy --input="1x36x16xf32=random(1)" --input=5 --input=7 2>"$folder/around.txt"; then
    exit 1
  fi
  grep "window_pattern: the pattern has not as many queries as its grid has cells, with the global tokens (36 and 35)" "$folder/around.txt"
done
