"""The door: `--cache-stats` and `--clear-cache`."""

from dataclasses import asdict

from cache.parse_cache import open_parse_cache
from watcher.control import NoDaemon, ask
from watcher.door import DONE, Door


async def show(door: Door) -> int:
    """The parse cache's figures; beside a daemon those that it has written down."""
    settings = door.settings()
    path = settings.cache_path if settings.cache.enabled else None
    if path is not None and not path.exists():
        path = None
    async with open_parse_cache(path, max_entries=settings.cache.max_entries) as cache:
        stats = await cache.stats()
    values = {**asdict(stats), "enabled": settings.cache.enabled, "hit_rate": round(stats.hit_rate, 4)}
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
