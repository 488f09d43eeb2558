"""tsfresh.  File and line of tsfresh 0.21.2, which was read, not run."""

from mainguard.catalogue.api import AllOf, Api, Effect, Equals, Given, Not, Starts

ENTRIES = (
    Api(
        name="tsfresh.extract_features",
        aliases=("tsfresh.feature_extraction.extraction.extract_features",),
        parameters=(
            *("timeseries_container", "default_fc_parameters", "kind_to_fc_parameters", "column_id", "column_sort"),
            *("column_kind", "column_value", "chunksize", "n_jobs"),
        ),
        starts=Starts(
            when=AllOf((Not(Equals("n_jobs", (0, 1))), Not(Given("distributor")))),
            effect=Effect.STALL,
        ),
        checked="read: tsfresh 0.21.2, feature_extraction/extraction.py:258-275",
    ),
)
