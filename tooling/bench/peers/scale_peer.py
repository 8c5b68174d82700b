"""Regression on many rows by scikit-learn: Nystroem with Ridge on all, kernel ridge or support vectors on some.

usage: scale_peer.py <nystroem, exact or vectors> <folder with data.csv.gz and test_mask.csv.gz>
    <training rows, 0 for all> <landmarks> <subset> <rows to choose on>

Widths, ridges and C are chosen on the rows that follow those that are chosen on, a fifth as many. Prints one JSON
object {"seconds", "mse", "ownRmse"?, "name"}.
"""

import gzip
import itertools
import json
import os
import sys
import time

import numpy as np
import sklearn
from sklearn.kernel_approximation import Nystroem
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVR

OWN_UNITS = {"protein": lambda value: np.expm1(value + 1.8912)}

program, folder = sys.argv[1:3]
limit, landmarks, subset, choosing = map(int, sys.argv[3:7])
data = np.loadtxt(gzip.open(f"{folder}/data.csv.gz"), delimiter=",")
mask = np.loadtxt(gzip.open(f"{folder}/test_mask.csv.gz"), delimiter=",")[:, 0].astype(bool)
train, test = data[~mask], data[mask]
rng = np.random.default_rng(0)
train = train[rng.permutation(len(train))][: limit or None]
mean, sd = train.mean(0), train.std(0)
sd[sd == 0] = 1
(x, y), (u, v) = ((d[:, :-1], d[:, -1]) for d in ((train - mean) / sd, (test - mean) / sd))
own = OWN_UNITS.get(os.path.basename(folder.rstrip("/")))


def choose(make, grid, rows):
    """The settings of a grid that are best on the rows after the first, a fifth as many."""
    rows = min(rows, 5 * len(x) // 6)
    held = slice(rows, -(-6 * rows // 5))
    best = (np.inf,)
    for values in itertools.product(*grid.values()):
        settings = dict(zip(grid, values))
        fit = make(rows, **settings).fit(x[:rows], y[:rows])
        best = min(best, (np.mean((fit.predict(x[held]) - y[held]) ** 2), *values))
    return dict(zip(grid, best[1:]))


def measure(title, make, grid, rows, chosen_on):
    settings = choose(make, grid, chosen_on)
    model = make(rows, **settings)
    start = time.perf_counter()
    model.fit(x[:rows], y[:rows])
    seconds = time.perf_counter() - start
    found, truth = mean[-1] + sd[-1] * model.predict(u), test[:, -1]
    shown = ", ".join(f"{name} {value:.3g}" for name, value in settings.items())
    result = {
        "seconds": seconds,
        "mse": float(np.mean((found - truth) ** 2)),
        "name": f"{title}, scikit-learn {sklearn.__version__}, {shown}",
    }
    if own is not None:
        result["ownRmse"] = float(np.sqrt(np.mean((own(found) - own(truth)) ** 2)))
    return result


def nystroem(rows, gamma, ridge):
    count = landmarks if rows == len(x) else min(rows, max(100, rows // 10))
    return make_pipeline(Nystroem(gamma=gamma, n_components=count, random_state=0), Ridge(alpha=ridge))


gammas = [g / x.shape[1] for g in (0.3, 1, 3, 9)]
ridges = [1e-3, 1e-2, 1e-1, 1]
some = min(subset, len(x))
programs = {
    "nystroem": lambda: measure(
        "Nystroem and Ridge", nystroem, {"gamma": gammas, "ridge": ridges}, len(x), choosing
    ),
    "exact": lambda: measure(
        f"KernelRidge on {some} rows",
        lambda _, gamma, ridge: KernelRidge(kernel="rbf", gamma=gamma, alpha=ridge),
        {"gamma": gammas, "ridge": ridges},
        some,
        some // 2,
    ),
    "vectors": lambda: measure(
        f"SVR on {some} rows",
        lambda _, gamma, C: SVR(gamma=gamma, C=C, epsilon=0.1, cache_size=1000),
        {"gamma": gammas, "C": [1, 10]},
        some,
        some // 2,
    ),
}
print(json.dumps(programs[program]()))
