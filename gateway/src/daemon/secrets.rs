//! Secrets that outlive a restart: of recognisable SPIs and of crash detection tokens; and how often there was a start.
//!
//! ```text
//!   STATE/secrets, mode 0600:   epoch 7
//!                               tag 6f1c…        16 octets and more, in hexadecimal
//!                               qcd 09ab…        the newest first, at most four
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use respite_ike::config::Qcd;
use respite_ike::crypto::Secret;
use respite_ike::recovery::config::Tags;
use rustix::fs::FlockOperation;
use zeroize::Zeroizing;

/// What is kept.
#[derive(Debug)]
pub struct Secrets {
    epoch: u64,
    tag: Secret,
    qcd: Vec<Secret>,
}

/// Why secrets cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("{}: {source}", file.display())]
    Io { file: PathBuf, source: io::Error },
    #[error("{}:{line}: {why}; take it away, and new secrets are made", file.display())]
    Damaged { file: PathBuf, line: usize, why: &'static str },
    /// Who can read them could end our SAs, or make us open IKE SAs.
    #[error("{} may be read by others (mode {mode:o}); it must have mode 600", file.display())]
    Exposed { file: PathBuf, mode: u32 },
    #[error("{}: another gateway keeps its state there", directory.display())]
    Shared { directory: PathBuf },
    #[error("no entropy: {0}")]
    Entropy(#[from] getrandom::Error),
}

/// Makes a state directory, if need be, and keeps other gateways out of it until the lock is dropped: with the same secrets
/// and epoch they would know each other's SPIs for their own.
pub fn lock(directory: &Path) -> Result<File, SecretsError> {
    let fail = |source| SecretsError::Io { file: directory.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(fail)?;
    let lock = File::open(directory).map_err(fail)?;
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => Err(SecretsError::Shared { directory: directory.to_owned() }),
        locked => locked.map(|()| lock).map_err(|error| fail(error.into())),
    }
}

impl Secrets {
    /// Those of a state directory, or new ones, for one more start.
    pub fn load(directory: &Path) -> Result<Secrets, SecretsError> {
        let file = directory.join(FILE);
        let fail = |source| SecretsError::Io { file: file.clone(), source };
        let mut secrets = match File::open(&file) {
            Ok(open) => read(&file, &open)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Secrets::new()?,
            Err(error) => return Err(fail(error)),
        };
        secrets.epoch += 1;
        secrets.keep(&file).map_err(fail)?;
        Ok(secrets)
    }

    pub fn tags(&self) -> Tags {
        Tags { secret: self.tag.clone(), epoch: self.epoch }
    }

    pub fn qcd(&self) -> Option<Qcd> {
        let (first, previous) = self.qcd.split_first()?;
        Some(Qcd { secret: first.clone(), previous: previous.to_vec() })
    }

    fn new() -> Result<Secrets, SecretsError> {
        Ok(Secrets { epoch: 0, tag: fresh()?, qcd: vec![fresh()?] })
    }

    /// All or nothing is written, even if the power fails.
    fn keep(&self, file: &Path) -> io::Result<()> {
        let mut text = Zeroizing::new(format!("epoch {}\n", self.epoch));
        let qcd = self.qcd.iter().map(|secret| ("qcd", secret));
        for (name, secret) in std::iter::once(("tag", &self.tag)).chain(qcd) {
            text.push_str(name);
            text.push(' ');
            for octet in secret.as_slice() {
                text.extend([octet >> 4, octet & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
            }
            text.push('\n');
        }
        replace(file, text.as_bytes())
    }
}

/// Puts a file in the place of another at once, readable by its owner alone.
pub fn replace(file: &Path, contents: &[u8]) -> io::Result<()> {
    let new = file.with_extension("new");
    // A file from an earlier try may have another mode.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    open.write_all(contents)?;
    open.sync_all()?;
    fs::rename(&new, file)?;
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

fn read(file: &Path, open: &File) -> Result<Secrets, SecretsError> {
    let fail = |source| SecretsError::Io { file: file.to_owned(), source };
    let mode = open.metadata().map_err(fail)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SecretsError::Exposed { file: file.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(MOST_OCTETS as usize));
    open.take(MOST_OCTETS).read_to_string(&mut text).map_err(fail)?;
    let (mut epoch, mut tag, mut qcd) = (None, None, Vec::new());
    let damaged = |line, why| SecretsError::Damaged { file: file.to_owned(), line, why };
    for (number, line) in (1..).zip(text.lines()) {
        let (name, value) = line.split_once(' ').ok_or_else(|| damaged(number, "has no value"))?;
        let secret =
            || octets(value).ok_or_else(|| damaged(number, "is no secret of 16 octets or more in hexadecimal"));
        match name {
            "epoch" => epoch = Some(value.parse().map_err(|_| damaged(number, "is no number"))?),
            "tag" => tag = Some(secret()?),
            "qcd" if qcd.len() < MOST_QCD => qcd.push(secret()?),
            _ => return Err(damaged(number, "is not known")),
        }
    }
    match (epoch, tag) {
        (Some(epoch), Some(tag)) if !qcd.is_empty() => Ok(Secrets { epoch, tag, qcd }),
        _ => Err(damaged(1, "epoch, tag or qcd is missing")),
    }
}

fn octets(text: &str) -> Option<Secret> {
    let digits = text.as_bytes();
    let digit = |octet: u8| char::from(octet).to_digit(16).map(|digit| digit as u8);
    let octets = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    let octets = Zeroizing::new(octets.collect::<Option<Vec<u8>>>()?);
    (16..=64).contains(&octets.len()).then(|| Secret::new(octets.as_slice()))
}

fn fresh() -> Result<Secret, SecretsError> {
    let mut octets = Zeroizing::new([0; 32]);
    getrandom::getrandom(&mut octets[..])?;
    Ok(Secret::new(&octets[..]))
}

const FILE: &str = "secrets";
const MOST_OCTETS: u64 = 4096;
/// RFC 6290 wants earlier ones accepted for a while.
const MOST_QCD: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().expect("a directory")
    }

    #[test]
    fn cli_08_secrets_stay_over_a_restart_and_the_epoch_counts_starts() {
        let dir = directory();
        let (first, second) = (Secrets::load(dir.path()).expect("new"), Secrets::load(dir.path()).expect("kept"));
        assert_eq!((first.epoch, second.epoch), (1, 2));
        assert!(first.tag == second.tag && first.qcd == second.qcd && first.tag != first.qcd[0]);
        let mode = fs::metadata(dir.path().join(FILE)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn secrets_that_others_can_read_are_refused() {
        let dir = directory();
        Secrets::load(dir.path()).expect("new");
        fs::set_permissions(dir.path().join(FILE), fs::Permissions::from_mode(0o640)).expect("it is ours");
        let error = Secrets::load(dir.path()).expect_err("exposed").to_string();
        assert!(error.ends_with("may be read by others (mode 640); it must have mode 600"), "{error}");
    }

    #[test]
    fn a_damaged_file_is_named_with_its_line_and_not_replaced() {
        let dir = directory();
        for (text, line) in
            [("epoch x", 1), ("epoch 1\ntag 00", 2), ("epoch 1\nsecret 00", 2), ("epoch 1\n", 1), ("tag\n", 1)]
        {
            replace(&dir.path().join(FILE), text.as_bytes()).expect("written");
            match Secrets::load(dir.path()).expect_err("damaged") {
                SecretsError::Damaged { line: at, .. } => assert_eq!(at, line, "{text}"),
                other => panic!("{other}"),
            }
            assert_eq!(fs::read(dir.path().join(FILE)).expect("still there"), text.as_bytes());
        }
    }

    #[test]
    fn a_state_directory_has_one_gateway() {
        let dir = directory();
        let state = dir.path().join("state");
        let held = lock(&state).expect("made");
        let shared = lock(&state).expect_err("two gateways").to_string();
        assert!(shared.ends_with(": another gateway keeps its state there"), "{shared}");
        drop(held);
        lock(&state).expect("free again");
    }

    #[test]
    fn secrets_are_not_told() {
        let dir = directory();
        let told = format!("{:?}", Secrets::load(dir.path()).expect("new"));
        assert_eq!(told, "Secrets { epoch: 1, tag: Secret(32 octets), qcd: [Secret(32 octets)] }");
    }
}
