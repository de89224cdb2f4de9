//! MODP groups (RFC 2409 §6, RFC 3526): powers of 2 modulo a safe prime, in constant time.
//!
//! Values travel as long as the prime, with leading zeros (RFC 7296 §2.14, §3.4).

use std::sync::LazyLock;

use crypto_bigint::modular::runtime_mod::{DynResidue, DynResidueParams};
use crypto_bigint::{nlimbs, Limb, Random, Uint, Word, U512};
use rand_core::CryptoRngCore;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

use super::{CryptoError, Secret};

/// A private value, wiped when dropped.
pub(super) struct Exponent(Zeroizing<U512>);

/// The integers modulo a safe prime, whatever its size.
pub(super) trait Field: Sync {
    /// A random private value.
    fn exponent(&self, rng: &mut dyn CryptoRngCore) -> Exponent;
    /// 2 to the private value.
    fn public(&self, exponent: &Exponent) -> Vec<u8>;
    /// The peer's public value to the private value.
    fn shared(&self, exponent: &Exponent, theirs: &[u8]) -> Result<Secret, CryptoError>;
}

/// A group with a prime of `LIMBS` words; what arithmetic modulo the prime needs is made when it is first used.
pub(super) struct SafePrime<const LIMBS: usize>(LazyLock<Arithmetic<LIMBS>>);

struct Arithmetic<const LIMBS: usize> {
    parameters: DynResidueParams<LIMBS>,
    exponent_bits: usize,
    /// In Montgomery form, for each set of teeth the product of 2^(2^(tooth * rows)) over the set.
    comb: Vec<Uint<LIMBS>>,
}

impl<const LIMBS: usize> Arithmetic<LIMBS> {
    /// Private values are as short as RFC 7919 App. A allows in groups of safe primes of these sizes, twice the strength of
    /// the group and a little more (RFC 3526 §8 has smaller numbers); OpenSSL takes the same. No attack on a safe prime's
    /// subgroup gains from it, and RFC 7296 §2.12 leaves the choice to the generator.
    fn new(prime: &str, exponent_bits: usize) -> Self {
        let parameters = DynResidueParams::new(&Uint::from_be_hex(prime));
        let mut comb = vec![DynResidue::one(parameters)];
        let mut tooth = DynResidue::new(&Uint::from_u8(2), parameters);
        for _ in 0..TEETH {
            comb.extend(comb.clone().iter().map(|product| product.mul(&tooth)));
            tooth = (0..exponent_bits.div_ceil(TEETH)).fold(tooth, |power, _| power.square());
        }
        let comb = comb.iter().map(|product| *product.as_montgomery()).collect();
        Arithmetic { parameters, exponent_bits, comb }
    }

    fn power(&self, base: &Uint<LIMBS>, exponent: &Exponent) -> Zeroizing<Vec<u8>> {
        octets(DynResidue::new(base, self.parameters).pow_bounded_exp(&*exponent.0, self.exponent_bits))
    }

    /// By the comb, which needs a fifth of the multiplications: each row of it is one bit of every tooth's part of the
    /// exponent (Lim and Lee, CRYPTO '94). The whole comb is read for each row, so that addresses tell nothing.
    fn power_of_two(&self, exponent: &Exponent) -> Zeroizing<Vec<u8>> {
        let rows = self.exponent_bits.div_ceil(TEETH);
        let mut power = DynResidue::one(self.parameters);
        for row in (0..rows).rev() {
            let set = (0..TEETH).fold(0, |set, tooth| set | bit(&exponent.0, tooth * rows + row) << tooth);
            let mut chosen = Zeroizing::new(self.comb[0]);
            for (n, product) in (0..).zip(&self.comb) {
                chosen.conditional_assign(product, Word::ct_eq(&n, &set));
            }
            power = power.square().mul(&DynResidue::from_montgomery(*chosen, self.parameters));
        }
        octets(power)
    }
}

/// A bit of a private value, at a place that is no secret.
fn bit(value: &U512, at: usize) -> Word {
    value.as_words()[at / Limb::BITS] >> (at % Limb::BITS) & 1
}

/// As long as the prime; the residue is wiped.
fn octets<const LIMBS: usize>(mut residue: DynResidue<LIMBS>) -> Zeroizing<Vec<u8>> {
    let mut integer = residue.retrieve();
    residue.zeroize();
    let octets = Zeroizing::new(integer.as_words().iter().rev().flat_map(|word| word.to_be_bytes()).collect());
    integer.zeroize();
    octets
}

impl<const LIMBS: usize> Field for SafePrime<LIMBS> {
    fn exponent(&self, mut rng: &mut dyn CryptoRngCore) -> Exponent {
        let bits = U512::random(&mut rng);
        Exponent(Zeroizing::new(bits.shr_vartime(U512::BITS - self.0.exponent_bits)))
    }

    fn public(&self, exponent: &Exponent) -> Vec<u8> {
        self.0.power_of_two(exponent).to_vec()
    }

    /// Of the public values 0, 1 and p-1 and above are refused (RFC 6989 §2.1). What is left has the order of the
    /// large subgroup or twice that, so that no result is trivial.
    fn shared(&self, exponent: &Exponent, theirs: &[u8]) -> Result<Secret, CryptoError> {
        if theirs.len() != LIMBS * size_of::<crypto_bigint::Word>() {
            return Err(CryptoError::Length);
        }
        let theirs = Uint::from_be_slice(theirs);
        let greatest = self.0.parameters.modulus().wrapping_sub(&Uint::from_u8(2));
        if theirs < Uint::from_u8(2) || theirs > greatest {
            return Err(CryptoError::PublicValue);
        }
        Ok(Secret::new(self.0.power(&theirs, exponent).as_slice()))
    }
}

/// 2^768 - 2^704 - 1 + 2^64 * (floor(2^638 π) + 149686), RFC 2409 §6.1.
pub(super) static GROUP_1: SafePrime<{ nlimbs!(768) }> = SafePrime(LazyLock::new(|| {
    Arithmetic::new(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a63a3620ffffffffffffffff",
        225,
    )
}));

/// 2^1024 - 2^960 - 1 + 2^64 * (floor(2^894 π) + 129093), RFC 2409 §6.2.
pub(super) static GROUP_2: SafePrime<{ nlimbs!(1024) }> = SafePrime(LazyLock::new(|| {
    Arithmetic::new(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
        225,
    )
}));

/// 2^1536 - 2^1472 - 1 + 2^64 * (floor(2^1406 π) + 741804), RFC 3526 §2.
pub(super) static GROUP_5: SafePrime<{ nlimbs!(1536) }> = SafePrime(LazyLock::new(|| {
    Arithmetic::new(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
         83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca237327ffffffffffffffff",
        225,
    )
}));

/// 2^2048 - 2^1984 - 1 + 2^64 * (floor(2^1918 π) + 124476), RFC 3526 §3.
pub(super) static GROUP_14: SafePrime<{ nlimbs!(2048) }> = SafePrime(LazyLock::new(|| {
    Arithmetic::new(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
         83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
         e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
         15728e5a8aacaa68ffffffffffffffff",
        225,
    )
}));

/// 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 π) + 1690314), RFC 3526 §4.
pub(super) static GROUP_15: SafePrime<{ nlimbs!(3072) }> = SafePrime(LazyLock::new(|| {
    Arithmetic::new(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
         83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
         e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
         15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
         abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
         bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff",
        275,
    )
}));

/// 2^4096 - 2^4032 - 1 + 2^64 * (floor(2^3966 π) + 240904), RFC 3526 §5.
pub(super) static GROUP_16: SafePrime<{ nlimbs!(4096) }> = SafePrime(LazyLock::new(|| {
    Arithmetic::new(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
         ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
         ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
         83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
         e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
         15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
         abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
         bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a92108011a723c12a787e6d7\
         88719a10bdba5b2699c327186af4e23c1a946834b6150bda2583e9ca2ad44ce8dbbbc2db04de8ef92e8efc141fbecaa6\
         287c59474e6bc05d99b2964fa090c3a2233ba186515be7ed1f612970cee2d7afb81bdd762170481cd0069127d5b05aa9\
         93b4ea988d8fddc186ffb7dc90a6c08f4df435c934063199ffffffffffffffff",
        325,
    )
}));

/// Of the comb: 2^6 products.
const TEETH: usize = 6;

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use crypto_bigint::NonZero;
    use rand_chacha::rand_core::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    use super::*;

    type Wide = Uint<{ nlimbs!(4224) }>;

    /// arctan(1/x) as a fraction of 2^4160, by its series.
    fn arctan_of_inverse(x: Word) -> Wide {
        let by = |value: Wide, divisor: Word| value.div_rem_limb(NonZero::new(Limb(divisor)).unwrap()).0;
        let (mut sum, mut power) = (Wide::ZERO, by(Wide::ONE.shl_vartime(4160), x));
        for n in 0.. {
            let term = by(power, 2 * n + 1);
            sum = if n % 2 == 0 { sum.wrapping_add(&term) } else { sum.wrapping_sub(&term) };
            power = by(by(power, x), x);
            if power == Wide::ZERO {
                break;
            }
        }
        sum
    }

    /// The definition in RFC 2409 §6 and RFC 3526, with π by Machin's formula.
    fn prime_of(bits: usize, addend: u32) -> Wide {
        let quarters = arctan_of_inverse(5).shl_vartime(2).wrapping_sub(&arctan_of_inverse(239));
        let pi = quarters.shl_vartime(2);
        let middle = pi.shr_vartime(4160 - (bits - 130)).wrapping_add(&Wide::from_u32(addend)).shl_vartime(64);
        Wide::ONE
            .shl_vartime(bits)
            .wrapping_sub(&Wide::ONE.shl_vartime(bits - 64))
            .wrapping_sub(&Wide::ONE)
            .wrapping_add(&middle)
    }

    fn prime<const LIMBS: usize>(group: &SafePrime<LIMBS>) -> Uint<LIMBS> {
        *group.0.parameters.modulus()
    }

    #[test]
    fn primes_are_those_of_the_formula_of_rfc_2409_and_rfc_3526() {
        assert_eq!(prime(&GROUP_1).resize(), prime_of(768, 149_686));
        assert_eq!(prime(&GROUP_2).resize(), prime_of(1024, 129_093));
        assert_eq!(prime(&GROUP_5).resize(), prime_of(1536, 741_804));
        assert_eq!(prime(&GROUP_14).resize(), prime_of(2048, 124_476));
        assert_eq!(prime(&GROUP_15).resize(), prime_of(3072, 1_690_314));
        assert_eq!(prime(&GROUP_16).resize(), prime_of(4096, 240_904));
    }

    /// By Fermat's test to base 3, for p and for (p-1)/2.
    fn is_safe<const LIMBS: usize>(group: &SafePrime<LIMBS>) -> bool {
        let is_prime = |modulus: Uint<LIMBS>| {
            let parameters = DynResidueParams::new(&modulus);
            let three = DynResidue::new(&Uint::from_u8(3), parameters);
            three.pow(&modulus.wrapping_sub(&Uint::ONE)) == DynResidue::one(parameters)
        };
        is_prime(prime(group)) && is_prime(prime(group).shr_vartime(1))
    }

    #[test]
    fn primes_are_safe_primes() {
        assert!(is_safe(&GROUP_1) && is_safe(&GROUP_2) && is_safe(&GROUP_5) && is_safe(&GROUP_14));
        assert!(is_safe(&GROUP_15) && is_safe(&GROUP_16));
    }

    #[test]
    fn public_values_at_the_edges_of_the_group_are_refused() {
        let exponent = GROUP_14.exponent(&mut ChaCha20Rng::from_seed([5; 32]));
        let prime = prime(&GROUP_14);
        let verdict = |value: Uint<{ nlimbs!(2048) }>| {
            let octets: Vec<u8> = value.as_words().iter().rev().flat_map(|word| word.to_be_bytes()).collect();
            GROUP_14.shared(&exponent, &octets).map(|secret| secret.len())
        };
        let one = Uint::ONE;
        for wrong in [Uint::ZERO, one, prime.wrapping_sub(&one), prime, prime.wrapping_add(&one), Uint::MAX] {
            assert_eq!(verdict(wrong), Err(CryptoError::PublicValue), "{wrong}");
        }
        let two = Uint::from_u8(2);
        for right in [two, Uint::from_u8(3), prime.wrapping_sub(&two)] {
            assert_eq!(verdict(right), Ok(256));
        }
    }

    #[test]
    fn short_results_are_padded_on_the_left_to_the_length_of_the_prime() {
        let ten = Exponent(Zeroizing::new(U512::from_u8(10)));
        let mut expect = vec![0; 128];
        expect[126] = 4;
        assert_eq!(GROUP_2.public(&ten), expect);
        let mut three = vec![0; 128];
        three[127] = 3;
        expect[126..].copy_from_slice(&59_049u16.to_be_bytes());
        assert_eq!(GROUP_2.shared(&ten, &three).unwrap().as_slice(), expect);
    }

    #[test]
    fn exponents_have_as_many_bits_as_the_group_asks_for() {
        let mut rng = ChaCha20Rng::from_seed([6; 32]);
        let longest = (0..64).map(|_| GROUP_16.exponent(&mut rng).0.bits()).max().unwrap();
        assert_eq!(longest.cmp(&325), Ordering::Equal);
    }

    #[test]
    fn the_comb_s_powers_of_two_are_those_of_the_window() {
        fn check<const LIMBS: usize>(SafePrime(group): &SafePrime<LIMBS>, exponent: U512) {
            let exponent = Exponent(Zeroizing::new(exponent));
            assert_eq!(group.power_of_two(&exponent), group.power(&Uint::from_u8(2), &exponent), "{}", *exponent.0);
        }
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        for _ in 0..20 {
            let exponent = *GROUP_2.exponent(&mut rng).0;
            check(&GROUP_2, exponent);
            check(&GROUP_14, exponent);
            check(&GROUP_16, *GROUP_16.exponent(&mut rng).0);
        }
        let all = U512::MAX.shr_vartime(U512::BITS - 225);
        for exponent in (0..225).map(|n| U512::ONE.shl_vartime(n)).chain([U512::ZERO, all]) {
            check(&GROUP_1, exponent);
        }
    }
}
