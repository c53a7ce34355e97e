"""The dsa ops of layers and experts in NumPy and float64, straight from their specifications; and the files that their tests
read. Like goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import math
import pathlib

import numpy as np

from goldens import DTYPES, INF, NAN, Cases

# ---------------------------------------------------------------- the ops


GROUPS = {"f32": 1, "bf16": 2, "i8": 4}


def pack_weights(weights, width, group):
    *experts, k, n = weights.shape
    panels, groups = -(-n // width), -(-k // group)
    packed = np.zeros((*experts, panels, groups, width * group), weights.dtype)
    for row in range(k):
        for column in range(n):
            packed[..., column // width, row // group, column % width * group + row % group] = weights[..., row, column]
    return packed


def activated(z, activation):
    return {
        "none": lambda: z,
        "relu": lambda: np.maximum(z, 0),
        "gelu": lambda: z / 2 * (1 + np.vectorize(math.erf, otypes=[float])(z / np.sqrt(2))),
        "gelu_tanh": lambda: z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
        "silu": lambda: z / (1 + np.exp(-z)),
    }[activation]()


def linear(x, weights, activation, bias=0, residual=0, row_scales=None, column_scales=None):
    sums = x.astype(np.float64) @ weights.astype(np.float64)
    if row_scales is not None:
        sums *= (row_scales[..., None] * column_scales).astype(np.float64)
    return activated(sums + bias, activation) + residual


def to_bytes(y, scale):
    quotient = np.rint(np.nan_to_num(y / scale, nan=0, posinf=127, neginf=-127))
    return np.clip(quotient, -127, 127).astype(np.int8)


def quantize_rows(x):
    """In float32, as the specification says."""
    x = x.astype(np.float32)
    scales = (abs(x).max(-1, initial=0) / np.float32(127)).astype(np.float32)
    quotients = x / np.where(scales == 0, np.float32(1), scales)[..., None]
    some = np.isfinite(scales) & (scales != 0)
    return np.where(some[..., None], np.rint(quotients), 0).astype(np.int8), scales


def route_experts(logits, top_k, normalize, capacity=None, budget=None):
    """A token takes its best `budget` experts at most; results are `top_k` wide."""
    tokens, experts = logits.shape
    taken_by_token = min(top_k if budget is None else min(max(budget, 0), top_k), experts)
    x = logits.astype(np.float64)
    chosen = np.full((tokens, top_k), -1)
    weights = np.zeros((tokens, top_k))
    for t in range(tokens):
        # NaN first, then the greatest, ties to the lower expert.
        order = sorted(range(experts), key=lambda e: (not np.isnan(x[t, e]), 0 if np.isnan(x[t, e]) else -x[t, e], e))
        chosen[t, :taken_by_token] = order[:taken_by_token]
        summed = order[:taken_by_token] if normalize == "chosen" else order
        greatest = x[t, order[0]] if order else -INF
        if greatest == -INF:
            continue
        with np.errstate(invalid="ignore"):
            total = np.exp(x[t, summed] - greatest).sum()
            weights[t, :taken_by_token] = np.exp(x[t, order[:taken_by_token]] - greatest) / total
    histogram = np.array([(chosen == e).sum() for e in range(experts)], np.int32)
    taken = np.zeros(experts, int)
    for j in range(top_k):
        for t in range(tokens):
            if chosen[t, j] < 0:
                continue
            if capacity is not None and taken[chosen[t, j]] >= max(capacity, 0):
                chosen[t, j], weights[t, j] = -1, 0
            else:
                taken[chosen[t, j]] += 1
    offsets = np.concatenate([[0], np.cumsum(taken)]).astype(np.int32)
    rows = np.full(tokens * top_k, -1, np.int32)
    slots = np.full((tokens, top_k), -1, np.int32)
    for e in range(experts):
        its = [(t, j) for t in range(tokens) for j in range(top_k) if chosen[t, j] == e]
        for row, (t, j) in enumerate(its, offsets[e]):
            rows[row], slots[t, j] = t, row
    return rows, offsets, slots, weights.astype(np.float32), histogram


def grouped_linear(x, weights, offsets, activation, rows=None, bias=None, row_scales=None, column_scales=None):
    count = len(x) if rows is None else len(rows)
    result = np.zeros((count, weights.shape[2]))
    begin = min(max(offsets[0], 0), count)
    for e in range(len(weights)):
        end = min(max(offsets[e + 1], begin), count)
        for i in range(begin, end):
            row = i if rows is None else rows[i]
            there = 0 <= row < len(x)
            of_x = x[row] if there else np.zeros(x.shape[1])
            scales = {}
            if row_scales is not None:
                scales = {"row_scales": row_scales[row] if there else np.zeros(()), "column_scales": column_scales[e]}
                scales["row_scales"] = np.asarray(scales["row_scales"], np.float32)
            result[i] = linear(of_x, weights[e], activation, 0 if bias is None else bias[e], 0, **scales)
        begin = end
    return result


def combine_experts(y, slots, weights):
    result = np.zeros((len(slots), y.shape[1]))
    for t, j in np.ndindex(*slots.shape):
        if 0 <= slots[t, j] < len(y):
            result[t] += weights[t, j].astype(np.float64) * y[slots[t, j]]
    return result


# ---------------------------------------------------------------- the cases


def bytes_of(cases, path, *shape):
    return np.clip(cases.random(path, "f32", *shape) * 40, -127, 127).astype(np.int8)


def layer_cases(cases):
    # Rows that fill no tile, tiles that fill no chunk, a last panel that is cut short.
    for rows in (0, 1, 13, 131):
        path = f"linear/f32/{rows}"
        x, w = cases.random(f"{path} x", "f32", rows, 37), cases.random(f"{path} w", "f32", 37, 100) / 8
        bias, residual = cases.random(f"{path} b", "f32", 100), cases.random(f"{path} r", "f32", rows, 100)
        of = {name: linear(x, w, name, bias, residual).astype(np.float32) for name in ("gelu", "gelu_tanh", "silu")}
        cases.save(path, x=x, w=w, bias=bias, residual=residual, packed=pack_weights(w, 64, 1), **of)
    x, w = np.zeros((3, 0), np.float32), np.zeros((0, 100), np.float32)
    bias, residual = cases.random("no rows b", "f32", 100), cases.random("no rows r", "f32", 3, 100)
    of = {name: linear(x, w, name, bias, residual).astype(np.float32) for name in ("gelu", "gelu_tanh", "silu")}
    cases.save("linear/f32/no_depth", x=x, w=w, bias=bias, residual=residual, packed=pack_weights(w, 64, 1), **of)

    # Tokens: all but the last dimension are rows. Panels of a few columns.
    for batch, tokens in ((2, 5), (1, 1), (2, 0), (0, 3)):
        path = f"linear/tokens/{batch}_{tokens}"
        x, w = cases.random(f"{path} x", "f32", batch, tokens, 6), cases.random(f"{path} w", "f32", 6, 33) / 2
        cases.save(path, x=x, w=w, y=linear(x, w, "relu").astype(np.float32))
    x, w = cases.random("special x", "f32", 1, 6, 6), cases.random("special w", "f32", 6, 33)
    x[0, 0, 0], x[0, 1, 3], x[0, 2, 5], x[0, 3, 1:3] = NAN, INF, -INF, (INF, -INF)
    with np.errstate(invalid="ignore"):
        cases.save("linear/tokens/special", x=x, w=w, y=linear(x, w, "relu").astype(np.float32))

    for rows, depth in ((0, 7), (1, 2), (29, 33)):
        path = f"linear/bf16/{rows}"
        x, w = cases.random(f"{path} x", "bf16", rows, depth), cases.random(f"{path} w", "bf16", depth, 50) / 8
        bias = cases.random(f"{path} b", "bf16", 50)
        cases.save(path, x=x, w=w, bias=bias, y=linear(x, w, "gelu", bias).astype(np.float32))

    for rows, depth in ((0, 7), (1, 4), (29, 39)):
        path = f"linear/i8/{rows}"
        x, w = bytes_of(cases, f"{path} x", rows, depth), bytes_of(cases, f"{path} w", depth, 50)
        x[:1, 0], w[0, 0] = -127, -127
        row_scales = abs(cases.random(f"{path} rs", "f32", rows)) / 64
        column_scales = abs(cases.random(f"{path} cs", "f32", 50)) / 64
        y = linear(x, w, "none", 0, 0, row_scales, column_scales)
        cases.save(
            path,
            x=x,
            w=w,
            row_scales=row_scales,
            column_scales=column_scales,
            y=y.astype(np.float32),
            scale=np.float32(0.25),
            bytes=to_bytes(y, 0.25),
        )


def save_quantized(cases, path, x):
    """As tokens, and as the rows of all batch entries."""
    (q, s), c = quantize_rows(x), x.shape[-1]
    count = x.shape[0] * x.shape[1]
    rows = {"x_rows": x.reshape(count, c), "q_rows": q.reshape(count, c), "s_rows": s.reshape(count)}
    cases.save(path, x_tokens=x, q_tokens=q, s_tokens=s, **rows)


def quantize_cases(cases):
    rng = np.random.default_rng(21)
    for element in ("f32", "bf16"):
        for batch, tokens, channels in ((2, 3, 37), (1, 1, 1), (1, 2, 16), (1, 0, 5), (2, 2, 0)):
            path = f"quantize/{element}/{batch}_{tokens}_{channels}"
            x = cases.random(path, element, batch, tokens, channels)
            save_quantized(cases, path, x)
    x = rng.standard_normal((1, 7, 20)).astype(np.float32)
    # Zeros, halves of the scale, a NaN, an infinity, both, numbers whose scale is none.
    x[0, 0] = 0
    x[0, 1] = np.arange(20) / 2
    x[0, 1, 0] = -127
    x[0, 2, 3], x[0, 3, 19] = NAN, -INF
    x[0, 4, 0], x[0, 4, 1] = INF, NAN
    x[0, 5] = 1e-45
    with np.errstate(invalid="ignore"):
        save_quantized(cases, "quantize/f32/special", x)


def expert_budget_cases(cases):
    rng = np.random.default_rng(23)
    special = np.array([0.0, NAN, INF, -INF, 2.0, -3.0])
    for name, logits in (
        ("random", rng.standard_normal((67, 5))),
        ("special", rng.choice(special, (40, 5))),
        ("all_minus_infinity", np.full((3, 5), -INF)),
        ("two_experts", rng.standard_normal((6, 2))),
        ("no_tokens", np.zeros((0, 5))),
        ("no_experts", np.zeros((4, 0))),
    ):
        logits = logits.astype(np.float32)
        for budget in (-(2**63), 0, 1, 2, 3, 2**63 - 1) if name in ("random", "special") else (1, 2):
            of_chosen, of_all = (route_experts(logits, 3, how, 7, budget) for how in ("chosen", "all"))
            results = dict(zip(("tokens", "offsets", "slots", "weights", "histogram"), of_chosen)) | {"of_all": of_all[3]}
            results["dropless"] = route_experts(logits, 3, "all", None, budget)[0]
            given = {"capacity": np.int64(7), "budget": np.int64(budget)}
            cases.save(f"experts/budget/{name}_{budget}", logits=logits, **given, **results)


def expert_cases(cases):
    rng = np.random.default_rng(22)
    few = np.array([0.0, -0.0, 0.5, 1.0, -1.0])
    special = np.array([0.0, NAN, INF, -INF, 2.0, -3.0])
    for name, logits in (
        ("random", rng.standard_normal((70, 5))),
        ("ties", rng.choice(few, (19, 5))),
        ("special", rng.choice(special, (40, 5))),
        ("all_minus_infinity", np.full((3, 5), -INF)),
        ("one_for_all", np.eye(5)[np.zeros(9, int)] * 4),
        ("one_expert", rng.standard_normal((6, 1))),
        ("many_experts", rng.standard_normal((8, 37))),
        ("no_tokens", np.zeros((0, 5))),
        ("no_experts", np.zeros((4, 0))),
    ):
        logits = logits.astype(np.float32)
        for capacity in (None, -1, 0, 3) if name in ("random", "special") else (None, 3):
            of_chosen, of_all = (route_experts(logits, 2, how, capacity) for how in ("chosen", "all"))
            names = ("tokens", "offsets", "slots", "weights", "histogram")
            results = dict(zip(names, of_chosen)) | {"of_all": of_all[3]}
            # As many as there are tokens is as good as no capacity.
            given = np.int64(len(logits) if capacity is None else capacity)
            cases.save(f"experts/route/{name}_{capacity}", logits=logits, capacity=given, **results)

    for tokens, experts, channels in ((70, 5, 20), (3, 4, 7), (0, 3, 5)):
        path = f"experts/layers/{tokens}_{experts}"
        x, logits = cases.random(f"{path} x", "f32", tokens, channels), rng.standard_normal((tokens, experts)).astype(np.float32)
        up, down = cases.random(f"{path} up", "f32", experts, channels, 40) / 8, cases.random(f"{path} down", "f32", experts, 40, 20) / 8
        bias = cases.random(f"{path} bias", "f32", experts, 40)
        rows, offsets, slots, weights, _ = route_experts(logits, 2, "chosen", 31)
        hidden = grouped_linear(x, up, offsets, "gelu", rows, bias)
        y = combine_experts(grouped_linear(hidden, down, offsets, "none"), slots, weights)
        cases.save(path, x=x, logits=logits, up=up, down=down, bias=bias, y=y.astype(np.float32))

    # Any offsets and rows: what falls or is out of range is brought back, rows that are not there are zeros.
    for name, offsets, rows in (
        ("some", [1, 3, 3, 9], [0, 4, 2, 2, 1, 3, 0, 0, 4, 1]),
        ("falling", [4, 2, 7, 5], [0, 4, 2, 2, 1, 3, 0, 0, 4, 1]),
        ("out_of_range", [-3, 2, 100, 200], [0, -1, 5, 2, 2**31 - 1, 3, -(2**31), 0, 4, 1]),
        ("none", [10, 10, 10, 10], [0, 4, 2, 2, 1, 3, 0, 0, 4, 1]),
        ("no_result", [0, 0, 0, 0], []),
    ):
        offsets, rows = np.array(offsets, np.int32), np.array(rows, np.int32)
        x, w = bytes_of(cases, f"{name} x", 5, 11), bytes_of(cases, f"{name} w", 3, 11, 20)
        row_scales, column_scales = abs(cases.random(f"{name} r", "f32", 5)) / 64, abs(cases.random(f"{name} c", "f32", 3, 20)) / 64
        bias = cases.random(f"{name} b", "f32", 3, 20)
        y = grouped_linear(x, w, offsets, "silu", rows, bias, row_scales, column_scales)
        cases.save(
            f"experts/grouped/{name}",
            x=x,
            w=w,
            offsets=offsets,
            rows=rows,
            row_scales=row_scales,
            column_scales=column_scales,
            bias=bias,
            y=y.astype(np.float32),
        )
    x = np.zeros((0, 11), np.int8)
    y = grouped_linear(x, w, np.array([0, 2, 4, 10], np.int32), "silu", np.arange(10), bias, row_scales[:0], column_scales)
    cases.save(
        "experts/grouped/no_x",
        x=x,
        w=w,
        offsets=np.array([0, 2, 4, 10], np.int32),
        rows=np.arange(10, dtype=np.int32),
        row_scales=row_scales[:0],
        column_scales=column_scales,
        bias=bias,
        y=y.astype(np.float32),
    )

    for element, tokens, rows, channels in (("f32", 20, 31, 37), ("bf16", 3, 4, 16), ("f32", 0, 3, 5), ("f32", 3, 0, 5)):
        path = f"experts/combine/{element}/{tokens}_{rows}"
        y = cases.random(path, element, rows, channels)
        slots = rng.integers(-2, rows + 2, (tokens, 3)).astype(np.int32)
        weights = cases.random(f"{path} w", "f32", tokens, 3)
        cases.save(path, y=y, slots=slots, weights=weights, z=combine_experts(y, slots, weights).astype(np.float32))


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (layer_cases, quantize_cases, expert_cases, expert_budget_cases):
        write(cases)
