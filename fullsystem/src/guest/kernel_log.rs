//! What the kernel says, record by record (Documentation/ABI/testing/dev-kmsg).

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;

use rustix::fs::OFlags;

use super::wait_for;
use crate::Checked;

/// The kernel's log from a point in time on.
pub struct KernelLog {
    device: File,
}

impl KernelLog {
    pub fn from_now() -> Checked<KernelLog> {
        let without_waiting = OFlags::NONBLOCK.bits() as i32;
        let mut device = OpenOptions::new().read(true).custom_flags(without_waiting).open("/dev/kmsg")?;
        device.seek(SeekFrom::End(0))?;
        Ok(KernelLog { device })
    }

    /// Waits for a message that is wanted. What is before it is not there any more.
    pub fn says(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> Checked {
        wait_for(what, || loop {
            match self.next() {
                Ok(Some(message)) if wanted(&message) => return Some(Ok(message)),
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            }
        })?
    }

    fn next(&mut self) -> Checked<Option<String>> {
        let mut record = [0; 8192];
        match self.device.read(&mut record) {
            Ok(len) => {
                // "priority,number,microseconds,flags;message", and after a line feed what belongs to it.
                let record = String::from_utf8_lossy(&record[..len]).into_owned();
                let message = record.split_once(';').map_or("", |(_, message)| message);
                Ok(Some(message.lines().next().unwrap_or("").to_owned()))
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
            // What was next was overwritten.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::PIPE.raw_os_error()) => {
                Ok(Some(String::new()))
            }
            Err(error) => Err(format!("the kernel's log: {error}").into()),
        }
    }
}
