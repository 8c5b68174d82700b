"""Answers requests like numpy_peer.py: neural-tangents, jitted, in float64, from the folder of its source.

The package does not import on current JAX: its `__init__` pulls in modules for finite networks that need
removed parts of JAX, and TensorFlow. The kernels do not need them, so the package's name is given to an
empty module that only knows where its submodules are. `frozendict`, which may not be installed, is stood
in for by a dictionary that can be hashed.
"""

import os
import sys
import types

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp

import numpy_peer as peer


def import_stax(folder):
    package = types.ModuleType("neural_tangents")
    package.__path__ = [os.path.join(folder, "neural_tangents")]
    sys.modules["neural_tangents"] = package
    try:
        import frozendict  # noqa: F401
    except ImportError:
        stand_in = types.ModuleType("frozendict")
        stand_in.frozendict = HashableDict
        sys.modules["frozendict"] = stand_in
    from neural_tangents import stax

    return stax


class HashableDict(dict):
    def __hash__(self):
        return hash(frozenset(self.items()))


def network(stax, activation, depth, weight_std, bias_std):
    activations = {
        "relu": stax.Relu,
        "erf": stax.Erf,
        "gelu": stax.Gelu,
        "tanh": lambda: stax.ElementwiseNumerical(jnp.tanh, deg=25, df=lambda x: 1 / jnp.cosh(x) ** 2),
    }
    layers = []
    for _ in range(depth):
        layers += [stax.Dense(1, W_std=weight_std, b_std=bias_std), activations[activation]()]
    return stax.serial(*layers, stax.Dense(1, W_std=1, b_std=None))[2]


compiled = {}


def kernel_function(activation, depth, weight_std, bias_std):
    key = (activation, depth, weight_std, bias_std)
    if key not in compiled:
        kernel = network(STAX, *key)
        compiled[key] = jax.jit(lambda x: kernel(x, None, "ntk"))
    return compiled[key]


def neural_tangents(x, activation, depth, weight_std, bias_std):
    """Seconds from X to the kernel; the compilation, for this shape, comes before."""
    function = kernel_function(activation, depth, weight_std, bias_std)
    rows = peer.matrices[x]
    function.lower(jax.ShapeDtypeStruct(rows.shape, rows.dtype)).compile()
    return peer.timed(lambda: [jax.block_until_ready(function(rows))])


def sample(indices):
    values = [jnp.ravel(result)[jnp.array(indices)].tolist() for result in peer.state["results"]]
    return {"values": values}


peer.OPERATIONS["neural_tangents"] = neural_tangents
peer.OPERATIONS["sample"] = sample

if __name__ == "__main__":
    STAX = import_stax(os.environ["NTKIT_NEURAL_TANGENTS"])
    peer.serve(f"neural-tangents on JAX {jax.__version__} (CPU)")
