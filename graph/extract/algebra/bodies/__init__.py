"""Stage 4, core: bodies of routines and blocks of control flow, language by language, as statements like any others."""
