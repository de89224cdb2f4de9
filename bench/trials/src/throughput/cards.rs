//! Cards that this process serves to gateways, so that their work is not the gateways'.

use std::fmt;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use respite_driver::testing::{self, SoftCard, SoftConfig};
use respite_sim::server::{listen, Shared};
use respite_sim::Options;

/// What does a card's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Registers, SAs, rings, headers of ESP, but no cryptography: what is left is the gateway's own.
    Null,
    /// The Verilog under Verilator.
    Simulated,
}

/// A card that waits for a gateway at a socket. It ends with its gateway, at the latest when this is dropped.
pub struct Served {
    path: PathBuf,
    stop: Option<UnixStream>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    pub fn start(kind: Kind, path: &Path) -> io::Result<Served> {
        let listener = UnixListener::bind(path)?;
        let (stop, stopped) = UnixStream::pair()?;
        stopped.set_nonblocking(true)?;
        // A gateway that loses its card says so, and the trial fails by that.
        let thread = std::thread::spawn(move || match kind {
            Kind::Null => {
                while let Ok((stream, _)) = listener.accept() {
                    if matches!((&stopped).read(&mut [0]), Ok(0)) {
                        return;
                    }
                    if let Err(error) = testing::serve(stream, &SoftCard::new(SoftConfig::default())) {
                        eprintln!("null card: {error}");
                    }
                }
            }
            Kind::Simulated => {
                let served = respite_sim::Card::linked(&Options::default())
                    .and_then(|mut card| listen(&listener, &mut card, stopped.as_fd(), &Shared::default()));
                if let Err(error) = served {
                    eprintln!("simulated card: {error}");
                }
            }
        });
        Ok(Served { path: path.to_owned(), stop: Some(stop), thread: Some(thread) })
    }

    /// The statement of a configuration that names it.
    pub fn statement(&self) -> String {
        format!("controller vfio-user {}\n", self.path.display())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop = None;
        // Wakes who waits for one.
        drop(UnixStream::connect(&self.path));
        let _ = self.thread.take().map(JoinHandle::join);
        let _ = std::fs::remove_file(&self.path);
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Null => "null",
            Kind::Simulated => "simulated",
        })
    }
}
