"""Which settings, modules and environment a file is checked with on the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mainguard.engine.settings import Settings
from mainguard.names.installed import stamps
from mainguard.names.resolver import JediResolver
from mainguard.project.configuration import Configuration, find_configuration, find_marked_root
from mainguard.project.environment import Environment, find_environment
from mainguard.project.modules import ProjectModules
from mainguard.project.paths import absolute
from mainguard.replay.import_records import ImportRecords

_TEXTS_KEPT = 8
"""Of files that are checked, each once."""
_CHARACTERS_KEPT = 6_000_000
"""Of what they import, which takes some twenty times the memory once it is parsed."""


@dataclass(frozen=True)
class Project:
    """What the files of one folder are checked with."""

    settings: Settings
    modules: ProjectModules
    resolver: JediResolver | None
    """``None`` without an environment: then the import name decides."""
    context: str = ""
    """All that what is found depends on, besides the texts of files, in one word."""
    records: ImportRecords = field(default_factory=ImportRecords)
    """What the checks of its files found out about imports."""
    python: Path | None = None
    """The interpreter that runs the code, for the one command that runs any; ``None`` when there is no environment."""

    @property
    def has_unanswered(self) -> bool:
        """Whether a name was not looked up that could have been: the next run may know more."""
        return self.resolver is not None and self.resolver.has_unanswered


class Projects:
    """The project of each folder, found when it is first asked for."""

    def __init__(
        self,
        override: Callable[[Settings], Settings],
        environ: Mapping[str, str],
        configuration: Configuration | None = None,
    ) -> None:
        """``override`` puts the options of the command line over the settings of a file.

        ``environ`` are the environment variables; ``configuration`` stands in for every configuration file.
        """
        self._override = override
        self._environ = environ
        self._configuration = configuration
        self._current = Path.cwd()
        self._by_folder: dict[Path, Project] = {}
        self._configurations: dict[Path, Configuration] = {}
        self._modules: dict[tuple[tuple[Path, ...], Environment | None], ProjectModules] = {}
        self._resolvers: dict[tuple[Path, Environment], JediResolver] = {}
        self._records: dict[str, ImportRecords] = {}

    def of(self, file: Path) -> Project:
        """The project of ``file``.  Raises ``SettingsError``."""
        folder = absolute(file).parent
        if folder not in self._by_folder:
            self._by_folder[folder] = self._find(folder)
        return self._by_folder[folder]

    def configuration_of(self, folder: Path) -> Configuration:
        """The settings of the files in ``folder``, options included.  Raises ``SettingsError``."""
        if folder not in self._configurations:
            configuration = self._configuration or find_configuration(folder)
            settings = self._override(configuration.settings)
            self._configurations[folder] = replace(configuration, settings=settings)
        return self._configurations[folder]

    @property
    def all(self) -> Iterable[Project]:
        """Those that were asked for."""
        return self._by_folder.values()

    def close(self) -> None:
        """End the processes that looked names up."""
        for resolver in self._resolvers.values():
            resolver.close()

    def _find(self, folder: Path) -> Project:
        configuration = self.configuration_of(folder)
        marked = find_marked_root(folder)
        is_below = folder.is_relative_to(self._current)
        # A script's own folder is searched anyway; without it, many folders are checked with the same modules.
        has_more = marked is None and (folder / "src").is_dir()
        root = marked or (self._current if is_below and not has_more else folder)
        outermost = self._current if is_below else root
        # Without a configuration file its root is the folder itself; the project's says more.
        roots = tuple(dict.fromkeys((root, outermost)))
        settings_root = configuration.root if configuration.file else root
        candidates = (
            find_environment(configuration.settings, at, self._environ) for at in dict.fromkeys((settings_root, *roots))
        )
        environment = next((found for found in candidates if found is not None), None)
        context = _context(configuration.settings, roots, environment)
        return Project(
            configuration.settings,
            self._modules_below(roots, environment),
            # What lies in the root itself is read, as the project is.
            self._resolver(outermost, environment) if environment and environment.site_packages != (root,) else None,
            context,
            self._records.setdefault(context, ImportRecords()),
            _interpreter(configuration.settings, settings_root, environment),
        )

    def _modules_below(self, roots: tuple[Path, ...], environment: Environment | None) -> ProjectModules:
        key = (roots, environment)
        if key not in self._modules:
            installed = (environment.has,) if environment else ()
            site_packages = environment.site_packages if environment else ()
            modules = ProjectModules(
                roots,
                lambda _: None,
                *installed,
                site_packages=site_packages,
                texts_kept=_TEXTS_KEPT,
                characters_kept=_CHARACTERS_KEPT,
            )
            # A command takes the folders for what they were when it came to them.
            modules.look_again()
            self._modules[key] = modules
        return self._modules[key]

    def _resolver(self, root: Path, environment: Environment) -> JediResolver:
        key = (root, environment)
        if key not in self._resolvers:
            self._resolvers[key] = JediResolver(environment.site_packages, root)
        return self._resolvers[key]


def _context(settings: Settings, roots: tuple[Path, ...], environment: Environment | None) -> str:
    packages = environment.site_packages if environment else ()
    parts = (replace(settings, exclude=(), cache_dir=None), roots, environment, stamps(packages))
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _interpreter(settings: Settings, root: Path, environment: Environment | None) -> Path | None:
    """The interpreter that the settings name, if it is one rather than a folder, else the environment's."""
    if settings.python is not None:
        named = absolute(root / Path(settings.python).expanduser())
        if named.is_file():
            return named
    return environment.python if environment else None
