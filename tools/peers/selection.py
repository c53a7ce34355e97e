"""Measures what choosing and moving cost, beside what they are to be compared with: `python3 tools/peers/selection.py`.

Needs NumPy, and measures PyTorch as well where it is installed: the environment of `cargo xtask peers` has both. `ds-run` is
found on the path, or given: `--ds-run=FILE`. Everything runs on one thread and in turns, round after round; a time is the
median of the rounds, and a ratio is of times of the same run. It writes a table in Markdown.
"""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

# ---------------------------------------------------------------- ours, as modules


def attention(n, heads):
    """Dense attention, which choosing blocks is a share of."""
    return f"""
!heads = tensor<1x{heads}x{n}x64xf32>
!everything = !dsa.pattern<1x1x{n}x{n}, block = 16x16>
func.func @attend(%q: !heads, %k: !heads, %v: !heads) -> !heads {{
  %all = dsa.dense_pattern() : !everything
  %o = dsa.attention %q, %k, %v, %all : !heads, !heads, !heads, !everything
  return %o : !heads
}}"""


def blocks(n, heads, scored, chosen):
    """Scores of 16 x 16 blocks, and the blocks chosen by them."""
    r = n // 16
    return f"""
!heads = tensor<1x{heads}x{n}x64xf32>
!scores = tensor<1x{heads}x{r}x{r}xf32>
!retained = tensor<1x{heads}x{r}xf32>
!pattern = !dsa.pattern<1x{heads}x{n}x{n}, block = 16x16>
func.func @choose(%q: !heads, %k: !heads) -> f32 {{
  %quarter = arith.constant {r // 4} : index
  %tau = arith.constant 0.9 : f32
  %s = {scored} : !heads, !heads
  {chosen}
  %density = dsa.pattern_density %p : !pattern
  return %density : f32
}}"""


POOLED = "dsa.score_blocks %q, %k block = [16, 16]"
ANTIDIAGONAL = "dsa.score_antidiagonals %q, %k block = [16, 16] stride = 16"
BEST = "%p = dsa.select_blocks %s top_k(%quarter) : !scores -> !pattern"
BY_MASS = "%p, %kept = dsa.select_blocks_by_mass %s mass(%tau) at_most(%quarter) : !scores -> !pattern, !retained"

TOKENS = """
func.func @choose(%s: tensor<12x1568xf32>) -> tensor<12x392xi32> {
  %quarter = arith.constant 392 : index
  %i = dsa.gate_tokens %s budget(%quarter) : tensor<12x1568xf32>
  %static = tensor.cast %i : tensor<12x?xi32> to tensor<12x392xi32>
  return %static : tensor<12x392xi32>
}"""

# Packing and unpacking is repeated in the program, so that a call's other costs are left out: from each state of the tokens to
# the next, by two lists, since unpacking what was packed by the same list does nothing.
ROUNDS = 200
PACKING = f"""
!tokens = tensor<1x1568x768xf32>
!packed = tensor<1x470x768xf32>
func.func @move(%x: !tokens, %i: tensor<1x470xi32>, %j: tensor<1x470xi32>) -> !tokens {{
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rounds = arith.constant {ROUNDS} : index
  %last = scf.for %t = %c0 to %rounds step %c1 iter_args(%now = %x) -> !tokens {{
    %packed = dsa.pack_tokens %now, %i : !tokens, tensor<1x470xi32>
    %next = dsa.unpack_tokens %packed, %j into %now : !packed, tensor<1x470xi32>, !tokens
    scf.yield %next : !tokens
  }}
  return %last : !tokens
}}"""

# ---------------------------------------------------------------- the clock


def ours(ds_run, folder, name, text, *inputs):
    """Milliseconds of one call, the median of several in one process."""
    module = folder / f"{name}.mlir"
    module.write_text(text)
    command = [ds_run, str(module), "--threads=1", "--bench=5", *(f"--input={x}" for x in inputs)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise SystemExit(f"selection.py: cannot run {ds_run}: {error.strerror}; put ds-run on the path, or give it: --ds-run=FILE")
    found = re.search(r"^median ([0-9.]+) (ns|us|µs|ms|s),", done.stdout + done.stderr, re.MULTILINE)
    if done.returncode or not found:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return float(found[1]) * {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1.0, "s": 1e3}[found[2]]


def theirs(call, count):
    """Milliseconds of one call, the median of `count`."""
    call()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def measure(options, folder):
    rng = np.random.default_rng(1)
    scores = rng.standard_normal((12, 1568)).astype(np.float32)
    lists = [np.sort(rng.permutation(1568)[:470]).astype(np.int32)[None] for _ in "ij"]
    for name, array in (("scores", scores), ("i", lists[0]), ("j", lists[1])):
        np.save(folder / f"{name}.npy", array)
    files = [f"@{folder / name}.npy" for name in ("scores", "i", "j")]
    bytes_packed = np.zeros((470, 768), np.float32)
    copies = [np.ones_like(bytes_packed), np.ones_like(bytes_packed), np.ones_like(bytes_packed)]

    def copy_twice():
        np.copyto(copies[1], copies[0])
        np.copyto(copies[2], copies[1])

    run = lambda name, text, *inputs: lambda: ours(options.ds_run, folder, name, text, *inputs)
    random = [f"random({seed})" for seed in (1, 2, 3)]
    cases = {
        "pooled 8192": run("pooled", blocks(8192, 8, POOLED, BEST), *random[:2]),
        "mass 8192": run("mass", blocks(8192, 8, POOLED, BY_MASS), *random[:2]),
        "antidiagonal 8192": run("antidiagonal", blocks(8192, 8, ANTIDIAGONAL, BY_MASS), *random[:2]),
        "dense 8192": run("dense", attention(8192, 8), *random),
        "pooled 1568": run("pooled", blocks(1568, 12, POOLED, BEST), *random[:2]),
        "mass 1568": run("mass", blocks(1568, 12, POOLED, BY_MASS), *random[:2]),
        "dense 1568": run("dense", attention(1568, 12), *random),
        "tokens": run("tokens", TOKENS, files[0]),
        "argpartition": lambda: theirs(lambda: np.argpartition(scores, 1568 - 392, axis=1)[:, 1568 - 392 :], 50),
        "packing": lambda: run("packing", PACKING, random[0], *files[1:])() / ROUNDS,
        "copies": lambda: theirs(copy_twice, 50),
    }
    if torch is not None:
        tensor = torch.from_numpy(scores)
        cases["topk"] = lambda: theirs(lambda: torch.topk(tensor, 392, dim=1), 50)
    wanted = {name: case for name, case in cases.items() if not options.only or any(o in name for o in options.only)}
    times = {name: [] for name in wanted}
    for _ in range(options.rounds):
        for name, case in wanted.items():
            times[name].append(case())
    return {name: statistics.median(found) for name, found in times.items()}


LINES = [
    ("choosing a quarter of 16x16 blocks, N = 8192, 8 heads", "pooled 8192", "dense 8192", "of dense attention", 0.015, True),
    ("the same, by mass 0.9, at most a quarter", "mass 8192", "dense 8192", "of dense attention", 0.015, True),
    ("antidiagonals of stride 16, by mass", "antidiagonal 8192", "dense 8192", "of dense attention", None, True),
    ("choosing a quarter of 16x16 blocks, N = 1568, 12 heads", "pooled 1568", "dense 1568", "of dense attention", 0.015, True),
    ("the same, by mass 0.9, at most a quarter", "mass 1568", "dense 1568", "of dense attention", 0.015, True),
    ("the best 392 of 1568 scores, 12 heads", "tokens", "argpartition", "of NumPy's argpartition", 1.0, True),
    ("the best 392 of 1568 scores, 12 heads", "tokens", "topk", "of PyTorch's topk", 1.0, True),
    ("pack and unpack 470 of 1568 x 768", "copies", "packing", "of the bandwidth of two copies of as much", 0.8, False),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ds-run", default="ds-run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", help="cases whose name contains this text")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = measure(options, pathlib.Path(folder))
    print("| what | ms | beside it | ms | ratio | line |\n| --- | --- | --- | --- | --- | --- |")
    for what, part, whole, of, line, most in LINES:
        if part not in times or whole not in times:
            continue
        own, other = (part, whole) if most else (whole, part)
        kept = "" if line is None else f"{'at most' if most else 'at least'} {line:.1%}"
        ratio = times[part] / times[whole]
        print(f"| {what} | {times[own]:.4g} | {other} | {times[other]:.4g} | {ratio:.2%} {of} | {kept} |")


if __name__ == "__main__":
    main()
