from dataclasses import dataclass


@dataclass
class Settings:
    temperature: float
    size: int = 4


from . import report  # noqa: E402 -- it needs Settings
from .engine import map_all  # noqa: E402


def energy(settings):
    return settings.size**2 * settings.temperature


def run(settings, processes=2):
    energies = map_all(energy, settings, processes)
    return [*energies, report.summary(energies)]
