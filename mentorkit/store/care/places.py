"""Folders in which a database is not safe: on another machine's disk, or copied elsewhere behind its back."""

from pathlib import Path
from typing import Final

_BY_NAME: Final = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud": "iCloud",
    "icloud drive": "iCloud",
    "icloud~": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
}
"""How the names of folders begin that a program keeps the same on several machines."""

_BY_MARKER: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
}
"""What those programs leave in the topmost folder of theirs."""

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "davfs", "fuse.sshfs",
     "fuse.rclone", "fuse.davfs", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.s3fs", "lustre", "beegfs"}
)  # fmt: skip

_MOUNTS: Final = Path("/proc/mounts")


def warning(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Return what is unsafe about the place of a folder, "" where nothing is known to be."""
    real = folder.resolve()
    if program := _synchronised(real):
        return f"{folder} is kept the same elsewhere by {program}, which can damage an open store, and shows it to others."
    if kind := _network(real, mounts):
        return f"{folder} is on another machine's disk ({kind}), where the locks that a store needs are not sure."
    return ""


def _synchronised(folder: Path) -> str:
    for above in (folder, *folder.parents):
        name = above.name.casefold()
        for beginning, program in _BY_NAME.items():
            if name.startswith(beginning):
                return program
        for marker, program in _BY_MARKER.items():
            if (
                above != Path.home() and (above / marker).exists()
            ):  # ~/.dropbox is there wherever Dropbox runs
                return program
    return ""


def _network(folder: Path, mounts: Path) -> str:
    """The kind of the disk that the folder is on, where it is another machine's, by what Linux says is mounted."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:  # not Linux
        return ""
    found, depth = "", -1
    for line in lines:
        _, place, kind, *_ = line.split(" ")
        at = Path(place.replace("\\040", " "))
        if folder.is_relative_to(at) and len(at.parts) >= depth:
            found, depth = kind, len(at.parts)
    return found if found in _NETWORK else ""
