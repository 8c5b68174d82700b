"""Answers requests like neural_tangents_peer.py, for networks on images, in the precision that
`NTKIT_PEER_PRECISION` names: float64, or float32, which is what the original computes in unless told.
"""

import os

import jax
import neural_tangents_peer as base
import numpy_peer as peer

PRECISION = os.environ.get("NTKIT_PEER_PRECISION", "float64")
jax.config.update("jax_enable_x64", PRECISION == "float64")

WEIGHT = 2**0.5


def network(stax, name, depth):
    def layer():
        return stax.serial(stax.Conv(1, (3, 3), padding="SAME", W_std=WEIGHT), stax.Relu())

    def pool():
        return stax.AvgPool((2, 2), (2, 2))

    layers = {
        "mean": lambda: [layer() for _ in range(depth)] + [stax.GlobalAvgPool()],
        "flatten": lambda: [layer() for _ in range(depth)] + [stax.Flatten()],
        "myrtle5": lambda: [
            *(layer(), layer(), pool(), layer(), pool(), layer()),
            stax.GlobalAvgPool(),
        ],
        "attention": lambda: [
            *(layer(), stax.GlobalSelfAttention(1, 1, 1, 1), stax.Relu()),
            stax.GlobalAvgPool(),
        ],
    }
    return stax.serial(*layers[name](), stax.Dense(1, W_std=WEIGHT))


compiled = {}


def images(x, shape, name, depth):
    """Seconds from images to the kernel; the first call for a shape compiles."""
    if (name, depth) not in compiled:
        kernel = network(base.STAX, name, depth)[2]
        compiled[name, depth] = jax.jit(lambda rows: kernel(rows, None, "ntk"))
    rows = jax.numpy.asarray(peer.matrices[x].reshape(shape), dtype=PRECISION)
    return peer.timed(lambda: [jax.block_until_ready(compiled[name, depth](rows))])


peer.OPERATIONS["images"] = images

if __name__ == "__main__":
    base.STAX = base.import_stax(os.environ["NTKIT_NEURAL_TANGENTS"])
    peer.serve(f"neural-tangents on JAX {jax.__version__} (CPU), {PRECISION}")
