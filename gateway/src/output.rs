//! Output files that are there completely or not at all.
//!
//! ```text
//!   write ──> OUT.xxxxxx beside OUT ──commit──> renamed to OUT        dropped without commit: removed
//! ```

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is being written under another name.
pub struct Output {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
    /// The target is a pipe or a device: it is written to, not replaced.
    special: bool,
}

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct OutputError {
    path: PathBuf,
    source: io::Error,
}

/// A file that is written and also read or written for something else.
#[derive(Debug, thiserror::Error)]
#[error("{first} and {second} are the same file")]
pub struct SameFile {
    first: &'static str,
    second: &'static str,
}

/// A path and the argument that it was given in.
pub type Argument<'a> = (&'static str, &'a Path);

/// Checks that what is written is nothing else that is written or read, by whichever name.
pub fn check_distinct(outputs: &[Argument], inputs: &[Argument]) -> Result<(), SameFile> {
    for (n, &(first, one)) in outputs.iter().enumerate() {
        let others = outputs[n + 1..].iter().chain(inputs);
        if let Some(&(second, _)) = others.into_iter().find(|(_, other)| are_one_file(one, other)) {
            return Err(SameFile { first, second });
        }
    }
    Ok(())
}

/// Whether two paths lead to one file that can be replaced, though by different names; it need not be there yet.
fn are_one_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| match fs::metadata(path) {
        Ok(metadata) => metadata.is_file().then_some((metadata.dev(), metadata.ino(), None)),
        Err(_) => {
            let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
            let folder = fs::metadata(folder).ok()?;
            Some((folder.dev(), folder.ino(), path.file_name().map(OsStr::to_owned)))
        }
    };
    place(one).is_some_and(|place_of_one| place(other) == Some(place_of_one))
}

impl Output {
    /// Prepares to write `path`. What is there now stays until `commit`.
    pub fn create(path: &Path) -> Result<Output, OutputError> {
        let fail = |source| OutputError { path: path.into(), source };
        let metadata = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(fail(e)),
        };
        if metadata.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(fail(io::ErrorKind::IsADirectory.into()));
        }
        let special = metadata.as_ref().is_some_and(|m| !m.is_file());
        // Behind a symbolic link it is the link's target that is replaced.
        let target = if metadata.is_some() { fs::canonicalize(path).map_err(fail)? } else { path.to_owned() };
        let folder = match target.parent() {
            _ if special => std::env::temp_dir(),
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let mode = metadata.filter(|_| !special).map_or(0o666, |m| m.permissions().mode() & 0o777);
        let prefix = target.file_name().unwrap_or_default().to_owned();
        let file = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(".part")
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)
            .map_err(fail)?;
        Ok(Output { file: BufWriter::new(file), target, special })
    }

    /// Puts the file in its place.
    pub fn commit(self) -> Result<(), OutputError> {
        let Output { file, target, special } = self;
        let done = file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
            if special {
                let mut out = File::options().write(true).open(&target)?;
                return io::copy(&mut file.reopen()?, &mut out).map(drop);
            }
            file.persist(&target).map(drop).map_err(|e| e.error)
        });
        done.map_err(|source| OutputError { path: target, source })
    }
}

impl Write for Output {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.file.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).expect("folder").count()
    }

    #[test]
    fn the_file_appears_with_commit_and_not_before() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("out");
        fs::write(&path, "old").expect("write");
        let mut output = Output::create(&path).expect("create");
        output.write_all(b"new").expect("write");
        assert_eq!(fs::read(&path).expect("read"), b"old");
        output.commit().expect("commit");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(entries(folder.path()), 1);
    }

    #[test]
    fn nothing_is_left_of_what_was_not_committed() {
        let folder = tempfile::tempdir().expect("folder");
        let mut output = Output::create(&folder.path().join("out")).expect("create");
        output.write_all(&[1; 100_000]).expect("write");
        drop(output);
        assert_eq!(entries(folder.path()), 0);
    }

    #[test]
    fn one_file_is_known_by_all_its_names() {
        let folder = tempfile::tempdir().expect("folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("there"), "").expect("write");
        std::os::unix::fs::symlink(at("there"), at("link")).expect("link");
        fs::hard_link(at("there"), at("again")).expect("link");
        for (one, other) in [("there", "link"), ("again", "link"), ("there", "./there"), ("new", "./new")] {
            assert!(are_one_file(&at(one), &at(other)), "{one} {other}");
        }
        assert!(!are_one_file(&at("there"), &at("new")) && !are_one_file(&at("new"), &at("newer")));
        // What is no file is not replaced: both may go there.
        assert!(!are_one_file(Path::new("/dev/null"), Path::new("/dev/null")));
    }

    #[test]
    fn a_device_is_written_and_not_replaced() {
        let mut output = Output::create(Path::new("/dev/null")).expect("create");
        output.write_all(b"nothing").expect("write");
        output.commit().expect("commit");
        assert!(!fs::metadata("/dev/null").expect("still there").is_file());
    }

    #[test]
    fn a_place_that_does_not_exist_is_named() {
        let error = Output::create(Path::new("/nowhere/at/all")).err().expect("no folder");
        assert!(error.to_string().starts_with("/nowhere/at/all: "), "{error}");
        assert!(Output::create(Path::new("/")).is_err());
    }
}
