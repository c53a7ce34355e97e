"""Confidence and leaving early in NumPy and float64, straight from the specifications; and the files that their tests read. Like
goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import DTYPES, INF, NAN, Cases

# ---------------------------------------------------------------- the ops


def confidence(logits, by):
    """A softmax per row, by the book: sums in NumPy's order, so equal within rounding."""
    batch, classes = logits.shape
    if classes == 0:
        return np.zeros(batch)
    x = logits.astype(np.float64)
    m = x.max(1, keepdims=True)
    w = np.exp(x - m)
    p = w / w.sum(1, keepdims=True)
    highest = np.sort(p, axis=1)[:, ::-1]
    if by == "max" or classes == 1:
        return highest[:, 0] if not np.isnan(p).any() else np.where(np.isnan(p).any(1), NAN, p.max(1))
    if by == "margin":
        return np.where(np.isnan(p).any(1), NAN, p.max(1) - np.sort(np.where(np.isnan(p), -1, p), axis=1)[:, -2])
    entropy = -(p * np.log(np.where(p == 0, 1, p))).sum(1)
    return np.where(np.isnan(p).any(1), NAN, 1 - entropy / np.log(classes))


def early_exit(x, sure, threshold, budget, depth=3):
    """Three stages: x, 2 x + 1 of what is left, and 3 x of what is left then; sure are the confidences of two. `depth` are run."""
    batch = len(x)
    answer, exits = x.copy(), np.zeros(batch, np.int32)
    left, rows = list(range(batch)), x.copy()
    for stage, of in enumerate((lambda r: 2 * r + 1, lambda r: 3 * r), 1):
        if stage >= max(depth, 1):
            break
        confidences = sure[stage - 1]
        if stage == 2:
            # The second exit's confidences belong to samples; those that are left have theirs.
            confidences = confidences[left]
        keys = [(not np.isnan(c), 0 if np.isnan(c) else c, i) for i, c in enumerate(confidences)]
        unsure = sorted(k for k, c in zip(keys, confidences) if not c >= threshold)
        going = sorted(i for _, _, i in unsure[: max(budget, 0)])
        left, rows = [left[i] for i in going], of(rows[going]) if stage == 1 else rows[going]
        for sample, row in zip(left, rows if stage == 1 else 3 * rows):
            answer[sample], exits[sample] = row, stage
    return answer, exits


# ---------------------------------------------------------------- the cases


def confidence_cases(cases):
    def save(path, logits):
        wide = np.float64 if logits.dtype == np.float64 else np.float32
        with np.errstate(invalid="ignore"):
            by = {by: confidence(logits, by).astype(wide) for by in ("max", "margin", "entropy")}
        cases.save(path, logits=logits, **by)

    sizes = {"one": (3, 1), "two": (3, 2), "whole": (2, 16), "ragged": (5, 37), "no_classes": (3, 0), "no_batch": (0, 4)}
    for element, shapes in (("f32", sizes), ("f64", {"ragged": (4, 11)}), ("bf16", {"ragged": (4, 11)})):
        for name, shape in shapes.items():
            save(f"exits/confidence/{element}/{name}", 4 * cases.random(f"confidence {name}", element, *shape).astype(DTYPES[element]))
    special = np.zeros((9, 10), np.float32)
    special[1, 3], special[2, 9], special[3, 0] = NAN, INF, -INF
    special[4], special[5, 2], special[6, 2:4] = -INF, 1000, 5
    special[7], special[7, 8], special[8, :9] = -INF, 3, -1e30
    save("exits/confidence/f32/special", special)
    save("exits/confidence/f32/special_one", np.array([[NAN], [INF], [-INF], [7]], np.float32))


def exit_cases(cases):
    def save(name, x, sure, threshold, budget):
        sure = np.array(sure, np.float32).reshape(2, len(x))
        answer, exits = early_exit(x, sure, np.float32(threshold), budget)
        cases.save(
            f"exits/exit/{name}",
            x=x,
            first=sure[0],
            second=sure[1],
            threshold=np.float32(threshold),
            budget=budget,
            answer=answer,
            exits=exits,
        )

    x = cases.random("exits", "f32", 7, 5)
    some = [[0.9, 0.1, 0.8, NAN, 0.3, 0.8, 0.2], [0.1, 0.9, 0.1, 0.7, NAN, 0.1, 0.4]]
    for name, threshold, budget in (
        ("some", 0.8, 7),
        ("all_at_first", 0.0, 7),
        ("none", 2.0, 7),
        ("none_by_nan", NAN, 9),
        ("budget", NAN, 3),
        ("budget_1", 0.8, 1),
        ("no_budget", 0.8, 0),
        ("negative_budget", NAN, -4),
        ("infinite", INF, 7),
        ("minus_infinite", -INF, 7),
    ):
        save(name, x, some, threshold, budget)
    save("ties", x, [[0.5] * 7, [0.25, 0.5] * 3 + [0.25]], 0.75, 4)
    save("zeros", x, [[0.0, -0.0, 0.0, -0.0, 1, 1, 1], [-0.0, 0.0] * 3 + [0.0]], 0.5, 2)
    save("no_samples", x[:0], [[], []], 0.5, 4)
    save("one_sample", x[:1], [[0.1], [0.2]], 0.5, 4)
    save("no_numbers", x[:, :0], some, 0.8, 7)


def depth_cases(cases):
    x = cases.random("exits of depth", "f32", 7, 5)
    sure = np.array([[0.9, 0.1, 0.8, NAN, 0.3, 0.8, 0.2], [0.1, 0.9, 0.1, 0.7, NAN, 0.1, 0.4]], np.float32)
    for name, threshold, budget in (("some", 0.8, 7), ("budget", NAN, 3), ("all_at_first", 0.0, 7), ("no_samples", 0.8, 7)):
        rows, of_rows = (x[:0], sure[:, :0]) if name == "no_samples" else (x, sure)
        for depth in (-(2**63), 0, 1, 2, 3, 2**63 - 1) if name == "some" else (1, 2, 3):
            answer, exits = early_exit(rows, of_rows, np.float32(threshold), budget, depth)
            of_all, exits_of_all = early_exit(rows, of_rows, np.float32(threshold), len(rows), depth)
            given = {"threshold": np.float32(threshold), "budget": budget, "depth": np.int64(depth)}
            results = {"answer": answer, "exits": exits, "of_all": of_all, "exits_of_all": exits_of_all}
            cases.save(f"exits/depth/{name}_{depth}", x=rows, first=of_rows[0], second=of_rows[1], **given, **results)


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (confidence_cases, exit_cases, depth_cases):
        write(cases)
