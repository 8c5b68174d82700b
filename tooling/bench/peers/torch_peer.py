"""PyTorch's side of the linear-algebra benchmark: the requests of numpy_peer.py that it knows."""

import os
import time

import numpy as np
import torch

import numpy_peer as peer

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
matrices = {}


def load(name, path):
    matrices[name] = torch.from_numpy(np.load(path))
    matrices[name, 32] = matrices[name].float()
    return {}


def gram(x, bits=64):
    a = matrices[x] if bits == 64 else matrices[x, bits]
    return timed(lambda: a @ a.T)


def multiply(a, b, bits=64):
    left, right = (matrices[name] if bits == 64 else matrices[name, bits] for name in (a, b))
    return timed(lambda: left @ right)


def cholesky_solve(a, b):
    return timed(lambda: torch.cholesky_solve(matrices[b], torch.linalg.cholesky(matrices[a])))


def eigen_symmetric(a):
    return timed(lambda: torch.linalg.eigh(matrices[a]))


def timed(work):
    start = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - start}


peer.OPERATIONS = {f.__name__: f for f in (load, gram, multiply, cholesky_solve, eigen_symmetric)}

if __name__ == "__main__":
    peer.serve(f"PyTorch {torch.__version__}")
