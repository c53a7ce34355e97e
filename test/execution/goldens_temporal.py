"""The dsa ops on tokens over time in NumPy and float64, straight from their specifications; and the files that their tests
read. Like goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import DTYPES, INF, NAN, Cases, best, gate_tokens, pack_tokens, unpack_tokens

# ---------------------------------------------------------------- the ops


def wide(element):
    return np.float64 if element == np.float64 else np.float32


def token_change(tokens, reference, norm):
    """Eight parts, part l over the channels l, l + 8, ... in ascending order, added in ascending order of l."""
    e = tokens.astype(np.float64) - reference.astype(np.float64)
    size = e * e if norm == "l2" else abs(e)
    combine = np.maximum if norm == "max" else np.add
    total = np.zeros(size.shape[:2])
    for lane in range(8):
        part = np.zeros(size.shape[:2])
        for c in range(lane, size.shape[2], 8):
            part = combine(part, size[:, :, c])
        total = combine(total, part)
    if norm == "l2":
        total = np.sqrt(total)
    if norm == "mean" and size.shape[2]:
        total = total / size.shape[2]
    return total.astype(wide(tokens.dtype))


def refresh_schedule(frame, period, size):
    size = max(size, 0)
    if period <= 0:
        return np.zeros((1, 0), np.int32)
    f = frame % period
    return np.arange(f * size // period, (f + 1) * size // period, dtype=np.int32)[None]


def union_indices(first, second, size):
    size = max(size, 0)
    batch = second.shape[0] if first.shape[0] == 1 else first.shape[0]
    indices = np.full((batch, min(first.shape[1] + second.shape[1], size)), -1, np.int32)
    for b in range(batch):
        rows = (x[0 if x.shape[0] == 1 else b] for x in (first, second))
        found = sorted({int(i) for row in rows for i in row if 0 <= i < size})
        indices[b, : len(found)] = found
    return indices


def invert_indices(indices, size):
    positions = np.full((indices.shape[0], max(size, 0)), -1, np.int32)
    for b, i in np.ndindex(*indices.shape):
        if 0 <= indices[b, i] < size:
            positions[b, indices[b, i]] = i
    return positions


def sort_indices(keys, descending):
    indices = np.zeros(keys.shape, np.int32)
    for b, row in enumerate(keys.astype(np.float64)):
        sign = -1 if descending else 1
        order = [(sign * np.isnan(x), 0 if np.isnan(x) else sign * x, i) for i, x in enumerate(row)]
        indices[b] = [i for _, _, i in sorted(order)]
    return indices


def delta_gate(tokens, reference, budget, norm=None, saliency=None, threshold=None, due=None):
    if norm is None:
        score = saliency
    else:
        score = token_change(tokens, reference, norm)
        if saliency is not None:
            score = saliency * score
    indices = gate_tokens(score, budget, threshold)
    if due is not None:
        indices = union_indices(indices, due, tokens.shape[1])
    packed = pack_tokens(tokens, indices)
    return indices, packed, unpack_tokens(packed, indices, reference)


def run_lengths(tokens, frame, threshold, budget=None):
    """A list of (index, length) for each batch entry, put side by side. Behind the first frame the greatest changes are kept."""
    total = tokens.shape[1]
    n = min(frame, total) if frame > 0 else total
    change = token_change(tokens[:, n:], tokens[:, : total - n], "mean")
    runs = []
    for b in range(tokens.shape[0]):
        of_place, lists = {}, []
        changed = [i for i in range(total - n) if not change[b, i] <= threshold]
        if budget is not None:
            changed = [changed[k] for k in best(change[b, changed], budget - n)]
        for i in range(total):
            if i >= n and i - n not in changed:
                of_place[i % n][1] += 1
                continue
            lists.append([i, 1])
            of_place[i % n if n else 0] = lists[-1]
        runs.append(lists)
    width = max(map(len, runs), default=0)
    indices, lengths = np.full((len(runs), width), -1, np.int32), np.zeros((len(runs), width), np.int32)
    for b, lists in enumerate(runs):
        for k, (index, length) in enumerate(lists):
            indices[b, k], lengths[b, k] = index, length
    return indices, lengths


def listed(indices, size):
    flags = np.zeros((indices.shape[0], size), bool)
    for b, row in enumerate(indices):
        flags[b, [i for i in row if 0 <= i < size]] = True
    return flags


def update_scores(q, k, rows, columns, state, scale):
    changed = listed(rows, q.shape[2])[:, None, :, None] | listed(columns, k.shape[2])[:, None, None, :]
    dense = scale * np.einsum("bhid,bhjd->bhij", q.astype(np.float64), k.astype(np.float64))
    return np.where(changed, dense, state).astype(state.dtype)


def update_product_rows(a, v, rows, product):
    dense = np.einsum("bhij,bhje->bhie", a.astype(np.float64), v.astype(np.float64))
    return np.where(listed(rows, a.shape[2])[:, None, :, None], dense, product.astype(np.float64)).astype(product.dtype)


def update_product(a, v, keys, product, last_a, last_v):
    taken = listed(keys, v.shape[2])
    wide = [x.astype(np.float64) for x in (a, v, product, last_a, last_v)]
    result = wide[2].copy()
    for b, h in np.ndindex(*a.shape[:2]):
        aw, vw, _, la, lv = (x[b, h] for x in wide)
        j = taken[b]
        if j.all():
            result[b, h] = aw @ vw
        else:
            result[b, h] += aw[:, j] @ (vw - lv)[j] + (aw - la)[:, j] @ lv[j]
    new_a = np.where(taken[:, None, None, :], a, last_a)
    new_v = np.where(taken[:, None, :, None], v, last_v)
    return result.astype(product.dtype), new_a, new_v


# ---------------------------------------------------------------- the cases


def change_cases(cases):
    rng = np.random.default_rng(11)
    sizes = {"one": (1, 1, 1), "no_tokens": (2, 0, 5), "no_channels": (1, 3, 0), "no_batch": (0, 2, 3)}
    sizes |= {"eight": (1, 2, 8), "ragged": (2, 70, 19), "wide": (1, 5, 131)}
    for element, sizes in (("f32", sizes), ("f64", {"ragged": (2, 5, 19)}), ("bf16", {"ragged": (2, 5, 19)})):
        for name, shape in sizes.items():
            path = f"change/{element}/{name}"
            x, y = cases.random(path, element, *shape), cases.random(path + "reference", element, *shape)
            # Some do not change at all.
            x[:, ::3] = y[:, ::3]
            norms = {norm: token_change(x, y, norm) for norm in ("l1", "l2", "max", "mean")}
            cases.save(path, x=x, y=y, **norms)
    x, y = (rng.standard_normal((2, 6, 11)).astype(np.float32) for _ in range(2))
    x[0, 0, 3], x[0, 1, 10], y[0, 2, 0], x[0, 3, 4], y[0, 3, 4] = NAN, INF, -INF, INF, INF
    x[1, 1] = 3e38 * np.sign(x[1, 1])
    y[1, 1] = -x[1, 1]
    with np.errstate(invalid="ignore", over="ignore"):
        norms = {norm: token_change(x, y, norm) for norm in ("l1", "l2", "max", "mean")}
    cases.save("change/f32/special", x=x, y=y, **norms)


def list_cases(cases):
    rng = np.random.default_rng(12)
    for frame, period, size in ((0, 3, 7), (1, 3, 7), (2, 3, 7), (-1, 3, 7), (5, 9, 4), (0, 1, 5), (3, 0, 5), (3, -2, 5), (1, 2, -3)):
        due = refresh_schedule(frame, period, size)
        cases.save(f"refresh/{frame}_of_{period}_over_{size}", frame=frame, period=period, size=size, due=due)
    for period, size in ((3, 7), (9, 4), (32, 1568)):
        once = np.concatenate([refresh_schedule(f, period, size)[0] for f in range(period)])
        assert (np.sort(once) == np.arange(size)).all()

    any_index = [-1, -7, 9, 2**31 - 1, -(2**31), *range(9), *range(9)]
    lists = lambda *shape: rng.choice(any_index, shape).astype(np.int32)
    for name, first, second, size in (
        ("several", lists(3, 5), lists(3, 4), 9),
        ("one_for_all", lists(3, 5), lists(1, 4), 9),
        ("for_all_one", lists(1, 5), lists(3, 7), 9),
        ("nothing_and_some", lists(2, 0), lists(2, 4), 9),
        ("nothing", lists(2, 0), lists(1, 0), 9),
        ("no_tokens", lists(2, 3), lists(2, 3), 0),
        ("negative", lists(2, 3), lists(2, 3), -4),
        ("no_batch", lists(0, 3), lists(1, 3), 9),
    ):
        cases.save(
            f"lists/{name}",
            first=first,
            second=second,
            size=size,
            union=union_indices(first, second, size),
            inverse=invert_indices(first, size),
        )

    few = np.array([0.0, -0.0, 0.5, 1.0, -1.0, NAN, INF, -INF, 3e38, -1e-40])
    for element in ("f32", "f64", "bf16"):
        keys = rng.choice(few[:8] if element == "bf16" else few, (2, 23)).astype(DTYPES[element])
        cases.save(f"sort/{element}/ties", keys=keys, up=sort_indices(keys, False), down=sort_indices(keys, True))
    for name, keys in (
        ("many", rng.standard_normal((1, 300)).astype(np.float32)),
        ("one", np.full((2, 1), 2.0, np.float32)),
        ("no_tokens", np.zeros((2, 0), np.float32)),
    ):
        cases.save(f"sort/f32/{name}", keys=keys, up=sort_indices(keys, False), down=sort_indices(keys, True))
    keys = np.concatenate([rng.integers(0, 8, (2, 30)), [[-(2**31)], [2**31 - 1]]], 1).astype(np.int32)
    cases.save("sort/i32/experts", keys=keys, up=sort_indices(keys, False), down=sort_indices(keys, True))


def gate_cases(cases):
    """As arguments of every form of the op: what a form does not take is in the file all the same."""
    due = np.array([[3, 0, 3, -1, 99]], np.int32)
    shapes = {"ragged": (2, 7, 5), "one": (1, 1, 1), "no_tokens": (2, 0, 4), "no_channels": (1, 6, 0), "no_batch": (0, 3, 2)}
    for element, shapes in (("f32", shapes), ("f64", {"ragged": (2, 7, 5)}), ("bf16", {"ragged": (2, 7, 5)})):
        for name, shape in shapes.items():
            path = f"delta/{element}/{name}"
            x, last = cases.random(path, element, *shape), cases.random(path + "last", element, *shape)
            x[:, ::3] = last[:, ::3]
            saliency = cases.random(path + "saliency", element, *shape[:2]).astype(wide(x.dtype))
            if name == "ragged" and element != "bf16":
                saliency[0, 1], x[1, 2, 3], last[0, 4, 0] = NAN, NAN, INF
            n = shape[1]
            with np.errstate(invalid="ignore"):
                bounds = [(n // 2, 0.5), (n + 4, -INF)]
                if name == "ragged" and element == "f32":
                    bounds += [(n, 1.0), (2, 0.25), (-3, 0.0)]
                for budget, threshold in bounds:
                    forms = {
                        "change": dict(norm="l2"),
                        "above": dict(norm="max", threshold=threshold),
                        "space": dict(saliency=saliency, threshold=threshold),
                        "both": dict(norm="l1", saliency=saliency, threshold=threshold, due=due),
                    }
                    results = {}
                    for form, given in forms.items():
                        for part, array in zip(("indices", "packed", "known"), delta_gate(x, last, budget, **given)):
                            results[f"{form}_{part}"] = array
                    cases.save(
                        f"{path}_{budget}_{threshold}", x=x, last=last, saliency=saliency, due=due, budget=budget,
                        threshold=np.float32(threshold), **results,
                    )  # fmt: skip
    x = cases.random("delta all", "f32", 2, 7, 5)
    indices, packed, known = delta_gate(x, x * 0, 7, norm="mean")
    assert (packed == x).all() and (known == x).all() and (indices == np.arange(7)).all()


def run_cases(cases):
    for name, shape, frame, threshold in (
        ("clip", (2, 24, 5), 4, 0.25),
        ("all_kept", (1, 12, 3), 4, -1.0),
        ("first_frame", (2, 12, 3), 4, INF),
        ("at_most", (1, 12, 3), 4, 0.0),
        ("one_frame", (2, 5, 3), 5, INF),
        ("longer_frame", (1, 5, 3), 9, INF),
        ("no_frame", (1, 5, 3), 0, INF),
        ("negative_frame", (1, 5, 3), -2, INF),
        ("ragged", (2, 23, 3), 5, 0.3),
        ("one_token", (1, 6, 4), 1, 0.2),
        ("no_tokens", (2, 0, 3), 4, 0.5),
        ("no_channels", (1, 8, 0), 2, 0.0),
        ("no_batch", (0, 8, 3), 2, 0.5),
        ("special", (1, 12, 2), 3, 0.5),
        ("nan_threshold", (1, 12, 2), 3, NAN),
    ):
        elements = ("f32", "f64", "bf16") if name == "clip" else ("f32",)
        for element in elements:
            path = f"runs/{element}/{name}"
            x = cases.random(path, element, *shape)
            rng = np.random.default_rng(list(path.encode()))
            # Most tokens stay about as they were a frame ago.
            for i in range(max(frame, 1), shape[1]):
                stays = rng.random(shape[0]) < 0.7
                x[stays, i] = x[stays, i - max(frame, 1)]
            if name == "special":
                x[0, 4, 0], x[0, 7, 0], x[0, 8, 1], x[0, 11, 1] = NAN, NAN, INF, INF
            with np.errstate(invalid="ignore"):
                indices, lengths = run_lengths(x, frame, threshold)
            assert (lengths.sum(1) == shape[1]).all()
            cases.save(path, x=x, frame=frame, threshold=np.float32(threshold), indices=indices, lengths=lengths)


def run_budget_cases(cases):
    few = np.array([0.0, 0.0, 0.25, 0.5, 1.0, NAN, INF])
    budgets = (-(2**63), 0, 4, 5, 9, 16, 23, 24, 2**63 - 1)
    for name, shape, frame, threshold, budgets in (
        ("clip", (2, 24, 5), 4, 0.25, budgets),
        ("ties", (3, 24, 1), 4, -1.0, budgets),
        ("special", (2, 24, 2), 4, 0.25, (6, 7, 13)),
        ("nan_threshold", (2, 12, 2), 3, NAN, (7,)),
        ("no_change_is_above", (2, 12, 2), 3, INF, (7,)),
        ("ragged", (2, 23, 3), 5, 0.3, (8,)),
        ("no_frame", (1, 5, 3), 0, 0.1, (2,)),
        ("no_tokens", (2, 0, 3), 4, 0.5, (3,)),
        ("no_channels", (1, 8, 0), 2, -1.0, (5,)),
        ("no_batch", (0, 8, 3), 2, 0.5, (5,)),
    ):
        for element in ("f32", "f64", "bf16") if name == "clip" else ("f32",):
            path = f"runs_budget/{element}/{name}"
            x = cases.random(path, element, *shape)
            rng = np.random.default_rng(list(path.encode()))
            if name in ("ties", "special"):
                # Each token differs from the one before it by one of a few numbers.
                x = np.zeros(shape, np.float32)
                for i in range(frame, shape[1]):
                    x[:, i] = x[:, i - frame] + rng.choice(few[: 5 if name == "ties" else 7], (shape[0], 1))
            with np.errstate(invalid="ignore"):
                for budget in budgets:
                    indices, lengths = run_lengths(x, frame, threshold, budget)
                    n = min(frame, shape[1]) if frame > 0 else shape[1]
                    assert indices.shape[1] <= max(budget, n) and (lengths.sum(1) == shape[1]).all()
                    given = {"frame": frame, "threshold": np.float32(threshold), "budget": np.int64(budget)}
                    cases.save(f"{path}_{budget}", x=x, **given, indices=indices, lengths=lengths)


def incremental_cases(cases):
    sizes = {
        "ragged": (2, 3, 21, 37, 5, 19), "one": (1, 1, 1, 1, 1, 1), "tiles": (1, 2, 16, 32, 16, 32),
        "no_queries": (1, 2, 0, 5, 3, 4), "no_keys": (1, 2, 5, 0, 3, 4), "no_width": (1, 1, 5, 3, 0, 0),
        "no_batch": (0, 2, 3, 4, 5, 6), "special": (1, 1, 9, 10, 4, 5),
    }  # fmt: skip
    for element in ("f32", "f64", "bf16"):
        for name, (batch, heads, n, m, d, e) in sizes.items():
            if element != "f32" and name != "ragged":
                continue
            path = f"incremental/{element}/{name}"
            make = lambda what, *shape: cases.random(path + what, element, batch, heads, *shape)
            q, k, a, v = make("q", n, d), make("k", m, d), make("a", n, m), make("v", m, e)
            product, last_a, last_v = make("product", n, e), make("last a", n, m), make("last v", m, e)
            scores = make("scores", n, m).astype(wide(q.dtype))
            if name == "special":
                q[0, 0, 2, 1], k[0, 0, 3, 0], scores[0, 0, 0, 0], v[0, 0, 3, 1], a[0, 0, 4, 5] = NAN, INF, NAN, INF, NAN
            rng = np.random.default_rng(list(path.encode()))
            few = lambda size: rng.choice([-1, 99, -(2**31), *range(size)], (batch, 7)).astype(np.int32)
            every = lambda size: np.tile(rng.permutation(size).astype(np.int32), (batch, 1))
            none = np.zeros((batch, 0), np.int32)
            choices = {"few": (few(n), few(m)), "every": (every(n), every(m)), "none": (none, none)}
            for which, (rows, columns) in choices.items():
                if which == "none" and name not in ("ragged", "no_keys") or which == "every" and element != "f32":
                    continue
                with np.errstate(invalid="ignore"):
                    results = {
                        "new_scores": update_scores(q, k, rows, columns, scores, 0.375),
                        "new_rows": update_product_rows(a, v, rows, product),
                    }
                    states = update_product(a, v, columns, product, last_a, last_v)
                results |= dict(zip(("new_product", "new_a", "new_v"), states))
                given = dict(q=q, k=k, a=a, v=v, rows=rows, columns=columns)
                given |= dict(scores=scores, product=product, last_a=last_a, last_v=last_v)
                cases.save(f"{path}_{which}", **given, **results)


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (change_cases, list_cases, gate_cases, run_cases, run_budget_cases, incremental_cases):
        write(cases)
