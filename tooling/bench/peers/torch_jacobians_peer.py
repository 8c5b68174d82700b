"""Answers requests like numpy_peer.py: the empirical NTK with PyTorch's function transforms, on the CPU."""

import numpy as np
import torch
from torch.func import jacrev, vmap

import jacobians_peer as shared
import numpy_peer as peer


def apply(layers, parameters, x):
    """One example through the network; images are [height, width, channels] at first."""
    rest = iter(parameters)
    for layer in layers:
        if "dense" in layer:
            x = layer["scale"] * (x @ next(rest))
        elif "conv" in layer:
            w = next(rest)
            pad = (w.shape[0] // 2, w.shape[1] // 2) if layer["padding"] == "same" else 0
            image = x.permute(2, 0, 1)[None]
            y = torch.nn.functional.conv2d(image, w.permute(3, 2, 0, 1), padding=pad)
            x = layer["scale"] * y[0].permute(1, 2, 0)
        elif "pool" in layer:
            size = layer["pool"]
            x = torch.nn.functional.avg_pool2d(x.permute(2, 0, 1)[None], size)[0].permute(1, 2, 0)
        elif "flatten" in layer:
            x = x.reshape(-1)
        else:
            x = torch.relu(x) if "relu" in layer else torch.tanh(x)
    return x


def jacobian_contraction(layers, parameters, x, trace, outputs):
    single = lambda w, a: apply(layers, w, a)
    jacobians = vmap(jacrev(single), (None, 0))

    def rows(part):
        return [j.reshape(j.shape[0], outputs, -1) for j in jacobians(tuple(parameters), x[part])]

    latest = {}

    def kernel(left, right):
        if left.start not in latest:
            latest.clear()
            latest[left.start] = rows(left)
        a = latest[left.start]
        b = a if left == right else rows(right)
        form = "nop,mop->nm" if trace else "nop,mqp->nomq"
        total = sum(torch.einsum(form, p, q) for p, q in zip(a, b))
        return (total / outputs if trace else total).numpy()

    parts = shared.tiles(len(x), outputs, [w.numpy() for w in parameters])
    return shared.by_tiles(len(x), parts, kernel, outputs, trace)


PROGRAMS = {"jacobian": jacobian_contraction}


def empirical(layers, x, shape, outputs, trace, program, dtype):
    parameters = [torch.from_numpy(w) for w in shared.weights(layers, dtype)]
    rows = torch.from_numpy(shared.inputs(x, shape, dtype))
    call = PROGRAMS[program]
    return peer.timed(lambda: [np.asarray(call(layers, parameters, rows, trace, outputs))])


peer.OPERATIONS["empirical"] = empirical

if __name__ == "__main__":
    import os

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    peer.serve(f"PyTorch {torch.__version__}")
