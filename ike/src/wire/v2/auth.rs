//! Authentication, Certificate and Certificate Request payloads. RFC 7296 §3.6-3.8.

use crate::wire::{Error, Reader};

/// Proof of an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication<'a> {
    pub method: u8,
    pub data: &'a [u8],
}

impl<'a> Authentication<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "authentication payload");
        let method = reader.u8()?;
        reader.array::<3>()?;
        Ok(Authentication { method, data: reader.rest() })
    }

    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[self.method, 0, 0, 0]);
        out.extend_from_slice(self.data);
    }
}

/// A certificate, or the authorities that a certificate is asked from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate<'a> {
    pub encoding: u8,
    pub data: &'a [u8],
}

impl<'a> Certificate<'a> {
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(body, "certificate payload");
        Ok(Certificate { encoding: reader.u8()?, data: reader.rest() })
    }

    pub fn emit(&self, out: &mut Vec<u8>) {
        out.push(self.encoding);
        out.extend_from_slice(self.data);
    }
}

/// Method of a shared key.
pub const SHARED_KEY: u8 = 2;
/// Certificate encoding: X.509, for signatures.
pub const X509_SIGNATURE: u8 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proof_and_certificate_come_back_as_they_were_written() {
        let mut out = Vec::new();
        let proof = Authentication { method: SHARED_KEY, data: &[1; 32] };
        proof.emit(&mut out);
        assert_eq!(Authentication::parse(&out), Ok(proof));
        out.clear();
        let certificate = Certificate { encoding: X509_SIGNATURE, data: &[0x30] };
        certificate.emit(&mut out);
        assert_eq!(Certificate::parse(&out), Ok(certificate));
    }

    #[test]
    fn cut_short_they_are_refused() {
        assert_eq!(Authentication::parse(&[2, 0, 0]).unwrap_err().at, 1);
        assert_eq!(Certificate::parse(&[]).unwrap_err().at, 0);
    }
}
