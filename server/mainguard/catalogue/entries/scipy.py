"""SciPy's ``workers=``.  File and line of scipy 1.17.1."""

from mainguard.catalogue.api import AllOf, Api, Effect, Equals, IsCallable, Not, StartMethod, Starts

_STARTS = Starts(
    when=AllOf((Not(Equals("workers", (1,), default=1)), Not(IsCallable("workers")))),
    method=StartMethod.FORKSERVER_OR_SPAWN,
    unless_chosen=True,
    effect=Effect.STALL,
)
_FUNCTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "scipy.optimize.differential_evolution": (
        (
            *("func", "bounds", "args", "strategy", "maxiter", "popsize", "tol", "mutation", "recombination", "rng"),
            *("callback", "disp", "polish", "init", "atol", "updating", "workers"),
        ),
        ("api_scipy_differential_evolution_workers",),
        "optimize/_differentialevolution.py:856",
    ),
    "scipy.optimize.brute": (
        ("func", "ranges", "args", "Ns", "full_output", "finish", "disp", "workers"),
        ("api_scipy_brute_workers",),
        "optimize/_optimize.py:3872",
    ),
    "scipy.optimize.shgo": (
        ("func", "bounds", "args", "constraints", "n", "iters", "callback", "minimizer_kwargs", "options"),
        (),
        "optimize/_shgo_lib/_vertex.py:289",
    ),
    "scipy.integrate.quad_vec": (
        ("f", "a", "b", "epsabs", "epsrel", "norm", "cache_size", "limit", "workers"),
        (),
        "integrate/_quad_vec.py:378",
    ),
    "scipy.integrate.cubature": (("f", "a", "b"), (), "integrate/_cubature.py:415"),
    "scipy.stats.multiscale_graphcorr": (
        ("x", "y", "compute_distance", "reps", "workers"),
        (),
        "stats/_mgc.py:82",
    ),
}

ENTRIES = tuple(
    Api(
        name=name,
        parameters=parameters,
        starts=_STARTS,
        checked=f"scipy 1.17.1: _lib/_util.py:630-661, {line}",
        cases=cases,
    )
    for name, (parameters, cases, line) in _FUNCTIONS.items()
)
