"""Other libraries, for ds-bench to compare with: see tools/src/bench/peers.rs for the protocol.

A peer is a class with a name, the package whose version is told, and

- `load(case)`: prepares everything that does not change from call to call (layouts, masks, compilation, warm-up), and returns its
  settings in words; raises `Unsupported` for what the library cannot do.
- `run()`: one call. What it returns is kept, not converted.
- `output()`: the result of the last call as float32, in the shape of ours.

Each is set up as its own documentation advises for this use: threads as asked for, the type asked for, layouts it likes best.
"""

import importlib.metadata
import json
import sys
import time

import numpy as np

import attention
import layers
from libraries import Unsupported

# What computes an op for a peer, by its name.
PEERS = {}
for peer in (
    attention.TorchSdpa,
    attention.FlexAttention,
    attention.OpenVinoSdpa,
    attention.OpenVinoGather,
    attention.OnnxRuntimeAttention,
    layers.TorchCompile,
    layers.OneDnn,
    layers.OpenVinoLayers,
    layers.OnnxRuntimeLayers,
):
    for op in peer.ops:
        PEERS.setdefault(peer.name, {})[op] = peer


# ---------------------------------------------------------------- the protocol


def listed(name):
    package = next(iter(PEERS[name].values())).package
    told = {"name": name, "computes": list(PEERS[name])}
    try:
        return told | {"version": f"{package} {importlib.metadata.version(package)}", "missing": None}
    except importlib.metadata.PackageNotFoundError:
        return told | {"version": None, "missing": f"{package} is not installed: run cargo xtask peers"}


def status(name):
    """A line of /proc/self/status in bytes."""
    with open("/proc/self/status") as lines:
        for line in lines:
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    raise KeyError(name)


def grown(peer):
    """By how much this process grows at most while it runs once."""
    before = status("VmRSS")
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # Forgets the peak so far.
    peer.run()
    return max(status("VmHWM") - before, 0)


WARM_UPS = 3


def answer(peer, told):
    if told["do"] == "load":
        try:
            settings = peer.load((attention.Case if told["op"] == "attention" else layers.Case)(told))
        except Unsupported as reason:
            return {"unsupported": str(reason)}
        for _ in range(WARM_UPS):
            peer.run()
        return {"ready": settings}
    if told["do"] == "run":
        start = time.perf_counter()
        for _ in range(told["calls"]):
            peer.run()
        return {"seconds": time.perf_counter() - start}
    if told["do"] == "memory":
        return {"bytes": grown(peer)}
    if told["do"] == "save":
        np.save(told["file"], np.ascontiguousarray(peer.output(), np.float32))
        return {"saved": True}
    return {"error": f"expected load, run, memory or save, found {told['do']}"}


def main(arguments):
    if arguments == ["list"]:
        for name in PEERS:
            print(json.dumps(listed(name)))
        return
    name, threads = arguments
    # Libraries print to standard output too: that goes where errors go.
    import os

    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = None
    for line in sys.stdin:
        try:
            told = json.loads(line)
            if told["do"] == "load":
                peer = PEERS[name][told["op"]](int(threads))
            result = answer(peer, told)
        except Exception as error:  # Told to ds-bench, which goes on without this peer.
            result = {"error": f"{type(error).__name__}: {error}"[:500].replace("\n", " ")}
        print(json.dumps(result), file=said, flush=True)


main(sys.argv[1:])
