"""scikit-learn's own ``Parallel``, which is joblib's.  File and line of scikit-learn 1.7."""

from mainguard.catalogue.api import Api, Instance

ENTRIES = (
    Api(
        name="sklearn.utils.parallel.Parallel",
        returns=Instance("sklearn.utils.parallel.Parallel"),
        bases=("joblib.Parallel",),
        checked="read: scikit-learn 1.7, utils/parallel.py, class Parallel(joblib.Parallel)",
    ),
)
