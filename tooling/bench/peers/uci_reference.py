"""The UCI experiment of Arora et al. 2020 with scikit-learn's SVC on a NumPy NTK.

usage: uci_reference.py <folder with the sets> <processes> <set> ...

Prints one JSON line per set: {"set", "accuracy" (percent), "depth", "fixed", "C", "seconds"}.
"""

import json
import sys
import time
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from sklearn.svm import SVC

DEPTHS = range(1, 6)
PENALTIES = [10.0**k for k in range(-2, 5)]


def kernels(x):
    """NTK for every (depth, fixed layers): no biases, x.x' not divided, the first layers not trained."""
    layers, slopes = [x @ x.T], []
    for _ in range(max(DEPTHS) - 1):
        c = layers[-1]
        norm = np.sqrt(np.outer(np.diag(c), np.diag(c)))
        cosine = np.clip(c / np.where(norm > 0, norm, 1), -1, 1)
        rest = np.pi - np.arccos(cosine)
        layers.append(norm * (np.sqrt(1 - cosine**2) + cosine * rest) / (2 * np.pi))
        slopes.append(rest / (2 * np.pi))
    for depth in DEPTHS:
        for fixed in range(depth):
            total = np.zeros_like(layers[0])
            for layer in range(fixed, depth):
                total += layers[layer] * np.prod([np.ones_like(total), *slopes[layer : depth - 1]], axis=0)
            yield depth, fixed, total


def accuracy(kernel, labels, train, test, penalty):
    machine = SVC(kernel="precomputed", C=penalty, cache_size=500)
    machine.fit(kernel[np.ix_(train, train)], labels[train])
    return np.mean(machine.predict(kernel[np.ix_(test, train)]) == labels[test])


def splits(path):
    lines = [np.array(line.split(), dtype=int) for line in path.read_text().splitlines() if line.strip()]
    return list(zip(lines[::2], lines[1::2]))


def measure(task):
    folder, name = task
    start = time.perf_counter()
    rows = np.loadtxt(folder / name / f"{name}_R.dat", skiprows=1, ndmin=2)
    x, labels = rows[:, 1:-1], rows[:, -1].astype(int)
    ((train, validation),) = splits(folder / name / "conxuntos.dat")
    best, chosen = -1.0, None
    for depth, fixed, kernel in kernels(x):
        for penalty in PENALTIES:
            found = accuracy(kernel, labels, train, validation, penalty)
            if found > best:
                best, chosen = found, (depth, fixed, penalty, kernel)
    depth, fixed, penalty, kernel = chosen
    tests = splits(folder / name / "conxuntos_kfold.dat")
    mean = 100 * np.mean([accuracy(kernel, labels, *split, penalty) for split in tests])
    seconds = time.perf_counter() - start
    return {"set": name, "accuracy": mean, "depth": depth, "fixed": fixed, "C": penalty, "seconds": seconds}


if __name__ == "__main__":
    base, processes, *names = sys.argv[1:]
    with Pool(int(processes)) as pool:
        for result in pool.imap(measure, [(Path(base), name) for name in names]):
            print(json.dumps(result), flush=True)
