import sys

from lattice.scripts.simulate import main

sys.exit(main([]))
