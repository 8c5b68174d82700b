"""Answers requests on stdin, one JSON object per line, with one line each: NumPy's side of a benchmark."""

import json
import resource
import sys
import time

import numpy as np

import ntk_recursion

state = {"results": []}
matrices = {}


def load(name, path):
    matrices[name] = np.load(path)
    matrices.pop((name, 32), None)
    return {}


def kernel(x, activation, depths, weight, bias, program):
    call = ntk_recursion.PROGRAMS[program]
    function = ntk_recursion.ACTIVATIONS[activation]
    return timed(lambda: call(matrices[x], function, depths, weight, bias))


def precise(name, bits):
    """The matrix of this name, as float32 with 32 bits."""
    if bits == 64:
        return matrices[name]
    if (name, bits) not in matrices:
        matrices[name, bits] = matrices[name].astype(np.float32)
    return matrices[name, bits]


def gram(x, bits=64):
    a = precise(x, bits)
    return timed(lambda: [a @ a.T])


def multiply(a, b, bits=64):
    left, right = precise(a, bits), precise(b, bits)
    return timed(lambda: [left @ right])


def cholesky_solve(a, b):
    from scipy.linalg import cho_factor, cho_solve

    def solve():
        factor = cho_factor(matrices[a], lower=True, check_finite=False)
        return [cho_solve(factor, matrices[b], check_finite=False)]

    return timed(solve)


def eigen_symmetric(a):
    from scipy.linalg import eigh

    def solve():
        return [eigh(matrices[a], driver="evd", check_finite=False)[0][::-1]]

    return timed(solve)


def top_eigenpairs(a, k):
    from scipy.sparse.linalg import eigsh

    def solve():
        values, _ = eigsh(matrices[a], k=k, which="LA", tol=1e-10)
        return [values[::-1]]

    return timed(solve)


def sample(indices):
    return {"values": [result.ravel()[indices].tolist() for result in state["results"]]}


def memory(of="kernel", **request):
    """Bytes resident before and at most during an operation, and its time."""
    baseline = resident("VmRSS")
    answer = OPERATIONS[of](**request)
    return {**answer, "baseline": baseline, "peak": resident("VmHWM")}


def resident(field):
    """Linux hands the maximum that `getrusage` reports down from the parent process, but not this one."""
    try:
        with open("/proc/self/status") as file:
            (line,) = (line for line in file if line.startswith(field))
        return 1024 * int(line.split()[1])
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def timed(work):
    state["results"] = []
    start = time.perf_counter()
    results = work()
    seconds = time.perf_counter() - start
    state["results"] = results
    return {"seconds": seconds}


def blas():
    try:
        build = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"{build['name'].replace('scipy-', '')} {build['version']}"
    except (KeyError, TypeError):
        return "unknown BLAS"


def answer(message):
    print(json.dumps(message), flush=True)


OPERATIONS = {
    f.__name__: f
    for f in (
        load,
        kernel,
        gram,
        multiply,
        cholesky_solve,
        eigen_symmetric,
        top_eigenpairs,
        sample,
        memory,
    )
}

def serve(name):
    answer({"name": name})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer(OPERATIONS[request.pop("op")](**request))
        except Exception as error:  # the caller gets to know, whatever it is
            answer({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    serve(f"NumPy {np.__version__} ({blas()})")
