"""NNGP and NTK of fully connected networks in NumPy, two ways.

`whole` works on whole N x N arrays with preallocated buffers, as a careful user would write it.
`blocked` takes a few rows at a time, so that they stay in the cache, and only half of the matrix.
Both are float64 and follow the textbook's recursion in the covariance c.
"""

import numpy as np

TWO_PI = 2 * np.pi


def relu(c, left, right):
    norm = np.sqrt(left * right)
    cosine = c / norm
    np.clip(cosine, -1, 1, out=cosine)
    rest = np.arccos(cosine)
    np.subtract(np.pi, rest, out=rest)
    sine = cosine * cosine
    np.subtract(1, sine, out=sine)
    np.sqrt(sine, out=sine)
    cosine *= rest
    cosine += sine
    cosine *= norm
    cosine /= TWO_PI
    rest /= TWO_PI
    return cosine, rest


def erf(c, left, right):
    product = (1 + 2 * left) * (1 + 2 * right)
    value = 2 * c
    slope = value * value
    np.subtract(product, slope, out=slope)
    np.sqrt(slope, out=slope)
    np.divide(4 / np.pi, slope, out=slope)
    value /= np.sqrt(product)
    np.arcsin(value, out=value)
    value *= 2 / np.pi
    return value, slope


def gelu(c, left, right):
    both = (1 + left) * (1 + right)
    product = left * right
    square = c * c
    delta2 = both - square
    delta = np.sqrt(delta2)
    angle = np.arctan2(c, delta)
    value = product * delta2
    value += square
    value /= both * delta
    value += c * angle
    value /= TWO_PI
    value += c / 4
    slope = 1 / delta2
    slope += (1 - product) / both
    slope += 1
    slope *= c
    slope /= delta
    slope += angle
    slope /= TWO_PI
    slope += 0.25
    return value, slope


ACTIVATIONS = {"relu": relu, "erf": erf, "gelu": gelu}


def variances(x, activation, depth, weight, bias):
    """Variance of every row before each activation."""
    q = np.einsum("ij,ij->i", x, x) / x.shape[1]
    found = []
    for _ in range(depth):
        q = weight * q + bias
        found.append(q)
        q = activation(q.copy(), q, q)[0]
    return found


def recursion(c, left, right, activation, depths, weight, bias):
    """Yields (nngp, ntk) of the networks with each of the depths; `c` is overwritten."""
    theta = None
    for layer in range(max(depths)):
        c *= weight
        c += bias
        if theta is None:
            theta = c.copy()
        else:
            theta *= weight
            theta += c
        c, slope = activation(c, left[layer][:, None], right[layer][None, :])
        theta *= slope
        if layer + 1 in depths:
            yield c, c + theta


def whole(x, activation, depths, weight, bias):
    q = variances(x, activation, max(depths), weight, bias)
    c = x @ x.T
    c /= x.shape[1]
    results = []
    for nngp, ntk in recursion(c, q, q, activation, depths, weight, bias):
        results += [nngp.copy() if len(depths) > 1 else nngp, ntk]
    return results


def blocked(x, activation, depths, weight, bias):
    n = x.shape[0]
    rows = max(8, 32768 // n)
    q = variances(x, activation, max(depths), weight, bias)
    gram = x @ x.T
    gram /= x.shape[1]
    results = [np.empty((n, n)) for _ in range(2 * len(depths))]
    for start in range(0, n, rows):
        end = min(start + rows, n)
        left = [v[start:end] for v in q]
        right = [v[:end] for v in q]
        c = gram[start:end, :end].copy()
        pairs = recursion(c, left, right, activation, depths, weight, bias)
        for k, block in enumerate(matrix for pair in pairs for matrix in pair):
            results[k][start:end, :end] = block
            results[k][:start, start:end] = block[:, :start].T
    return results


PROGRAMS = {"whole": whole, "blocked": blocked}
