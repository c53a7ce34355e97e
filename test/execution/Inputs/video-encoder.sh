#!/usr/bin/env bash
# video-encoder.sh MODULE ARRAYS FOLDER: see ../video-encoder.mlir.
set -euo pipefail
module=$1 arrays=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder/first"

# encode STRATEGY FRAME NUMBER SHARE STATE... OPTION...: writes $folder/STRATEGY.{0,1,2}.npy, the state for the next frame.
encode() {
  local strategy=$1 frame=$2 number=$3 share=$4 seen=$5 first=$6 second=$7
  shift 7
  local outputs=()
  for part in 0 1 2; do outputs+=("--output=@$folder/$strategy.$part.npy"); done
  ds-run "$module" --function=encode --strategy="$strategy" --input="$frame" --input="$number" --input="$share" \
    --input="$seen" --input="$first" --input="$second" "${outputs[@]}" "$@"
}

# By both strategies, from the state of each. Most of the time goes into compiling: only some is optimised.
level=-O3
both() {
  encode fast "$1" "$2" "$3" "${@:4:3}" $level
  encode reference "$1" "$2" "$3" "${@:7:3}" -O0 --compute-type=f64 --atol=1e-4 --rtol=1e-4 \
    --expected-output="@$folder/fast.0.npy" --expected-output="@$folder/fast.1.npy" --expected-output="@$folder/fast.2.npy"
}

state() { echo "@$folder/$1.0.npy" "@$folder/$1.1.npy" "@$folder/$1.2.npy"; }

# The first frame is new in every token.
nothing="@$arrays:nothing"
both "@$arrays:frame0" 0 1.0 "$nothing" "$nothing" "$nothing" "$nothing" "$nothing" "$nothing"
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
  zeros="1x${tokens}x16xf32=0"
  both "1x${tokens}x16xf32=random($tokens)" 5 0.4 "$zeros" "$zeros" "$zeros" "$zeros" "$zeros" "$zeros"
done
