"""Which settings, modules and environment a document is checked with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mainguard.engine.settings import Settings, SettingsError
from mainguard.lsp.settings import SettingsSources
from mainguard.lsp.snapshot import Project
from mainguard.names.resolver import JediResolver
from mainguard.project.configuration import Configuration, find_root
from mainguard.project.environment import Environment, find_environment
from mainguard.project.modules import ProjectModules
from mainguard.project.user_cache import user_cache_folder
from mainguard.replay.reuse import Replays
from mainguard.text.source import Source


class Projects:
    """The project of each folder with open documents, found when it is first asked for.

    After ``forget`` it is found anew, with the modules and names that were read already.
    """

    workspace_folders: Sequence[Path] = ()

    def __init__(
        self, settings: SettingsSources, overlay: Callable[[str], Source | None], environ: Mapping[str, str]
    ) -> None:
        """``overlay`` gives the text that is open under an absolute path, ``environ`` are the environment variables."""
        self._settings = settings
        self._overlay = overlay
        self._environ = environ
        self._by_folder: dict[Path, Project] = {}
        self._modules: dict[tuple[tuple[Path, ...], Environment | None], ProjectModules] = {}
        self._resolvers: dict[tuple[Path, Environment], JediResolver] = {}

    def of(self, folder: Path) -> Project:
        """The project of the documents in ``folder``."""
        if folder not in self._by_folder:
            self._by_folder[folder] = self._find(folder)
        return self._by_folder[folder]

    def configuration_of(self, folder: Path) -> Configuration:
        """The settings of the files in ``folder`` and where they come from."""
        return self._settings.of(folder, self.workspace_folder_of(folder))

    def forget(self) -> None:
        """Settings, workspace folders or environments have changed."""
        self._by_folder.clear()

    def refresh_environments(self) -> bool:
        """Whether packages came or went since names were looked up; those names are forgotten then."""
        # Called from another thread: projects may be found meanwhile.
        refreshed = [resolver.refresh() for resolver in tuple(self._resolvers.values())]
        return any(refreshed)

    def _find(self, folder: Path) -> Project:
        workspace_folder = self.workspace_folder_of(folder)
        configuration = self._settings.of(folder, workspace_folder)
        root = find_root(folder)
        outermost = workspace_folder or root
        # Without a configuration file its root is the folder itself; the project's says more.
        settings_root = configuration.root if configuration.file else root
        environment = self._environment(configuration.settings, dict.fromkeys((settings_root, root, outermost)))
        return Project(
            settings=configuration.settings,
            root=configuration.root,
            settings_file=configuration.file,
            environment=environment,
            modules=self._modules_below(tuple(dict.fromkeys((root, outermost))), environment),
            resolver=self._resolver(outermost, environment) if environment else None,
            replays=Replays(),
        )

    def workspace_folder_of(self, folder: Path) -> Path | None:
        """The innermost of the client's folders that ``folder`` is or lies in."""
        around = [outer for outer in self.workspace_folders if folder.is_relative_to(outer)]
        return max(around, key=lambda outer: len(outer.parts), default=None)

    def _environment(self, settings: Settings, roots: Collection[Path]) -> Environment | None:
        """The environment in the first of ``roots`` that has one.

        An interpreter that was set and is in none of them is complained about, and passed over.
        """
        tried = [self._find_environment(settings, root) for root in roots]
        found = next((environment for environment, _ in tried if environment is not None), None)
        problem = next((problem for _, problem in tried if problem is not None), None)
        self._settings.report(("python", settings.python), problem if found is None else None)
        if found is None and settings.python is not None:
            return self._environment(replace(settings, python=None), roots)
        return found

    def _find_environment(self, settings: Settings, root: Path) -> tuple[Environment | None, str | None]:
        """The environment, and why the setting led nowhere."""
        try:
            return find_environment(settings, root, self._environ), None
        except SettingsError as error:
            return None, str(error)

    def _modules_below(self, roots: tuple[Path, ...], environment: Environment | None) -> ProjectModules:
        key = (roots, environment)
        if key not in self._modules:
            installed = (environment.has,) if environment else ()
            site_packages = environment.site_packages if environment else ()
            self._modules[key] = ProjectModules(roots, self._overlay, *installed, site_packages=site_packages)
        return self._modules[key]

    def _resolver(self, root: Path, environment: Environment) -> JediResolver:
        key = (root, environment)
        if key not in self._resolvers:
            cache = user_cache_folder(self._environ)
            self._resolvers[key] = JediResolver(environment.site_packages, root, cache_folder=cache and cache / "names")
        return self._resolvers[key]
