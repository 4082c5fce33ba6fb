"""Facts to edges: the linker and its catalog. Pure."""
