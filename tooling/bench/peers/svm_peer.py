"""scikit-learn's SVC on the precomputed kernels of one UCI set, for every C one after the other.

usage: svm_peer.py <folder with the sets> <set> <depth:fixed> ...

Prints one JSON object per kernel: {"kernel", "seconds", "labels"}; labels on the validation rows, one list per C.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.svm import SVC
from uci_reference import PENALTIES, kernels, splits

folder, name, *wanted = sys.argv[1:]
base = Path(folder)
rows = np.loadtxt(base / name / f"{name}_R.dat", skiprows=1, ndmin=2)
x, labels = rows[:, 1:-1], rows[:, -1].astype(int)
((train, validation),) = splits(base / name / "conxuntos.dat")
for depth, fixed, kernel in kernels(x):
    if f"{depth}:{fixed}" not in wanted:
        continue
    inner, cross = kernel[np.ix_(train, train)], kernel[np.ix_(validation, train)]
    start = time.process_time()
    machines = [SVC(kernel="precomputed", C=c, cache_size=500).fit(inner, labels[train]) for c in PENALTIES]
    seconds = time.process_time() - start
    found = [machine.predict(cross).tolist() for machine in machines]
    print(json.dumps({"kernel": f"{depth}:{fixed}", "seconds": seconds, "labels": found}), flush=True)
