"""Stage 4, shell: imported by the fork server alone, last of its modules: what every worker inherits from it.

The one module that acts on import, for that is the only moment the fork server gives us.
"""

import gc
import multiprocessing.spawn
import os

SERVER_PID = os.getpid()
"""The fork server: the process a worker must still be a child of."""


def _skip_main(_: str) -> None:
    """The work never lives in `__main__`; without this each worker would run the daemon's script again (0.3 s and
    the database driver)."""


for _name in ("_fixup_main_from_path", "_fixup_main_from_name"):
    setattr(multiprocessing.spawn, _name, _skip_main)
# The parser's objects live as long as the worker: out of the collector's sight, and their pages stay shared.
gc.collect()
gc.freeze()
