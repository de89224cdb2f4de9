//! A cpio archive as the kernel takes it for its first file system (Documentation/driver-api/early-userspace/buffer-format.rst).

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// An archive that is being written. Directories come by themselves.
pub struct Image<W> {
    out: W,
    number: u32,
    directories: BTreeSet<PathBuf>,
}

impl<W: Write> Image<W> {
    pub fn new(out: W) -> Image<W> {
        Image { out, number: 0, directories: BTreeSet::new() }
    }

    /// Adds a file, or a directory with all that is in it, as `name`.
    pub fn add(&mut self, source: &Path, name: &Path) -> io::Result<()> {
        if source.is_dir() {
            let mut entries: Vec<_> = fs::read_dir(source)?.collect::<Result<_, _>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            return entries.iter().try_for_each(|entry| self.add(&entry.path(), &name.join(entry.file_name())));
        }
        let above: Vec<_> = name.ancestors().skip(1).filter(|a| !a.as_os_str().is_empty()).collect();
        for directory in above.into_iter().rev() {
            if self.directories.insert(directory.to_owned()) {
                self.entry(directory, DIRECTORY | 0o755, &[])?;
            }
        }
        let executable = fs::metadata(source)?.permissions().mode() & 0o111 != 0;
        self.entry(name, REGULAR | if executable { 0o755 } else { 0o644 }, &fs::read(source)?)
    }

    /// Ends the archive.
    pub fn finish(mut self) -> io::Result<W> {
        self.entry(Path::new("TRAILER!!!"), 0, &[])?;
        Ok(self.out)
    }

    fn entry(&mut self, name: &Path, mode: u32, data: &[u8]) -> io::Result<()> {
        let name = name.as_os_str().as_encoded_bytes();
        let too_long = |_| io::Error::new(io::ErrorKind::FileTooLarge, "too long for an archive");
        let len = u32::try_from(data.len()).map_err(too_long)?;
        self.number += 1;
        // Number, mode, owner, group, links, time, length, device (4 words), length of the name, checksum.
        let fields = [self.number, mode, 0, 0, 1, 0, len, 0, 0, 0, 0, name.len() as u32 + 1, 0];
        let mut head = b"070701".to_vec();
        fields.iter().for_each(|field| head.extend(format!("{field:08x}").bytes()));
        head.extend(name);
        head.push(0);
        self.padded(&head)?;
        self.padded(data)
    }

    fn padded(&mut self, octets: &[u8]) -> io::Result<()> {
        self.out.write_all(octets)?;
        self.out.write_all(&[0; 3][..octets.len().next_multiple_of(4) - octets.len()])
    }
}

const DIRECTORY: u32 = 0o040_000;
const REGULAR: u32 = 0o100_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_directories_before_what_is_in_them_and_every_part_on_four_octets() {
        let mut image = Image::new(Vec::new());
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        image.add(&manifest, Path::new("etc/x/cargo")).expect("this crate's manifest");
        let archive = image.finish().expect("memory");
        assert_eq!(archive.len() % 4, 0);
        let text = String::from_utf8_lossy(&archive);
        let at = |name: &str| text.find(name).expect("in it");
        assert!(
            at("etc\0") < at("etc/x\0") && at("etc/x\0") < at("etc/x/cargo\0") && at("[package]") < at("TRAILER!!!\0")
        );
        assert_eq!((at("070701"), at("etc/x\0") % 4), (0, 110 % 4));
    }
}
