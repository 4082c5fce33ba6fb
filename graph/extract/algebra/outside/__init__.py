"""Stage 4, core: data outside the catalog: files, stages, URLs and other servers, and what reads or fills them."""
