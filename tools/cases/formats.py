"""Formats of patterns, measured: whether dsa-select-format chooses well, and whether conversions are linear.

    python3 tools/cases/formats.py prepare        make the patterns of the grid (slow, nothing is timed)
    python3 tools/cases/formats.py choice         time attention over each format, at each point of the grid
    python3 tools/cases/formats.py crossings      the same near where two formats cost the same, at other sizes (makes its patterns)
    python3 tools/cases/formats.py conversions    time conversions against the number of elements
    python3 tools/cases/formats.py write          write the tables into docs/formats.md

Needs NumPy and a built binary (target/release or target/debug, or the variable DYNSPARSE). `--points=0:8` does a part of the
grid; results are kept in target/formats/results.json until they are written. The choice is asked of the pass itself, which is
told the statistics of each pattern (density, fill, skew), and times are the least of several calls, of one thread: machines that measure are rarely alone.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import re
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "target" / "formats"
RESULTS = WORK / "results.json"
HEADS = 4
FORMATS = ["bcsr", "csr", "hybrid", "coo", "bitmap", "row", "column", "stripe"]
DENSITIES = [0.002, 0.02, 0.1, 0.4]
STRUCTURES = ["scattered", "blocks", "mixed", "skewed", "rows", "columns", "bands"]
PAIRS = [
    ("csr", "coo"), ("coo", "csr"), ("csr", "bitmap"), ("bitmap", "csr"), ("csr", "csr_d8"), ("csr_d8", "csr"),
    ("csr", "bcsr"), ("bcsr", "csr"), ("bcsr", "hybrid"), ("hybrid", "bcsr"), ("csr", "row"), ("row", "csr"),
    ("csr", "column"), ("column", "csr"), ("csr", "stripe"), ("stripe", "csr"),
]  # fmt: skip
# Of what attention reads as it is, what the pass chooses from.
CHOSEN_FROM = FORMATS[:3]
SHARES = [0.01, 0.02, 0.04, 0.08, 0.16]


@dataclasses.dataclass(frozen=True)
class Point:
    structure: str
    density: float
    n: int = 2048
    d: int = 64
    element: str = "f32"
    block: int = 16

    def name(self):
        return f"{self.structure} {self.density}"

    def sizes(self):
        return f"{self.n} {self.d} {self.element} {self.block}"


# Near where two formats cost the same, by keys and values in and beyond the second cache, head dimensions, types and blocks.
CROSSINGS = [
    Point("scattered", density, n, d, element, block)
    for n, d, element, block, densities in [
        (1024, 32, "f32", 16, [0.2, 0.25]), (1024, 64, "f32", 16, [0.25, 0.3, 0.35]), (1024, 128, "f32", 16, [0.3, 0.35, 0.4, 0.45]),
        (2048, 64, "f32", 16, [0.3, 0.35]), (2048, 128, "f32", 16, [0.25, 0.3, 0.35]), (4096, 64, "f32", 16, [0.25, 0.3]),
        (1024, 32, "bf16", 16, [0.1, 0.12]), (1024, 64, "bf16", 16, [0.13, 0.15]), (1024, 128, "bf16", 16, [0.15, 0.18]),
        (1024, 32, "f32", 8, [0.3, 0.35]), (1024, 64, "f32", 8, [0.4, 0.5]), (1024, 64, "bf16", 8, [0.2, 0.25]),
        (1024, 64, "f32", 32, [0.3, 0.35]), (1024, 64, "f32", 64, [0.3, 0.35]),
    ]
    for density in densities
] + [
    Point(structure, density, 1568)
    for structure, densities in [
        ("mixed", [0.003, 0.02, 0.5]), ("rows", [0.3, 0.35]), ("columns", [0.3, 0.35]), ("bands", [0.3, 0.35]), ("skewed", [0.2, 0.3]),
        ("blocks", [0.001, 0.003]),
    ]
    for density in densities
]  # fmt: skip


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


def mask_of(point):
    """The elements, n x n, of one head."""
    structure, density, n, block = point.structure, point.density, point.n, point.block
    rng = np.random.default_rng([STRUCTURES.index(structure), int(density * 1000)])
    side = n // block
    blocks = lambda share: np.kron(rng.random((side, side)) < share, np.ones((block, block), bool))
    if structure == "scattered":
        return rng.random((n, n)) < density
    if structure == "blocks":
        return blocks(density)
    if structure == "mixed":  # half of the elements in full blocks, the others anywhere
        return blocks(density / 2) | (rng.random((n, n)) < density / 2)
    if structure in ("rows", "columns", "bands"):  # whole lines, and a tenth of the elements anywhere
        lines = rng.random(2 * n if structure == "bands" else n) < 0.9 * density
        i, j = np.ogrid[:n, :n]
        whole = lines[{"rows": i, "columns": j, "bands": j - i + n}[structure]]
        return np.broadcast_to(whole, (n, n)) | (rng.random((n, n)) < 0.1 * density)
    # A few rows see much, most of them little.
    weight = 1 / np.arange(1, n + 1) ** 0.5
    return rng.random((n, n)) < np.minimum(1, density * n * weight / weight.sum())[rng.permutation(n), None]


def statistics(mask, block):
    side = len(mask) // block
    held = mask.reshape(side, block, side, block).sum((1, 3))
    stored, area = held[held > 0], block * block
    filled = stored >= area / 4
    rows = mask.sum(1)
    return {
        "density": mask.mean(),
        "fill": stored.mean() / area,
        "filled_elements": stored[filled].sum() / stored.sum(),
        "filled_blocks": filled.mean(),
        "skew": rows.max() / rows.mean(),
    }


def pattern(format, point):
    return f"!dsa.pattern<1x1x{point.n}x{point.n}, block = {point.block}x{point.block}, holds = elements, format = {format}>"


def heads(point):
    return f"tensor<1x{HEADS}x{point.n}x{point.d}x{point.element}>"


def make(format, point):
    mask, made = f"tensor<1x1x{point.n}x{point.n}xi1>", pattern(format, point)
    return f"""func.func @make(%mask: {mask}) -> {made} {{
  %p = dsa.pattern_from_mask %mask : {mask} -> {made}
  return %p : {made}
}}"""


def attend(format, point):
    of, read = heads(point), pattern(format, point)
    return f"""func.func @attend(%q: {of}, %k: {of}, %v: {of}, %p: {read}) -> {of} {{
  %o = dsa.attention %q, %k, %v, %p : {of}, {of}, {of}, {read}
  return %o : {of}
}}"""


def convert(before, after, point):
    given, made = pattern(before, point), pattern(after, point)
    return f"""func.func @convert(%p: {given}) -> {made} {{
  %c = dsa.convert_pattern %p : {given} -> {made}
  return %c : {made}
}}"""


def lowered(text, name):
    """The module with patterns as their parts, which pass between files and functions."""
    path = WORK / f"{name}.mlir"
    path.write_text(tool("ds-opt", "-", "--lower-sparse=stop-after=dsk", module=text).stdout)
    return path


def parts(name):
    return sorted(WORK.glob(f"{name}.part*.npy"))


def prepare_pattern(mask, format, name, point):
    module = lowered(make(format, point), f"make_{format}")
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


def choice_of(known, point):
    """What the pass chooses, told of the pattern by attributes."""
    said = ", ".join(f"dsa.{name} = {float(value)!r} : f64" for name, value in known.items())
    of, mask, read = heads(point), f"tensor<1x1x{point.n}x{point.n}xi1>", pattern("any", point)
    text = f"""func.func @attend(%q: {of}, %mask: {mask}) -> {of} {{
  %p = dsa.pattern_from_mask %mask {{{said}}} : {mask} -> {read}
  %o = dsa.attention %q, %q, %q, %p : {of}, {of}, {of}, {read}
  return %o : {of}
}}"""
    chosen = tool("ds-opt", "-", "--dsa-select-format", module=text).stdout
    found = re.search(r"holds = elements(?:, format = (\w+))?", chosen)
    return found.group(1) or "bcsr"


def grid():
    return [Point(structure, density) for structure in STRUCTURES for density in DENSITIES]


def results():
    found = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return {"choice": {}, "crossings": {}, "conversions": {}} | found


def prepare(points):
    WORK.mkdir(parents=True, exist_ok=True)
    for point in grid()[points]:
        mask = mask_of(point)
        name = f"{point.structure}_{point.density}"
        (WORK / f"{name}.json").write_text(json.dumps(statistics(mask, point.block)))
        for format in FORMATS:
            prepare_pattern(mask, format, f"{name}_{format}.", point)
    for share in SHARES:
        point = Point("scattered", share)
        mask = np.random.default_rng(int(share * 100)).random((point.n, point.n)) < share
        for format in {before for before, _ in PAIRS}:
            prepare_pattern(mask, format, f"share_{share}_{format}.", point)
        (WORK / f"share_{share}.json").write_text(json.dumps(int(mask.sum())))


def choice(points):
    found = results()
    for point in grid()[points]:
        name = f"{point.structure}_{point.density}"
        known = json.loads((WORK / f"{name}.json").read_text())
        times = {}
        for format in FORMATS:
            module = lowered(attend(format, point), f"attend_{format}")
            times[format] = timed(module, f"{name}_{format}.", 31)
        found["choice"][point.name()] = {"statistics": known, "times": times}
        RESULTS.write_text(json.dumps(found, indent=1))
        print(point.name(), choice_of(known, point), times, flush=True)


def crossings(points):
    found = results()
    for point in CROSSINGS[points]:
        mask = mask_of(point)
        known = statistics(mask, point.block)
        modules = {}
        for format in CHOSEN_FROM:
            for part in parts(f"crossing_{format}."):
                part.unlink()
            prepare_pattern(mask, format, f"crossing_{format}.", point)
            modules[format] = lowered(attend(format, point), f"attend_{format}")
        # In turns, since what is near is told apart.
        turns = [{format: timed(module, f"crossing_{format}.", 9) for format, module in modules.items()} for _ in range(3)]
        times = {format: min(turn[format] for turn in turns) for format in modules}
        found["crossings"][f"{point.sizes()} {point.name()}"] = {"statistics": known, "times": times}
        RESULTS.write_text(json.dumps(found, indent=1))
        print(point.sizes(), point.name(), choice_of(known, point), times, flush=True)


def conversions(points):
    found = results()
    for before, after in PAIRS[points]:
        module = lowered(convert(before, after, Point("scattered", SHARES[-1])), f"convert_{before}_{after}")
        times = {}
        for share in SHARES:
            elements = json.loads((WORK / f"share_{share}.json").read_text())
            times[elements] = timed(module, f"share_{share}_{before}.", 15)
        found["conversions"][f"{before} to {after}"] = times
        RESULTS.write_text(json.dumps(found, indent=1))
        print(before, after, times, flush=True)


def table_of_choices(points, formats, head, cells):
    """The rows of points that were measured, what the pass chooses for each, and how much more the worst choice takes."""
    lines = [f"| {head} | fill | " + " | ".join(formats) + " | chosen | over the best |"]
    lines.append("|" + " --- |" * (lines[0].count("|") - 1))
    worst = 0.0
    for point, measured in points:
        times, chosen = measured["times"], choice_of(measured["statistics"], point)
        over = times[chosen] / min(times.values()) - 1
        worst = max(worst, over)
        of_formats = " | ".join(f"{times[format]:.2f}" for format in formats)
        lines.append(
            f"| {cells(point)} | {measured['statistics']['fill']:.3f} | {of_formats} | `{chosen}` | {100 * over:.1f} % |"
        )
    return [*lines, "", f"The worst choice is {100 * worst:.1f} % above the best format of its point."]


def write():
    """Writes the tables of what was measured, and says of which it was not."""
    found = results()
    missing = [name for name, measured in found.items() if not measured]
    for name in missing:
        print(f"the table of {name} stays as it is: measure it by 'formats.py {name}'")
    for name, table in (("choice", table_of_grid), ("crossings", table_of_crossings), ("conversions", table_of_conversions)):
        if name not in missing:
            replace(name, table(found))


def table_of_grid(found):
    measured = [(point, found["choice"][point.name()]) for point in grid()]
    cells = lambda point: f"{point.structure} | {point.density}"
    return table_of_choices(measured, FORMATS, "structure | density", cells)


def table_of_crossings(found):
    measured = [(point, found["crossings"][f"{point.sizes()} {point.name()}"]) for point in CROSSINGS]
    cells = lambda point: " | ".join(map(str, (point.n, point.d, point.element, f"{point.block}x{point.block}", point.structure, point.density)))
    head = "tokens | `D` | type | block | structure | density"
    return table_of_choices(measured, CHOSEN_FROM, head, cells)


def table_of_conversions(found):
    lines = ["| from, to | " + " | ".join(f"{int(n) // 1000} k" for n in next(iter(found["conversions"].values()))) + " | ns an element, first to last |"]
    lines.append("|" + " --- |" * (len(SHARES) + 2))
    for name, times in found["conversions"].items():
        each = [1e6 * time / int(n) for n, time in times.items()]
        lines.append(f"| {name} | " + " | ".join(f"{time:.2f}" for time in times.values()) + f" | {each[0]:.1f} to {each[-1]:.1f} |")
    return lines


def replace(name, lines):
    page = ROOT / "docs" / "formats.md"
    opening, closing = f"<!-- measured: {name} -->\n", "<!-- end -->\n"
    before, rest = page.read_text().split(opening)
    _, after = rest.split(closing, 1)
    page.write_text(before + opening + "\n".join(lines) + "\n" + closing + after)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["prepare", "choice", "crossings", "conversions", "write"])
    parser.add_argument("--points", default=":", help="a part of the grid, as FIRST:BEYOND")
    options = parser.parse_args()
    first, beyond = (int(end) if end else None for end in options.points.split(":"))
    if options.step == "write":
        write()
    else:
        step = {"prepare": prepare, "choice": choice, "crossings": crossings, "conversions": conversions}[options.step]
        try:
            step(slice(first, beyond))
        except FileNotFoundError as error:
            raise SystemExit(f"formats.py: {error.filename} is missing: run 'formats.py prepare' first") from error
