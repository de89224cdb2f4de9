//! Reads big-endian fields and says where it had to stop.

/// What is wrong with a message, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {field} at octet {at}")]
pub struct Error {
    /// The structure, for instance "notify payload".
    pub what: &'static str,
    /// What of it is wrong, for instance "length".
    pub field: &'static str,
    /// Offset within the structure.
    pub at: usize,
}

/// A cursor over octets.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    octets: &'a [u8],
    at: usize,
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// Reads `octets`, which are called `what` in errors.
    pub fn new(octets: &'a [u8], what: &'static str) -> Self {
        Reader { octets, at: 0, what }
    }

    pub fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let taken = self.octets.get(self.at..).and_then(|rest| rest.get(..len)).ok_or(self.error("end"))?;
        self.at += len;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        Ok(self.take(N)?.try_into().expect("take returns as many octets as asked for"))
    }

    pub fn u8(&mut self) -> Result<u8, Error> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u16(&mut self) -> Result<u16, Error> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64, Error> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        let rest = &self.octets[self.at..];
        self.at = self.octets.len();
        rest
    }

    pub fn is_empty(&self) -> bool {
        self.at == self.octets.len()
    }

    /// An error at the present place.
    pub fn error(&self, field: &'static str) -> Error {
        Error { what: self.what, field, at: self.at }
    }
}
