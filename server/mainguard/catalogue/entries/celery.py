"""Celery.  File and line of celery 5.7.0."""

from mainguard.catalogue.api import Api, Instance

ENTRIES = (
    Api(
        name="celery.Celery",
        aliases=("celery.app.base.Celery", "celery.app.Celery"),
        parameters=("main", "loader", "backend"),
        returns=Instance("celery.Celery"),
        checked="celery 5.7.0: app/base.py, the constructor starts nothing",
    ),
    Api(
        name="celery.Celery.worker_main",
        parameters=("argv",),
        checked="celery 5.7.0: concurrency/prefork.py:165-175",
        cases=("api_celery_worker_main",),
        harmless="its workers are forked, unless worker_pool_start_method says otherwise",
    ),
)
