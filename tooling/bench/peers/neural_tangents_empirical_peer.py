"""Answers requests like numpy_peer.py: neural-tangents' empirical NTK, jitted, from the folder of its source.

Its modules import names of JAX that have moved; they are put back where they were, and `linearize`, which
its structured derivatives call, has the arguments again that it had.
"""

import os
import sys
import types
import warnings

os.environ.setdefault("JAX_PLATFORMS", "cpu")
warnings.filterwarnings("ignore", category=DeprecationWarning)

import jax

jax.config.update("jax_enable_x64", True)

import jax._src.ad_util
import jax._src.core
import jax._src.util
import jax.core
import jax.interpreters.ad
import jax.numpy as jnp
import numpy as np

import jacobians_peer as shared
import numpy_peer as peer


class Unknown:
    """What says of an output that it depends on the inputs."""

    def is_known(self):
        return False


def linearize(function, *primals, has_aux=False):
    """Outputs, what is known of them, and the tangent map as equations with their constants."""
    out, tangent = jax.linearize(lambda *given: tuple(function.call_wrapped(*given)), *primals)
    closed = jax.make_jaxpr(tangent)(*primals)
    return out, [Unknown() for _ in out], closed.jaxpr, closed.consts


def restore_for_structured_derivatives():
    jax.interpreters.ad.linearize = linearize
    # Nothing has shapes that are variables, maps, or transposes of this kind any more.
    jax.core.DShapedArray = type("DShapedArray", (), {})
    jax._src.core.Primitive.map_primitive = False
    jax.interpreters.ad.reducing_transposes = {}


def import_empirical(folder):
    moved = ("Jaxpr", "JaxprEqn", "Literal", "ShapedArray", "Value", "Var", "AbstractValue", "Primitive")
    for name in moved:
        setattr(jax.core, name, getattr(jax._src.core, name))
    sys.modules["jax.util"] = jax._src.util
    for name in ("zeros_like_p", "add_jaxvals_p"):
        setattr(jax.interpreters.ad, name, getattr(jax._src.ad_util, name))
    restore_for_structured_derivatives()
    package = types.ModuleType("neural_tangents")
    package.__path__ = [os.path.join(folder, "neural_tangents")]
    sys.modules["neural_tangents"] = package
    from neural_tangents._src import empirical

    return empirical


def apply(layers, parameters, x):
    rest = iter(parameters)
    for layer in layers:
        if "dense" in layer:
            x = layer["scale"] * (x @ next(rest))
        elif "conv" in layer:
            names = ("NHWC", "HWIO", "NHWC")
            padding = layer["padding"].upper()
            x = layer["scale"] * jax.lax.conv_general_dilated(
                x, next(rest), (1, 1), padding, dimension_numbers=names
            )
        elif "pool" in layer:
            n = layer["pool"]
            window = (1, n, n, 1)
            x = jax.lax.reduce_window(x, 0.0, jax.lax.add, window, window, "VALID") / n**2
        elif "flatten" in layer:
            x = x.reshape((x.shape[0], -1))
        else:
            x = jnp.maximum(x, 0) if "relu" in layer else jnp.tanh(x)
    return x


PROGRAMS = {"jacobian": 1, "products": 2, "structured": 3}
compiled = {}


def kernel_function(layers, trace, program):
    key = (str(layers), trace, program)
    if key not in compiled:
        call = EMPIRICAL.empirical_ntk_fn(
            lambda w, x: apply(layers, w, x),
            trace_axes=(-1,) if trace else (),
            vmap_axes=0,
            implementation=PROGRAMS[program],
        )
        compiled[key] = jax.jit(call)
    return compiled[key]


def empirical(layers, x, shape, outputs, trace, program, dtype):
    parameters = [jnp.asarray(w) for w in shared.weights(layers, dtype)]
    rows = jnp.asarray(shared.inputs(x, shape, dtype))
    call = kernel_function(layers, trace, program)

    def kernel(left, right):
        block = np.asarray(call(rows[left], rows[right], parameters))
        return block if trace else block.transpose(0, 2, 1, 3)

    whole = [slice(0, len(rows))]
    parts = shared.tiles(len(rows), outputs, parameters) if program == "jacobian" else whole
    return peer.timed(lambda: [shared.by_tiles(len(rows), parts, kernel, outputs, trace)])


peer.OPERATIONS["empirical"] = empirical

if __name__ == "__main__":
    EMPIRICAL = import_empirical(os.environ["NTKIT_NEURAL_TANGENTS"])
    peer.serve(f"neural-tangents on JAX {jax.__version__} (CPU)")
