//! Puts the tree where an operator wants it: a directory for the card, `/run/respite/sim`.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use fuser::{BackgroundSession, Config, MountOption, Session, SessionACL};
use rustix::io::Errno;
use rustix::mount::{unmount, UnmountFlags};

use super::files::Files;
use super::source::Source;

/// A tree that is mounted. Dropping it takes it away.
pub struct Mount {
    point: PathBuf,
    _session: BackgroundSession,
}

/// Why a tree is not mounted.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", point.display())]
pub struct MountError {
    point: PathBuf,
    source: io::Error,
}

impl Mount {
    /// Mounts the tree of a card. What a killed gateway has left there is replaced, what another one serves is not.
    pub fn new(directory: &Path, card: &str, source: Source) -> Result<Mount, MountError> {
        let point = directory.join(card);
        let mounted = prepare(&point).and_then(|()| serve(&point, source));
        match mounted {
            Ok(session) => Ok(Mount { point, _session: session }),
            Err(source) => Err(MountError { point, source }),
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Who has a file open keeps it; nobody is waited for. Who is not root fails here, and the session asks fusermount3.
        // The directory stays: to remove it would unmount what is mounted there in other namespaces (rmdir(2)).
        let _ = unmount(&self.point, UnmountFlags::DETACH);
    }
}

/// Makes the directory, and frees it of file systems whose gateway is gone.
fn prepare(point: &Path) -> io::Result<()> {
    for _ in 0..MOST_STALE {
        match fs::metadata(point) {
            Ok(found) if is_mounted(point, &found)? => {
                return Err(io::Error::new(io::ErrorKind::AddrInUse, "something else is mounted there"));
            }
            Ok(_) => return Ok(()),
            Err(error) if error.raw_os_error() == Some(Errno::NOTCONN.raw_os_error()) => {
                unmount(point, UnmountFlags::DETACH)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                DirBuilder::new().recursive(true).mode(0o755).create(point)?;
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("what is mounted there cannot be taken away"))
}

fn is_mounted(point: &Path, found: &fs::Metadata) -> io::Result<bool> {
    let parent = point.parent().unwrap_or(Path::new("/"));
    Ok(fs::metadata(parent)?.dev() != found.dev())
}

fn serve(point: &Path, source: Source) -> io::Result<BackgroundSession> {
    let mut config = Config::default();
    // The kernel lets whoever may enter the directory read.
    config.acl = SessionACL::All;
    config.mount_options = vec![
        MountOption::RO,
        MountOption::NoDev,
        MountOption::NoSuid,
        MountOption::NoExec,
        MountOption::NoAtime,
        MountOption::DefaultPermissions,
        MountOption::FSName("respite".into()),
        MountOption::Subtype("respite".into()),
    ];
    let owner = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    Session::new(Files::new(source, owner), point, &config)?.spawn()
}

/// File systems that lie on top of one another.
const MOST_STALE: usize = 8;
