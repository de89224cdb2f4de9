//! Thousands of lying cards and servers: the fuzz targets' bodies on random input, so that every test run has them.

use respite_driver::testing::{hostile_device, hostile_server};

fn random(seed: u64, len: usize) -> Vec<u8> {
    let mut x = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut octets = Vec::with_capacity(len);
    while octets.len() < len {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        octets.push((x >> 24) as u8);
    }
    octets
}

#[test]
fn dos_12_a_lying_card_is_survived() {
    for seed in 0..4000 {
        hostile_device(&random(seed, 400 + seed as usize % 4000));
    }
}

#[test]
fn a_server_that_sends_noise_is_survived() {
    for seed in 0..2000 {
        hostile_server(&random(seed, seed as usize % 300));
    }
}

/// Replies with sound headers and ids, and noise for the rest, so that the contents are reached.
#[test]
fn a_server_that_sends_sound_headers_and_noise_is_survived() {
    for seed in 0..2000u64 {
        let noise = random(seed, 4096);
        let mut stream = Vec::new();
        // VERSION, GET_INFO, six BARs, configuration space, MSI-X, then reads.
        let commands = [1u16, 4, 5, 5, 5, 5, 5, 5, 5, 7].into_iter().chain(std::iter::repeat_n(9, 40));
        for (id, command) in (1u16..).zip(commands) {
            let at = id as usize * 40;
            let mut body = noise[at..at + 36].to_vec();
            match command {
                1 => body.truncate(4),
                4 => body = [16u32, 3, 9, 5].iter().flat_map(|w| w.to_le_bytes()).collect(),
                5 | 7 => {
                    body.truncate(32);
                    let index = if command == 7 { 2 } else { [0, 1, 2, 3, 4, 5, 7][usize::from(id) - 3] };
                    body[8..12].copy_from_slice(&u32::to_le_bytes(index));
                    body[18..24].fill(0);
                    body[4] |= 3;
                }
                _ => {}
            }
            if command == 1 {
                body.fill(0);
            }
            stream.extend(id.to_le_bytes());
            stream.extend(command.to_le_bytes());
            stream.extend((16 + body.len() as u32).to_le_bytes());
            stream.extend(1u32.to_le_bytes());
            stream.extend(0u32.to_le_bytes());
            stream.extend(body);
        }
        hostile_server(&stream);
    }
}
