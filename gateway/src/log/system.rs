//! Lines for the log of this host, in either of its languages.
//!
//! ```text
//!   syslog    <188>respite[42]: %CRYPTO-4-…                        RFC 3164 §4.1; the time is the receiver's
//!   journald  MESSAGE=%CRYPTO-4-… PRIORITY=4 RESPITE_MNEMONIC=…    one field a line, systemd.io/JOURNAL_NATIVE_PROTOCOL
//! ```

use super::message::Message;

/// The log of this host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemLog {
    Syslog,
    Journald,
}

impl SystemLog {
    /// The socket that takes it.
    pub fn socket(self) -> &'static str {
        match self {
            SystemLog::Syslog => "/dev/log",
            SystemLog::Journald => "/run/systemd/journal/socket",
        }
    }

    /// A message as that socket takes it.
    pub fn datagram(self, message: &Message) -> Vec<u8> {
        match self {
            SystemLog::Syslog => syslog(message).into_bytes(),
            SystemLog::Journald => journald(message).into_bytes(),
        }
    }
}

/// A line of syslog.
fn syslog(message: &Message) -> String {
    let priority = FACILITY * 8 + message.severity() as u8;
    format!("<{priority}>{NAME}[{}]: {message}", std::process::id())
}

/// Messages are escaped, so that none has a second line.
fn journald(message: &Message) -> String {
    format!(
        "MESSAGE={message}\nPRIORITY={}\nSYSLOG_FACILITY={FACILITY}\nSYSLOG_IDENTIFIER={NAME}\nSYSLOG_PID={}\nRESPITE_MNEMONIC={}\n",
        message.severity() as u8,
        std::process::id(),
        message.mnemonic()
    )
}

const NAME: &str = "respite";
/// local7, as IOS.
const FACILITY: u8 = 23;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(log: SystemLog, message: &Message) -> String {
        String::from_utf8(log.datagram(message)).expect("text")
    }

    #[test]
    fn a_line_of_syslog_begins_with_facility_and_severity() {
        let pid = std::process::id();
        let line = text(SystemLog::Syslog, &Message::Suppressed { count: 3 });
        assert!(
            line.starts_with(&format!("<188>respite[{pid}]: %CRYPTO-4-RECVD_PKT_INV_SPI_SUPPRESSED: 3 ")),
            "{line}"
        );
        assert!(text(SystemLog::Syslog, &Message::Card { what: "gone".into() }).starts_with("<187>"));
    }

    #[test]
    fn journald_gets_fields_and_nobody_can_add_one() {
        let forged = Message::Configured { by: "console\nPRIORITY=0\n_UID=0".into() };
        let fields = text(SystemLog::Journald, &forged);
        let names: Vec<&str> = fields.lines().map(|line| line.split('=').next().expect("a name")).collect();
        assert_eq!(
            names,
            ["MESSAGE", "PRIORITY", "SYSLOG_FACILITY", "SYSLOG_IDENTIFIER", "SYSLOG_PID", "RESPITE_MNEMONIC"]
        );
        assert!(
            fields.contains("\nPRIORITY=5\nSYSLOG_FACILITY=23\n") && fields.ends_with("=SYS-5-CONFIG_I\n"),
            "{fields}"
        );
    }
}
