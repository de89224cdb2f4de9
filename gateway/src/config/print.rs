//! Prints the running configuration in the order and form of IOS.

use std::fmt::{self, Write};

use super::Running;

/// The configuration as text: [`parse`](super::parse) reads it back to the same.
pub fn running_config(config: &Running) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = print(config, &mut out);
    out
}

/// What `show running-config` prints.
pub fn show_running_config(config: &Running) -> String {
    let text = running_config(config);
    format!("Building configuration...\n\nCurrent configuration : {} bytes\n{text}", text.len())
}

fn print(config: &Running, out: &mut String) -> fmt::Result {
    separate(out, |out| match &config.hostname {
        Some(name) => writeln!(out, "hostname {name}"),
        None => Ok(()),
    })?;
    separate(out, |out| {
        config.logging.print(out)?;
        config.telemetry.print(out)
    })?;
    separate(out, |out| {
        config.ikev2.print(out)?;
        config.isakmp.print(out)?;
        config.recovery.print(out)
    })?;
    for (name, trustpoint) in &config.trustpoints {
        separate(out, |out| trustpoint.print(name, out))?;
    }
    separate(out, |out| config.ipsec.print(out))?;
    separate(out, |out| config.transform_sets.iter().try_for_each(|(name, set)| set.print(name, out)))?;
    for (name, entries) in &config.maps {
        separate(out, |out| entries.iter().try_for_each(|(sequence, entry)| entry.print(name, *sequence, out)))?;
    }
    separate(out, |out| match &config.controller {
        Some(controller) => writeln!(out, "controller {controller}"),
        None => Ok(()),
    })?;
    for interface in &config.interfaces {
        separate(out, |out| interface.print(out))?;
    }
    separate(out, |out| config.routes.iter().try_for_each(|route| route.print(out)))?;
    for (name, list) in &config.access_lists {
        separate(out, |out| list.print(name, out))?;
    }
    writeln!(out, "!\nend")
}

/// A section behind a lone `!`, if it is not empty.
fn separate(out: &mut String, section: impl FnOnce(&mut String) -> fmt::Result) -> fmt::Result {
    let mut text = String::new();
    section(&mut text)?;
    if !text.is_empty() {
        write!(out, "!\n{text}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_core::{RngCore, SeedableRng};

    use super::super::{grammar, parse, Editor, Mode};
    use super::*;

    /// A configuration out of random statements, each led by the grammar itself.
    fn random(seed: u64) -> Running {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut config = Running::default();
        let mut mode = Mode::Global;
        let mut taken = 0;
        while taken < 60 {
            let line = grammar(&mode).sample(&mut |bound| rng.next_u32() as usize % bound);
            let mut editor = Editor::new(&mut config, mode.clone());
            if editor.apply(&line).is_ok() {
                taken += 1;
                mode = editor.mode().clone();
            }
            if rng.next_u32().is_multiple_of(8) {
                mode = Mode::Global;
            }
        }
        config
    }

    #[test]
    fn whatever_is_configured_is_read_back_as_it_was_printed() {
        for seed in 0..2000 {
            let config = random(seed);
            let text = running_config(&config);
            let again = parse(&text).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}"));
            assert!(again.ignored.is_empty(), "seed {seed}: {:?}", again.ignored);
            assert_eq!(again.config, config, "seed {seed}:\n{text}");
            assert_eq!(running_config(&again.config), text, "seed {seed}");
        }
    }

    #[test]
    fn random_configurations_reach_every_section() {
        let text: String = (0..300).map(|seed| running_config(&random(seed))).collect();
        for section in [
            "hostname",
            "logging host",
            "crypto ikev2 proposal",
            " additional-key-exchange",
            "crypto ikev2 policy",
            "  pre-shared-key",
            "crypto ikev2 profile",
            "crypto isakmp policy",
            "crypto isakmp key",
            "crypto recovery",
            "crypto pki",
            " esn",
            "crypto map",
            " set pfs",
            "controller",
            "interface",
            " crypto map",
            "ip route",
            "ipv6 route",
            "access-list",
            "ip access-list extended",
            "ipv6 access-list",
            "crypto isakmp invalid-spi-recovery",
        ] {
            assert!(text.contains(&format!("\n{section}")), "{section}");
        }
        assert!(text.contains(" remark "));
    }

    #[test]
    fn an_empty_configuration_is_only_its_end() {
        assert_eq!(running_config(&Running::default()), "!\nend\n");
        let shown = show_running_config(&Running::default());
        assert_eq!(shown, "Building configuration...\n\nCurrent configuration : 6 bytes\n!\nend\n");
    }
}
