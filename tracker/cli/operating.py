"""`tracker doctor`, `backup`, `restore` and `prune`."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import click

from tracker import backup as backups
from tracker import doctor as doctors
from tracker import keeping
from tracker import prune as prunes
from tracker.cli import base
from tracker.place import Place

#: seconds that a backup waits for a run at work
PATIENCE = 3600


@click.command(epilog="Exit codes: 0; 1 if something is broken.")
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look whether everything is well; say what is broken and what to do.

    Looks at the declarations, the rights of files, the disk, the databases, the archive and its index, the last backup,
    the libraries, the last run, the sources; then asks three servers for their robots.txt, to see whether the network
    works and the clock is right. Reads the whole archive, and changes nothing. `note` is worth knowing, and no fault.

    \b
    Example:
      tracker doctor
    """
    place, found = ctx.obj, list(doctors.examine(ctx.obj, base.clock()))
    place.screen.table(("check", "state", "what", "to do"), [(x.check, x.state, x.text, x.advice) for x in found])
    ctx.exit(int(any(one.state is doctors.State.BROKEN for one in found)))


@click.command(
    epilog="Exit codes: 0; 1 if the disk is full; 2 if a database is damaged, or a run is at work for over an hour."
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def backup(place: Place, folder: Path) -> None:
    """Copy the state of the tracker to a new folder in DIR: the declarations, the archive, the ledger, the database.

    The site may be served meanwhile; a run at work is waited for, and none starts. The folder is named by the time and
    is a BagIt bag, with the SHA-256 of each file. Files that are as in the backup before are links to its copies, so
    that a daily backup takes little room; old ones may be deleted at any time.

    \b
    Example:
      tracker backup /mnt/backups/tracker
    """
    program = f"regulatory-news-tracker {metadata.version('regulatory-news-tracker')}"
    with base.at_work(place, "backup", patience=PATIENCE):
        made = backups.backup(place.root, folder, base.clock(), program)
    shared = f", {made.shared} of them as in the backup before" if made.shared else ""
    place.screen.say(f"{made.files} files, {keeping.spelt(made.size)}{shared}: {made.folder}")


@click.command(epilog="Exit codes: 0; 1 if the disk is full; 2 if the backup is damaged or would overwrite something.")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def restore(place: Place, folder: Path) -> None:
    """Bring back a backup, or the latest one in DIR, into a folder that has no state.

    Every file is checked against its SHA-256 first. A file that is there and is not as the backup has it is never
    overwritten. A restore that was killed goes on when it is called again.

    \b
    Examples:
      tracker restore /mnt/backups/tracker
      tracker --root /srv/new restore /mnt/backups/tracker/2026-11-28T05-17-00Z
    """
    with base.at_work(place, "restore"):
        made = backups.restore(folder, place.root)
    there = f", {made.shared} were there already" if made.shared else ""
    place.screen.say(f"{made.files} files, {keeping.spelt(made.size)}{there}, from {made.folder}")


@click.command(epilog="Exit codes: 0; 2 if a run is at work.")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@click.pass_obj
def prune(place: Place, dry_run: bool) -> None:
    """Delete what can be made anew or has served its time.

    Caches and indexes, copies of databases from before an upgrade, old logs, halves of files that a killed run left.
    Never anything that the record stands on. The next build is slow, since it reads all pages anew.

    \b
    Examples:
      tracker prune --dry-run
      tracker prune
    """
    with base.at_work(place, "prune"):
        found = list(prunes.spare(place.root, base.clock()))
        for one in found:
            place.screen.say(f"{one.name}: {keeping.spelt(one.size)}; {one.means}")
        stay = [] if dry_run else prunes.prune(place.root, found)
    for one in stay:
        place.screen.say(f"{one.name} is in use and stays")
    gone = [one for one in found if one not in stay]
    done = "would be" if dry_run else "were"
    place.screen.say(f"{len(gone)} files, {keeping.spelt(sum(one.size for one in gone))}, {done} deleted")
