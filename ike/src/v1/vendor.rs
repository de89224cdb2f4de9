//! Vendor IDs: what a peer says that it can do (RFC 2408 §3.16).

use crate::wire::v1::payload::kind;
use crate::wire::v1::Builder;

/// What both ends have to announce before it is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Vendor {
    /// Dead peer detection (RFC 3706).
    pub dpd: bool,
    /// NAT traversal (RFC 3947). Its drafts are not spoken: whoever has one of them has the standard too.
    pub nat_traversal: bool,
}

impl Vendor {
    /// Takes note of a vendor ID; unknown ones mean nothing.
    pub fn note(&mut self, body: &[u8]) {
        // The last two octets are the version, 1.0; later minor versions stay compatible (RFC 3706 §5.1).
        self.dpd |= body.len() == DPD.len() && body[..DPD.len() - 1] == DPD[..DPD.len() - 1];
        self.nat_traversal |= body == NAT_TRAVERSAL;
    }
}

/// Appends our own.
pub(super) fn announce(chain: &mut Builder) {
    chain.push(kind::VENDOR_ID, &NAT_TRAVERSAL);
    chain.push(kind::VENDOR_ID, &DPD);
}

/// MD5 of "RFC 3947".
const NAT_TRAVERSAL: [u8; 16] =
    [0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45, 0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f];
/// RFC 3706 §5.1.
const DPD: [u8; 16] = [0xaf, 0xca, 0xd7, 0x13, 0x68, 0xa1, 0xf1, 0xc9, 0x6b, 0x86, 0x96, 0xfc, 0x77, 0x57, 0x01, 0x00];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_vendor_ids_are_told_from_others() {
        let mut vendor = Vendor::default();
        for other in [&b""[..], b"strongSwan", &NAT_TRAVERSAL[..15], &DPD[..8]] {
            vendor.note(other);
        }
        assert_eq!(vendor, Vendor::default());
        vendor.note(&NAT_TRAVERSAL);
        vendor.note(&[&DPD[..15], &[7]].concat());
        assert_eq!(vendor, Vendor { dpd: true, nat_traversal: true });
    }
}
