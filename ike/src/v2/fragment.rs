//! Fragments of messages that are too large for the path. RFC 7383.
//!
//! Each fragment is protected by itself, so that only the peer's are kept. They are kept for one message in either
//! direction, and no more than [`MAX_FRAGMENTS`].

use crate::wire::v2::sk::Fragment;

/// Fragments of one message.
pub(super) const MAX_FRAGMENTS: u16 = 64;
/// Octets of one message put together.
const MAX_OCTETS: usize = 65_536;

/// A message whose fragments are arriving.
#[derive(Debug)]
pub(super) struct Assembly {
    /// Whether it is a response, and its message ID.
    message: (bool, u32),
    first: u8,
    reserved: u8,
    parts: Vec<Option<Vec<u8>>>,
    octets: usize,
}

/// A message put together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Whole {
    pub first: u8,
    pub reserved: u8,
    pub plaintext: Vec<u8>,
}

/// One fragment, verified and decrypted.
pub(super) struct Part {
    /// As in [`Assembly`].
    pub message: (bool, u32),
    pub fragment: Fragment,
    pub first: u8,
    pub reserved: u8,
    pub plaintext: Vec<u8>,
}

/// Whether such a fragment is worth decrypting: bounded, and not there already (RFC 7383 §2.6).
pub(super) fn is_wanted(assembly: Option<&Assembly>, message: (bool, u32), fragment: Fragment) -> bool {
    if fragment.total > MAX_FRAGMENTS {
        return false;
    }
    match assembly.filter(|a| a.message == message) {
        None => true,
        // A sender that has found the path narrower cuts the message into more.
        Some(a) if usize::from(fragment.total) > a.parts.len() => true,
        Some(a) => usize::from(fragment.total) == a.parts.len() && a.parts[usize::from(fragment.number) - 1].is_none(),
    }
}

/// Adds a fragment that [`is_wanted`]; gives the message once it is whole.
pub(super) fn add(assembly: &mut Option<Box<Assembly>>, part: Part) -> Option<Whole> {
    let total = usize::from(part.fragment.total);
    let fresh = || Assembly { message: part.message, first: 0, reserved: 0, parts: vec![None; total], octets: 0 };
    let kept = assembly.get_or_insert_with(|| Box::new(fresh()));
    if kept.message != part.message || kept.parts.len() != total {
        **kept = fresh();
    }
    kept.octets += part.plaintext.len();
    if kept.octets > MAX_OCTETS {
        *assembly = None;
        return None;
    }
    if part.fragment.number == 1 {
        (kept.first, kept.reserved) = (part.first, part.reserved);
    }
    kept.parts[usize::from(part.fragment.number) - 1] = Some(part.plaintext);
    if kept.parts.iter().any(Option::is_none) {
        return None;
    }
    let whole = assembly.take()?;
    Some(Whole {
        first: whole.first,
        reserved: whole.reserved,
        plaintext: whole.parts.into_iter().flatten().flatten().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: (bool, u32) = (false, 1);

    fn part(message: (bool, u32), number: u16, total: u16) -> Part {
        Part {
            message,
            fragment: Fragment { number, total },
            first: if number == 1 { 35 } else { 0 },
            reserved: 0,
            plaintext: vec![number as u8; 3],
        }
    }

    #[test]
    fn a_message_is_whole_whatever_order_its_fragments_come_in() {
        let mut assembly = None;
        assert_eq!(add(&mut assembly, part(ONE, 3, 3)), None);
        assert_eq!(add(&mut assembly, part(ONE, 1, 3)), None);
        let whole = add(&mut assembly, part(ONE, 2, 3)).unwrap();
        assert_eq!((whole.first, whole.plaintext), (35, vec![1, 1, 1, 2, 2, 2, 3, 3, 3]));
        assert!(assembly.is_none());
    }

    #[test]
    fn a_finer_cut_replaces_a_coarser_one_and_not_the_other_way() {
        let mut assembly = None;
        add(&mut assembly, part(ONE, 1, 2));
        let wanted =
            |a: &Option<Box<Assembly>>, number, total| is_wanted(a.as_deref(), ONE, Fragment { number, total });
        assert!(!wanted(&assembly, 1, 2));
        assert!(wanted(&assembly, 2, 2));
        assert!(wanted(&assembly, 1, 3));
        add(&mut assembly, part(ONE, 1, 3));
        assert!(!wanted(&assembly, 2, 2));
    }

    #[test]
    fn too_many_fragments_are_not_even_decrypted() {
        assert!(is_wanted(None, ONE, Fragment { number: 1, total: MAX_FRAGMENTS }));
        assert!(!is_wanted(None, ONE, Fragment { number: 1, total: MAX_FRAGMENTS + 1 }));
    }

    #[test]
    fn a_message_beyond_64_kib_is_given_up() {
        let mut assembly = None;
        for number in 1..=MAX_FRAGMENTS {
            let large = Part { plaintext: vec![0; 2000], ..part(ONE, number, MAX_FRAGMENTS) };
            assert_eq!(add(&mut assembly, large), None);
        }
    }
}
