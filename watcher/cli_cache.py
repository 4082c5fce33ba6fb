"""The door: `--cache-stats` and `--clear-cache`."""

import sqlite3
from dataclasses import asdict, replace

from cache.parse_cache import open_parse_cache
from cache.parse_cache_schema import CacheStats, read_stats
from watcher.control import NoDaemon, ask
from watcher.door import DONE, USAGE, Door, Stop
from watcher.settings import Settings


async def show(door: Door) -> int:
    """The parse cache's figures, without a touch on the file; beside a daemon those that it has written down."""
    settings = door.settings()
    stats = await _stats(settings)
    values = {**asdict(stats), "hit_rate": round(stats.hit_rate, 4)}
    rows = [
        ("path", str(settings.cache_path)),
        ("enabled", "yes" if settings.cache.enabled else "no"),
        ("entries", f"{stats.entries:,} ({stats.live:,} of live files)"),
        ("size", f"{stats.bytes / 1e6:,.1f} MB"),
        ("hits", f"{stats.hits:,}"),
        ("misses", f"{stats.misses:,}"),
        ("hit rate", f"{stats.hit_rate:.1%}"),
        ("evictions", f"{stats.evictions:,}"),
        ("time saved", f"{stats.saved_seconds:,.1f} s"),
    ]
    door.answer(values, "\n".join(f"{name:<12}{value}" for name, value in rows))
    return DONE


async def _stats(settings: Settings) -> CacheStats:
    if not settings.cache.enabled:
        return CacheStats(enabled=False)
    try:
        return replace(await read_stats(settings.cache_path), enabled=True)
    except sqlite3.Error as error:
        raise Stop(
            USAGE, f"{settings.cache_path} is no usable parse cache ({error}); `lineaged --clear-cache` makes it anew"
        ) from None


async def clear(door: Door) -> int:
    """Empty the cache. What was written, the catalog and the dead letters are elsewhere and stay."""
    settings = door.settings()
    try:
        removed = ask(settings.state_dir, "clear_cache")["removed"]
    except NoDaemon:
        async with open_parse_cache(settings.cache_path if settings.cache_path.exists() else None) as cache:
            removed = await cache.clear()
    door.answer({"removed": removed}, f"{removed} entries removed")
    return DONE
