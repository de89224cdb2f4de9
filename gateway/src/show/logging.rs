//! `show logging`: the numbers at the head of the log, then its buffer.

use crate::log::Snapshot;

/// As a router prints it.
pub fn show_logging(log: &Snapshot) -> String {
    let on = |on: bool| if on { "level debugging" } else { "disabled" };
    let dropped = log.dropped;
    let mut out = format!(
        "Syslog logging: enabled ({dropped} messages dropped, {} messages rate-limited, 0 flushes, 0 overruns, xml disabled)\n",
        log.rate_limited
    );
    out.push_str(&match log.settings.console {
        true => {
            format!("    Console logging: level debugging, {} messages logged, xml disabled\n", log.console_messages)
        }
        false => "    Console logging: disabled\n".to_owned(),
    });
    out.push_str("    Monitor logging: level debugging, 0 messages logged, xml disabled\n");
    let buffer = on(log.settings.buffer.is_some());
    out.push_str(&format!("    Buffer logging: {buffer}, {} messages logged, xml disabled\n", log.buffer_messages));
    out.push_str("    Logging Exception size (8192 bytes)\n");
    out.push_str("    Count and timestamp logging messages: disabled\n");
    out.push_str(&format!("    Trap logging: level informational, {} message lines logged\n", log.trap_messages));
    if let Some(octets) = log.settings.buffer {
        out.push_str(&format!("\nLog Buffer ({octets} bytes):\n\n"));
        log.lines.iter().for_each(|line| {
            out.push_str(line);
            out.push('\n');
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::ike::tests::condensed;
    use super::*;
    use crate::log::Settings;

    #[test]
    fn the_head_of_the_log_is_the_seeds() {
        let seed = condensed(include_str!("../../../fixtures/ios/logging-b-3.txt"));
        let snapshot = Snapshot {
            settings: Settings { buffer: Some(8000), console: false, hosts: 0 },
            dropped: 10,
            rate_limited: 13,
            console_messages: 0,
            buffer_messages: 43,
            trap_messages: 72,
            lines: vec!["*Mar 24 20:55:45.739: %CRYPTO-4-…".into()],
        };
        let ours = condensed(&show_logging(&snapshot));
        assert_eq!(ours[..8], seed[..8]);
        assert_eq!(ours[8], snapshot.lines[0]);
    }

    #[test]
    fn without_a_buffer_there_is_only_the_head() {
        let settings = Settings { buffer: None, ..Settings::default() };
        let snapshot = Snapshot {
            settings,
            dropped: 0,
            rate_limited: 0,
            console_messages: 5,
            buffer_messages: 0,
            trap_messages: 0,
            lines: vec![],
        };
        let text = show_logging(&snapshot);
        assert!(text.contains("Buffer logging: disabled") && text.contains("level debugging, 5 messages"), "{text}");
        assert!(!text.contains("Log Buffer"));
    }
}
