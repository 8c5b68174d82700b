"""Regression on many rows by scikit-learn: Nystroem with Ridge, and kernel ridge regression on some rows.

usage: scale_peer.py <folder with data.csv.gz and test_mask.csv.gz> <training rows, 0 for all> <landmarks> <subset>

The Gaussian kernel's width and the ridge are chosen on a tenth of 1500 training rows. Prints one JSON object
{"nystroem": {"seconds", "mse"}, "subset": {"seconds", "mse"}, "name"}.
"""

import gzip
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.kernel_approximation import Nystroem
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge

folder, limit, landmarks, subset = sys.argv[1], *map(int, sys.argv[2:5])
data = np.loadtxt(gzip.open(f"{folder}/data.csv.gz"), delimiter=",")
mask = np.loadtxt(gzip.open(f"{folder}/test_mask.csv.gz"), delimiter=",")[:, 0].astype(bool)
train, test = data[~mask], data[mask]
rng = np.random.default_rng(0)
train = train[rng.permutation(len(train))][: limit or None]
mean, sd = train.mean(0), train.std(0)
sd[sd == 0] = 1
(x, y), (u, v) = ((d[:, :-1], d[:, -1]) for d in ((train - mean) / sd, (test - mean) / sd))


def mse(predicted):
    return float(np.mean((predicted - v) ** 2) * sd[-1] ** 2)


def choose():
    n = min(1500, len(x))
    cut, best = int(0.9 * n), (np.inf, 0, 0)
    for gamma in (g / x.shape[1] for g in (0.3, 1, 3)):
        for alpha in (1e-3, 1e-2, 1e-1):
            fit = KernelRidge(kernel="rbf", gamma=gamma, alpha=alpha).fit(x[:cut], y[:cut])
            best = min(best, (np.mean((fit.predict(x[cut:n]) - y[cut:n]) ** 2), gamma, alpha))
    return best[1:]


def timed(fit, predict):
    start = time.perf_counter()
    fit()
    return {"seconds": time.perf_counter() - start, "mse": mse(predict())}


gamma, alpha = choose()
features = Nystroem(gamma=gamma, n_components=landmarks, random_state=0)
ridge = Ridge(alpha=alpha)
exact = KernelRidge(kernel="rbf", gamma=gamma, alpha=alpha)
print(
    json.dumps(
        {
            "nystroem": timed(
                lambda: ridge.fit(features.fit_transform(x), y),
                lambda: ridge.predict(features.transform(u)),
            ),
            "subset": timed(lambda: exact.fit(x[:subset], y[:subset]), lambda: exact.predict(u)),
            "name": f"scikit-learn {sklearn.__version__}, gamma {gamma:.3g}, ridge {alpha:g}",
        }
    )
)
