from .mapping import map_all as map_all
