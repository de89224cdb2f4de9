//! Security associations for tests: images, and the buses that carry them to a block.

use respite_abi::cam::{self, Place, State};
use respite_abi::sa::{word, Config, DontFragment, Hash, KeySize, Transform};
use verilated::lockstep::Random;
use verilated::Model;

/// An SA as the host sees it.
#[derive(Clone, Debug)]
pub struct Sa {
    pub config: Config,
    /// Bits that `Config` cannot say: a transform that does not exist.
    pub odd_transform: bool,
    pub src: u128,
    pub dst: u128,
    pub key: [u128; 2],
    pub outer: u32,
    /// Last sent or highest accepted.
    pub top: u64,
}

pub fn wide(random: &mut Random) -> u128 {
    u128::from(random.next()) << 64 | u128::from(random.next())
}

pub fn below(random: &mut Random, bound: usize) -> usize {
    (random.next() >> 20) as usize % bound
}

pub fn choose<T: Copy>(random: &mut Random, of: &[T]) -> T {
    of[below(random, of.len())]
}

/// A unicast address.
pub fn address(random: &mut Random, v6: bool) -> u128 {
    match v6 {
        true => 0x2001 << 112 | wide(random) >> 16,
        false => 0x0a00_0000 | wide(random) >> 104,
    }
}

impl Sa {
    pub fn random(random: &mut Random) -> Sa {
        let v6 = random.percent(50);
        let esn = random.percent(60);
        let ah = random.percent(20);
        let low = choose(random, &[0, 1, 62, 63, 64, 500, 0x7fff_ffff, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff]);
        let high = choose(random, &[0, 0, 1, 2, 0xffff_fffe, 0xffff_ffff]);
        Sa {
            config: Config {
                valid: random.percent(94),
                outbound: random.percent(50),
                tunnel: random.percent(60),
                v6,
                udp: random.percent(50) && !ah,
                esn,
                key: choose(random, &[KeySize::Aes128, KeySize::Aes256]),
                transform: choose(
                    random,
                    if ah {
                        &[Transform::Null, Transform::Null, Transform::AesGmac, Transform::AesGmac, Transform::AesCbc]
                    } else {
                        &[
                            Transform::AesGcm16,
                            Transform::AesGcm16,
                            Transform::AesGmac,
                            Transform::Null,
                            Transform::AesCbc,
                            Transform::DesCbc,
                            Transform::TripleDesCbc,
                        ]
                    },
                ),
                hash: choose(random, &[Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512]),
                ah,
                check_pad: random.percent(50),
                below: None,
                df: choose(random, &[DontFragment::Copy, DontFragment::Set, DontFragment::Clear]),
                window: choose(random, &[0, 1, 32, 64, 65, 1000, 1024]),
                sport: random.next() as u16,
                dport: random.next() as u16,
                spi: 256 + (random.next() >> 33) as u32,
                salt: (random.next() >> 32) as u32,
            },
            odd_transform: random.percent(4),
            src: address(random, v6),
            dst: address(random, v6),
            key: [wide(random), wide(random)],
            outer: choose(random, &[0, 576, 1280, 9000]) | (random.next() >> 32) as u32 & 0x7fff_0000,
            top: if esn { high << 32 | low } else { low },
        }
    }

    /// Its transform does not authenticate.
    pub fn hmac(&self) -> bool {
        !matches!(self.config.transform, Transform::AesGcm16 | Transform::AesGmac)
    }

    /// The pool's.
    pub fn serial(&self) -> bool {
        self.hmac() || self.config.transform == Transform::AesGmac && (self.config.esn || self.config.ah)
    }

    /// Octets of a block, of the IV and of the ICV.
    pub fn sizes(&self) -> (usize, usize, usize) {
        let icv = match self.config.hash {
            Hash::Sha1 => 12,
            Hash::Sha256 => 16,
            Hash::Sha384 => 24,
            Hash::Sha512 => 32,
        };
        match self.config.transform {
            Transform::AesGcm16 | Transform::AesGmac => (4, 8, 16),
            Transform::Null => (4, 0, icv),
            Transform::AesCbc => (16, 16, icv),
            Transform::DesCbc | Transform::TripleDesCbc => (8, 8, icv),
        }
    }

    /// 32-bit words of AH as the card sends it.
    pub fn ah_words(&self, v6: bool) -> usize {
        let (_, iv, icv) = self.sizes();
        let words = 3 + (iv + icv) / 4;
        if v6 {
            words.next_multiple_of(2)
        } else {
            words
        }
    }

    pub fn words(&self) -> Vec<(u8, u128)> {
        let config = self.config.encode() | u128::from(self.odd_transform) << 11;
        let mut words = vec![
            (word::SRC, self.src),
            (word::DST, self.dst),
            (word::KEY_A, self.key[0]),
            (word::KEY_B, self.key[1]),
            (word::OUTER, self.outer.into()),
            (word::SEQUENCE, self.top.into()),
            (word::CONFIG, config),
        ];
        // No order is promised but that CONFIG is last; the others are not ours.
        words.insert(2, (word::H, u128::MAX));
        words
    }
}

/// Offers a write on the SA bus; true when it is taken in this clock (after `eval`).
pub fn offer(m: &mut Model, write: Option<(u16, u8, u128)>) {
    m.poke_bit("sa_wr", write.is_some());
    if let Some((index, word, data)) = write {
        m.poke("sa_index", index.into());
        m.poke("sa_word", 1 << word);
        m.poke_u128("sa_data", data);
    }
}

/// Writes the words of an SA while nothing else happens.
pub fn write(m: &mut Model, index: u16, words: &[(u8, u128)]) {
    for (word, data) in words {
        offer(m, Some((index, *word, *data)));
        let mut waited = 0;
        m.eval();
        while !m.peek_bit("sa_ready") {
            m.tick();
            m.eval();
            waited += 1;
            assert!(waited < 20, "SA bus is stuck");
        }
        m.tick();
    }
    offer(m, None);
}

/// Puts an entry into a place of the CAM.
pub fn write_cam(m: &mut Model, place: Place, key: u64, state: State, sa: u16) {
    m.poke_bit("cam_wr", true);
    m.poke("cam_place", place.word().into());
    m.poke("cam_spi", key & 0xffff_ffff);
    m.poke_bit("cam_ah", key >> 32 == 1);
    m.poke("cam_state", state as u64);
    m.poke("cam_sa", sa.into());
    m.tick();
    m.poke_bit("cam_wr", false);
}

/// The bucket of a key in way `way`.
pub fn place(way: u8, key: u64, log2: u32) -> Place {
    Place::Table { way, bucket: cam::bucket(way.into(), key, log2) as u16 }
}
