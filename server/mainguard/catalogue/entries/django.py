"""Django's development server, whose reloader runs the command line again.  File and line of django 5.2.19."""

from mainguard.catalogue.api import AllOf, Api, Effect, HasOption, Not, Reenters, Starts

ENTRIES = (
    Api(
        name="django.core.management.execute_from_command_line",
        parameters=("argv",),
        starts=Starts(
            when=AllOf((HasOption("argv", "runserver"), Not(HasOption("argv", "--noreload")))),
            effect=Effect.TWICE,
            reenters=Reenters.COMMAND,
        ),
        checked="django 5.2.19 on CPython 3.11: core/management/__init__.py:439, utils/autoreload.py:269-273",
        cases=("django_runserver", "django_runserver_noreload"),
    ),
)
