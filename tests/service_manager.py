"""A systemd of our own for tests, in name spaces of its own, with lineaged installed as docs/install.md says.

It sees the machine's files through an overlay: whatever it writes is gone with it, and no unit of the machine's own is
started but what sysinit.target needs. Needs root, systemd, overlayfs and cgroup2; `NoManager` says what is missing.
"""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[1]
SYSTEMD = Path("/lib/systemd/systemd")
STATE = "/var/lib/lineaged"
FILES = "/srv/sql"
UNIT = "lineaged.service"
_START_S = 60.0
_CALL_S = 90.0

# $1: a folder of its own, $2: the interpreter's packages, $3: this tree, $4: what its first process does.
_BOOT = r"""
set -eu
work=$1 packages=$2 tree=$3
mount --make-rprivate /
mount -t tmpfs tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root" "$work/groups"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
mount -t cgroup2 cgroup2 "$work/groups"
group="$work/groups/lineaged-test-$$"
mkdir "$group"
cd "$work/root"
mkdir -p opt/lineaged srv/sql opt/lineaged/packages opt/lineaged/tree
mount --bind "$packages" opt/lineaged/packages
mount --bind "$tree" opt/lineaged/tree
sh -c 'echo $$ > "$1/cgroup.procs"; exec setpriv --pdeathsig KILL \
    unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child sh -eu -c "$2" boot' sh "$group" "$4" || true
for _ in 1 2 3 4 5 6 7 8 9; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
    sleep 0.1  # what was killed leaves its group a moment later
done
"""
_INIT = r"""
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs dev
for name in null zero full random urandom tty; do touch dev/$name; mount --bind /dev/$name dev/$name; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
rm -rf etc/systemd/system etc/machine-id var/log/journal
mkdir -p etc/systemd/system
echo 0123456789abcdef0123456789abcdef > etc/machine-id
: > etc/fstab
for unit in systemd-sysctl.service systemd-modules-load.service systemd-remount-fs.service sys-kernel-debug.mount \
    sys-kernel-tracing.mount sys-kernel-config.mount dev-hugepages.mount systemd-tmpfiles-clean.timer; do
    ln -s /dev/null etc/systemd/system/$unit
done
ip link set lo up
mkdir old
pivot_root . old
umount -l /old
mount --make-rshared /  # credentials come to services this way
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=basic.target \
    --show-status=0 --log-target=journal </dev/null
"""
# The packages of the running interpreter stand in for what pip would fetch.
_COMMAND = """#!{python}
import sys
sys.path[:0] = ["/opt/lineaged/tree", "/opt/lineaged/packages"]
from watcher.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""


class NoManager(Exception):
    """No service manager can be had here; the text says why."""


class ServiceManager:
    """A context manager; it ends with everything that it started."""

    def __init__(self) -> None:
        self._work = Path(tempfile.mkdtemp(prefix="lineaged-systemd-"))
        self._log = self._work.with_suffix(".log")
        self._boot: subprocess.Popen[bytes] | None = None
        self._pid = 0

    def __enter__(self) -> Self:
        try:
            self._start()
            self._install()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Kill it. May be repeated."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._pid = 0
        if self._boot is not None:
            self._boot.wait(_START_S)
        shutil.rmtree(self._work, ignore_errors=True)
        self._log.unlink(missing_ok=True)

    # --- what is done in it ------------------------------------------------------------------------------------------

    def run(self, *command: str, code: int | None = 0, given: str = "") -> str:
        """Run a command in it as root; what it printed on both. Fails unless it ends with `code`, if that is given."""
        inside = [
            "nsenter",
            "-t",
            str(self._pid),
            "-m",
            "-p",
            "-u",
            "-i",
            "-n",
            "-C",
            "--",
            "sh",
            "-c",
            'cd /; exec "$@"',
            "sh",
        ]
        done = subprocess.run(
            [*inside, *command],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_CALL_S,
            cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
            check=False,
        )
        if code is not None and done.returncode != code:
            raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}\n{self.journal()}")
        return done.stdout

    def systemctl(self, *arguments: str, code: int | None = 0) -> str:
        return self.run("systemctl", *arguments, code=code)

    def lineaged(self, *arguments: str, code: int | None = 0) -> str:
        """Beside the service, as its user."""
        user = ["runuser", "-u", "lineaged", "--", "/opt/lineaged/bin/lineaged"]
        return self.run(*user, *arguments, "--state-dir", STATE, code=code)

    def show(self, name: str) -> str:
        """A property of the service, such as ActiveState."""
        return self.systemctl("show", UNIT, "--property", name, "--value").strip()

    def until(self, name: str, *values: str) -> str:
        """Wait for a property to have one of these values."""
        deadline = time.monotonic() + _CALL_S
        while (value := self.show(name)) not in values:
            assert time.monotonic() < deadline, f"{name} is {value!r}, not {values}\n{self.journal()}"
            time.sleep(0.05)
        return value

    def write(self, path: str, text: str) -> None:
        """A file in it, readable by all."""
        self.run("install", "-D", "-m", "0644", "/dev/stdin", path, given=text)

    def journal(self) -> str:
        """The last that the service said."""
        shown = ["journalctl", "--unit", UNIT, "--no-pager", "--lines", "40", "--output", "cat"]
        return self.run(*shown, code=None) if self._pid else ""

    # --- how it comes to be ------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if os.geteuid() != 0 or not SYSTEMD.exists():
            raise NoManager("it takes root and systemd")
        boot = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c", _BOOT, "boot"]
        arguments = [str(self._work), sysconfig.get_path("purelib"), str(ROOT), _INIT]
        with self._log.open("wb") as log:
            self._boot = subprocess.Popen([*boot, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_S
        while not (self._pid or self._find()) or self._state() not in ("running", "degraded"):
            if self._boot.poll() is not None or time.monotonic() > deadline:
                raise NoManager(f"systemd did not start: {self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)

    def _find(self) -> bool:
        """The manager's process as it is seen from here: the last of a row of only children."""
        assert self._boot is not None
        pid = self._boot.pid
        while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            pid = int(children[0])
            if Path(f"/proc/{pid}/comm").read_text().strip() == "systemd":
                self._pid = pid
                return True
        return False

    def _state(self) -> str:
        return self.systemctl("is-system-running", code=None).strip().split("\n")[-1]

    def _install(self) -> None:
        """docs/install.md, but for pip."""
        python = Path(sys.executable).resolve()
        for folder in python.parents:
            self.run("chmod", "o+x", str(folder))
        self.run("useradd", "--system", "--home-dir", STATE, "--shell", "/usr/sbin/nologin", "lineaged")
        self.write("/opt/lineaged/bin/lineaged", _COMMAND.format(python=python))
        self.run("chmod", "755", "/opt/lineaged/bin/lineaged", "/opt/lineaged", "/opt/lineaged/tree")
        for name in ("lineaged.env.example", "lineaged.example.yaml"):
            self.write(f"/etc/lineaged/{name.replace('.example', '')}", (ROOT / "systemd" / name).read_text())
        self.write(f"/etc/systemd/system/{UNIT}", (ROOT / "systemd" / UNIT).read_text())
        self.systemctl("daemon-reload")
