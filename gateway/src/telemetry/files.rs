//! The tree as a file system of FUSE.
//!
//! A value is read when its file is opened, and stays as it was for as long as that is open. Sizes and times are those that
//! sysfs gives: a page, and when it was made.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use fuser::{
    Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation, INodeNo, LockOwner, OpenFlags,
    ReplyAttr, ReplyData, ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyOpen, Request,
};

use super::source::Source;
use super::stats::Stats;
use super::tree::{Node, Tree};

/// The file system.
pub struct Files {
    source: Source,
    /// Who owns everything, and since when it is there.
    owner: (u32, u32),
    made: SystemTime,
    /// The tree of the latest snapshot.
    latest: Mutex<Option<(Arc<Stats>, Arc<Numbered>)>>,
    open: Mutex<Open>,
}

/// A tree whose paths have numbers.
struct Numbered {
    tree: Tree,
    paths: HashMap<INodeNo, String>,
}

/// What is open, by handle.
#[derive(Default)]
struct Open {
    last: u64,
    values: HashMap<u64, Arc<str>>,
    lists: HashMap<u64, Arc<[Listed]>>,
}

/// An entry of a directory.
type Listed = (INodeNo, FileType, String);

impl Files {
    pub fn new(source: Source, owner: (u32, u32)) -> Self {
        Files { source, owner, made: SystemTime::now(), latest: Mutex::default(), open: Mutex::default() }
    }

    /// The tree as it is now.
    fn now(&self) -> Result<Arc<Numbered>, Errno> {
        let stats = self.source.wait().ok_or(Errno::EIO)?;
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some((of, tree)) if Arc::ptr_eq(of, &stats) => Ok(tree.clone()),
            _ => {
                let tree = Arc::new(Numbered::new(Tree::new(&stats)));
                *latest = Some((stats, tree.clone()));
                Ok(tree)
            }
        }
    }

    fn attributes(&self, number: INodeNo, node: &Node) -> FileAttr {
        let (kind, perm, nlink, size) = match node {
            Node::Directory => (FileType::Directory, 0o555, 2, 0),
            Node::File(_) => (FileType::RegularFile, 0o444, 1, PAGE),
        };
        let (uid, gid) = self.owner;
        let (atime, mtime, ctime, crtime) = (self.made, self.made, self.made, self.made);
        let (blocks, rdev, flags, blksize) = (0, 0, 0, PAGE as u32);
        FileAttr {
            ino: number,
            size,
            blocks,
            atime,
            mtime,
            ctime,
            crtime,
            kind,
            perm,
            nlink,
            uid,
            gid,
            rdev,
            blksize,
            flags,
        }
    }

    fn find(&self, parent: INodeNo, name: &OsStr) -> Result<FileAttr, Errno> {
        let now = self.now()?;
        let directory = now.path(parent)?;
        let name = name.to_str().ok_or(Errno::ENOENT)?;
        let path = if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") };
        let node = now.tree.get(&path).ok_or(Errno::ENOENT)?;
        Ok(self.attributes(number(&path), node))
    }

    fn look(&self, at: INodeNo) -> Result<FileAttr, Errno> {
        // The root is always there, and asking for it must not wait for the gateway, which asks as well.
        if at == INodeNo::ROOT {
            return Ok(self.attributes(at, &Node::Directory));
        }
        let now = self.now()?;
        let node = now.tree.get(now.path(at)?).ok_or(Errno::ENOENT)?;
        Ok(self.attributes(at, node))
    }

    fn open_value(&self, at: INodeNo) -> Result<FileHandle, Errno> {
        let now = self.now()?;
        match now.tree.get(now.path(at)?) {
            Some(Node::File(text)) => {
                self.opened().add(|open, handle| drop(open.values.insert(handle, text.as_str().into())))
            }
            Some(Node::Directory) => Err(Errno::EISDIR),
            None => Err(Errno::ENOENT),
        }
    }

    fn open_list(&self, at: INodeNo) -> Result<FileHandle, Errno> {
        let now = self.now()?;
        let path = now.path(at)?;
        let up = path.rsplit_once('/').map_or("", |(up, _)| up);
        let mut list =
            vec![(at, FileType::Directory, ".".to_owned()), (number(up), FileType::Directory, "..".to_owned())];
        list.extend(now.tree.list(path).into_iter().map(|(name, node)| {
            let below = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            let kind = if node == Node::Directory { FileType::Directory } else { FileType::RegularFile };
            (number(&below), kind, name)
        }));
        self.opened().add(|open, handle| drop(open.lists.insert(handle, list.into())))
    }

    fn opened(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Numbered {
    fn new(tree: Tree) -> Self {
        let paths = tree.iter().map(|(path, _)| (number(path), path.to_owned())).collect();
        Numbered { tree, paths }
    }

    fn path(&self, at: INodeNo) -> Result<&str, Errno> {
        self.paths.get(&at).map(String::as_str).ok_or(Errno::ENOENT)
    }
}

impl Open {
    fn add(&mut self, keep: impl FnOnce(&mut Open, u64)) -> Result<FileHandle, Errno> {
        if self.values.len() + self.lists.len() >= MOST_OPEN {
            return Err(Errno::ENFILE);
        }
        self.last += 1;
        keep(self, self.last);
        Ok(FileHandle(self.last))
    }
}

impl Filesystem for Files {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        match self.find(parent, name) {
            Ok(attributes) => reply.entry(&FRESH, &attributes, Generation(0)),
            Err(error) => reply.error(error),
        }
    }

    fn getattr(&self, _: &Request, at: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.look(at) {
            Ok(attributes) => reply.attr(&FRESH, &attributes),
            Err(error) => reply.error(error),
        }
    }

    fn open(&self, _: &Request, at: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        match self.open_value(at) {
            // The text is shorter than the size, and the kernel must not keep it.
            Ok(handle) => reply.opened(handle, FopenFlags::FOPEN_DIRECT_IO),
            Err(error) => reply.error(error),
        }
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let text = self.opened().values.get(&handle.0).cloned();
        match text {
            Some(text) => reply.data(part(text.as_bytes(), offset, size)),
            None => reply.error(Errno::EBADF),
        }
    }

    fn release(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        _: OpenFlags,
        _: Option<LockOwner>,
        _: bool,
        reply: ReplyEmpty,
    ) {
        self.opened().values.remove(&handle.0);
        reply.ok();
    }

    fn opendir(&self, _: &Request, at: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        match self.open_list(at) {
            Ok(handle) => reply.opened(handle, FopenFlags::empty()),
            Err(error) => reply.error(error),
        }
    }

    fn readdir(&self, _: &Request, _: INodeNo, handle: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let list = self.opened().lists.get(&handle.0).cloned();
        let Some(list) = list else { return reply.error(Errno::EBADF) };
        let begin = usize::try_from(offset).unwrap_or(usize::MAX);
        for (place, (number, kind, name)) in (1..).zip(list.iter()).skip(begin) {
            if reply.add(*number, place, *kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn releasedir(&self, _: &Request, _: INodeNo, handle: FileHandle, _: OpenFlags, reply: ReplyEmpty) {
        self.opened().lists.remove(&handle.0);
        reply.ok();
    }
}

/// Number of a path: the same as long as the gateway runs, whatever comes and goes.
fn number(path: &str) -> INodeNo {
    if path.is_empty() {
        return INodeNo::ROOT;
    }
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    // 0 is no number, and 1 is the root's.
    INodeNo(hasher.finish().max(2))
}

fn part(octets: &[u8], offset: u64, size: u32) -> &[u8] {
    let begin = usize::try_from(offset).unwrap_or(usize::MAX).min(octets.len());
    let end = begin.saturating_add(size as usize).min(octets.len());
    &octets[begin..end]
}

/// Nothing is to be remembered by the kernel: SAs come and go.
const FRESH: Duration = Duration::ZERO;
/// Octets; what sysfs says of all its files.
const PAGE: u64 = 4096;
const MOST_OPEN: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_text_is_never_more_than_there_is() {
        let text = b"12345\n";
        assert_eq!(part(text, 0, 4096), text);
        assert_eq!(part(text, 2, 2), b"34");
        assert_eq!(part(text, 6, 10), b"");
        assert_eq!(part(text, u64::MAX, u32::MAX), b"");
    }

    #[test]
    fn handles_are_given_once_and_are_not_without_end() {
        let mut open = Open::default();
        let handles: Vec<u64> = (0..MOST_OPEN)
            .map(|_| open.add(|open, handle| drop(open.values.insert(handle, "1\n".into()))).expect("room").0)
            .collect();
        assert!(handles.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(open.add(|_, _| {}).is_err());
        open.values.remove(&handles[0]);
        assert!(open.add(|_, _| {}).is_ok());
    }
}
