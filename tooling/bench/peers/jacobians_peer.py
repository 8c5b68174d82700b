"""What the two peers of the `jacobians` suite share: networks as lists of layers, and their parameters.

A network is a list of dictionaries: {"dense": name, "scale": s}, {"conv": name, "shape": [h, w, in, out],
"padding": p, "scale": s}, {"relu": true}, {"tanh": true}, {"pool": 2}, {"flatten": true}. Weights and
inputs are arrays that were loaded before.
"""

import numpy as np

import numpy_peer as peer

# Bytes of the Jacobians of one tile of examples: a careful user would not let them fill the memory.
BYTES = 2**30


def weights(layers, dtype):
    found = []
    for layer in layers:
        name = layer.get("dense") or layer.get("conv")
        if name is not None:
            found.append(peer.matrices[name].reshape(layer.get("shape", peer.matrices[name].shape)))
    return [array.astype(dtype) for array in found]


def inputs(x, shape, dtype):
    return peer.matrices[x].reshape([-1, *shape]).astype(dtype)


def tiles(examples, outputs, parameters):
    entries = outputs * sum(w.size * w.itemsize for w in parameters)
    step = int(max(1, min(examples, BYTES // entries)))
    return [slice(start, min(examples, start + step)) for start in range(0, examples, step)]


def by_tiles(examples, parts, kernel, outputs, trace):
    """The kernel [N, N] or [N, O, N, O] from a function of two tiles, half of them computed."""
    shape = (examples, examples) if trace else (examples, outputs, examples, outputs)
    result = np.empty(shape)
    for i, rows in enumerate(parts):
        for cols in parts[: i + 1]:
            block = np.asarray(kernel(rows, cols), dtype=np.float64)
            if trace:
                result[rows, cols] = block
                result[cols, rows] = block.T
            else:
                result[rows, :, cols] = block
                result[cols, :, rows] = block.transpose(2, 3, 0, 1)
    return result
