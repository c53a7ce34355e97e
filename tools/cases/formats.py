"""Formats of patterns, measured: whether dsa-select-format chooses well, and whether conversions are linear.

    python3 tools/cases/formats.py prepare        make the patterns of the grid (slow, nothing is timed)
    python3 tools/cases/formats.py choice         time attention over each format, at each point of the grid
    python3 tools/cases/formats.py conversions    time conversions against the number of elements
    python3 tools/cases/formats.py write          write the tables into docs/formats.md

Needs NumPy and a built binary (target/release or target/debug, or the variable DYNSPARSE). `--points=0:8` does a part of the
grid; results are kept in target/formats/results.json until they are written. The choice is asked of the pass itself, which is
told the statistics of each pattern (density, fill, skew), and times are the least of several calls, of one thread: machines that measure are rarely alone.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "target" / "formats"
RESULTS = WORK / "results.json"
N, D, HEADS, BLOCK = 2048, 64, 4, 16
FORMATS = ["bcsr", "csr", "hybrid", "coo", "bitmap", "row", "column", "stripe"]
DENSITIES = [0.002, 0.02, 0.1, 0.4]
STRUCTURES = ["scattered", "blocks", "mixed", "skewed", "rows", "columns", "bands"]
PAIRS = [
    ("csr", "coo"), ("coo", "csr"), ("csr", "bitmap"), ("bitmap", "csr"), ("csr", "csr_d8"), ("csr_d8", "csr"),
    ("csr", "bcsr"), ("bcsr", "csr"), ("bcsr", "hybrid"), ("hybrid", "bcsr"), ("csr", "row"), ("row", "csr"),
    ("csr", "column"), ("column", "csr"), ("csr", "stripe"), ("stripe", "csr"),
]  # fmt: skip
SHARES = [0.01, 0.02, 0.04, 0.08, 0.16]


def tool(name, *arguments, module=None):
    binary = os.environ.get("DYNSPARSE") or max(
        (path for profile in ("release", "debug") if (path := ROOT / "target" / profile / "dynsparse").exists()),
        key=os.path.getmtime,
    )
    WORK.mkdir(parents=True, exist_ok=True)
    link = WORK / name
    if not link.is_symlink() or os.readlink(link) != str(binary):
        link.unlink(missing_ok=True)
        link.symlink_to(binary)
    done = subprocess.run([link, *arguments], input=module, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} {' '.join(map(str, arguments))}\n{done.stderr}")
    return done


def mask_of(structure, density):
    """The elements, N x N, of one head."""
    rng = np.random.default_rng([STRUCTURES.index(structure), int(density * 1000)])
    side = N // BLOCK
    blocks = lambda share: np.kron(rng.random((side, side)) < share, np.ones((BLOCK, BLOCK), bool))
    if structure == "scattered":
        return rng.random((N, N)) < density
    if structure == "blocks":
        return blocks(density)
    if structure == "mixed":  # half of the elements in full blocks, the others anywhere
        return blocks(density / 2) | (rng.random((N, N)) < density / 2)
    if structure in ("rows", "columns", "bands"):  # whole lines, and a tenth of the elements anywhere
        lines = rng.random(2 * N if structure == "bands" else N) < 0.9 * density
        i, j = np.ogrid[:N, :N]
        whole = lines[{"rows": i, "columns": j, "bands": j - i + N}[structure]]
        return np.broadcast_to(whole, (N, N)) | (rng.random((N, N)) < 0.1 * density)
    # A few rows see much, most of them little.
    weight = 1 / np.arange(1, N + 1) ** 0.5
    return rng.random((N, N)) < np.minimum(1, density * N * weight / weight.sum())[rng.permutation(N), None]


def statistics(mask):
    side = N // BLOCK
    held = mask.reshape(side, BLOCK, side, BLOCK).sum((1, 3))
    stored, area = held[held > 0], BLOCK * BLOCK
    filled = stored >= area / 4
    rows = mask.sum(1)
    return {
        "density": mask.mean(),
        "fill": stored.mean() / area,
        "filled_elements": stored[filled].sum() / stored.sum(),
        "filled_blocks": filled.mean(),
        "skew": rows.max() / rows.mean(),
    }


def pattern(format):
    return f"!dsa.pattern<1x1x{N}x{N}, block = {BLOCK}x{BLOCK}, holds = elements, format = {format}>"


def make(format):
    return f"""func.func @make(%mask: tensor<1x1x{N}x{N}xi1>) -> {pattern(format)} {{
  %p = dsa.pattern_from_mask %mask : tensor<1x1x{N}x{N}xi1> -> {pattern(format)}
  return %p : {pattern(format)}
}}"""


def attend(format):
    heads = f"tensor<1x{HEADS}x{N}x{D}xf32>"
    return f"""func.func @attend(%q: {heads}, %k: {heads}, %v: {heads}, %p: {pattern(format)}) -> {heads} {{
  %o = dsa.attention %q, %k, %v, %p : {heads}, {heads}, {heads}, {pattern(format)}
  return %o : {heads}
}}"""


def convert(before, after):
    return f"""func.func @convert(%p: {pattern(before)}) -> {pattern(after)} {{
  %c = dsa.convert_pattern %p : {pattern(before)} -> {pattern(after)}
  return %c : {pattern(after)}
}}"""


def lowered(text, name):
    """The module with patterns as their parts, which pass between files and functions."""
    path = WORK / f"{name}.mlir"
    path.write_text(tool("ds-opt", "-", "--lower-sparse=stop-after=dsk", module=text).stdout)
    return path


def parts(name):
    return sorted(WORK.glob(f"{name}.part*.npy"))


def prepare_pattern(mask, format, name):
    module = lowered(make(format), f"make_{format}")
    header = re.search(r"func.func @make\(.*?\) -> \(?(.*?)\)? (?:attributes.*)?\{\n", module.read_text()).group(1)
    count = len(re.findall(r"tensor<[^>]*>|index", header))
    np.save(WORK / "mask.npy", mask[None, None])
    outputs = [f"--output=@{WORK}/{name}.part{i}.npy" for i in range(count)]
    tool("ds-run", module, f"--input=@{WORK}/mask.npy", *outputs)


def timed(module, name, calls):
    inputs = [f"--input=@{part}" for part in parts(name)]
    heads = [f"--input=random({i})" for i in range(3)] if "attend" in str(module) else []
    outcome = tool("ds-run", module, *heads, *inputs, f"--bench={calls}", "--json", "--threads=1")
    return json.loads(outcome.stdout)["min_ms"]


def choice_of(known):
    """What the pass chooses, told of the pattern by attributes."""
    said = ", ".join(f"dsa.{name} = {float(value)!r} : f64" for name, value in known.items())
    heads = f"tensor<1x{HEADS}x{N}x{D}xf32>"
    text = f"""func.func @attend(%q: {heads}, %mask: tensor<1x1x{N}x{N}xi1>) -> {heads} {{
  %p = dsa.pattern_from_mask %mask {{{said}}} : tensor<1x1x{N}x{N}xi1> -> {pattern("any")}
  %o = dsa.attention %q, %q, %q, %p : {heads}, {heads}, {heads}, {pattern("any")}
  return %o : {heads}
}}"""
    chosen = tool("ds-opt", "-", "--dsa-select-format", module=text).stdout
    found = re.search(r"holds = elements(?:, format = (\w+))?", chosen)
    return found.group(1) or "bcsr"


def grid():
    return [(structure, density) for structure in STRUCTURES for density in DENSITIES]


def results():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {"choice": {}, "conversions": {}}


def prepare(points):
    WORK.mkdir(parents=True, exist_ok=True)
    for structure, density in grid()[points]:
        mask = mask_of(structure, density)
        (WORK / f"{structure}_{density}.json").write_text(json.dumps(statistics(mask)))
        for format in FORMATS:
            prepare_pattern(mask, format, f"{structure}_{density}_{format}.")
    for share in SHARES:
        mask = np.random.default_rng(int(share * 100)).random((N, N)) < share
        for format in {before for before, _ in PAIRS}:
            prepare_pattern(mask, format, f"share_{share}_{format}.")
        (WORK / f"share_{share}.json").write_text(json.dumps(int(mask.sum())))


def choice(points):
    found = results()
    for structure, density in grid()[points]:
        known = json.loads((WORK / f"{structure}_{density}.json").read_text())
        times = {}
        for format in FORMATS:
            module = lowered(attend(format), f"attend_{format}")
            times[format] = timed(module, f"{structure}_{density}_{format}.", 31)
        found["choice"][f"{structure} {density}"] = {"statistics": known, "times": times}
        RESULTS.write_text(json.dumps(found, indent=1))
        print(structure, density, choice_of(known), times, flush=True)


def conversions(points):
    found = results()
    for before, after in PAIRS[points]:
        module = lowered(convert(before, after), f"convert_{before}_{after}")
        times = {}
        for share in SHARES:
            elements = json.loads((WORK / f"share_{share}.json").read_text())
            times[elements] = timed(module, f"share_{share}_{before}.", 15)
        found["conversions"][f"{before} to {after}"] = times
        RESULTS.write_text(json.dumps(found, indent=1))
        print(before, after, times, flush=True)


def write():
    found = results()
    lines = ["| structure | density | fill | " + " | ".join(FORMATS) + " | chosen | over the best |"]
    lines.append("|" + " --- |" * (len(FORMATS) + 5))
    worst = 0.0
    for name, point in found["choice"].items():
        structure, density = name.split()
        times, chosen = point["times"], choice_of(point["statistics"])
        over = times[chosen] / min(times.values()) - 1
        worst = max(worst, over)
        cells = [f"{times[format]:.2f}" for format in FORMATS]
        lines.append(
            f"| {structure} | {density} | {point['statistics']['fill']:.3f} | " + " | ".join(cells)
            + f" | `{chosen}` | {100 * over:.1f} % |"
        )  # fmt: skip
    lines.append("")
    lines.append(f"The worst choice is {100 * worst:.1f} % above the best format of its point.")
    replace("choice", lines)
    lines = ["| from, to | " + " | ".join(f"{int(n) // 1000} k" for n in next(iter(found["conversions"].values()))) + " | ns an element, first to last |"]
    lines.append("|" + " --- |" * (len(SHARES) + 2))
    for name, times in found["conversions"].items():
        each = [1e6 * time / int(n) for n, time in times.items()]
        lines.append(f"| {name} | " + " | ".join(f"{time:.2f}" for time in times.values()) + f" | {each[0]:.1f} to {each[-1]:.1f} |")
    replace("conversions", lines)


def replace(name, lines):
    page = ROOT / "docs" / "formats.md"
    opening, closing = f"<!-- measured: {name} -->\n", "<!-- end -->\n"
    before, rest = page.read_text().split(opening)
    _, after = rest.split(closing, 1)
    page.write_text(before + opening + "\n".join(lines) + "\n" + closing + after)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["prepare", "choice", "conversions", "write"])
    parser.add_argument("--points", default=":", help="a part of the grid, as FIRST:BEYOND")
    options = parser.parse_args()
    first, beyond = (int(end) if end else None for end in options.points.split(":"))
    if options.step == "write":
        write()
    else:
        {"prepare": prepare, "choice": choice, "conversions": conversions}[options.step](slice(first, beyond))
