//! The control socket: takes requests, has the gateway answer them one by one.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot, Semaphore};
use tokio::task::JoinHandle;

use super::ping::ping;
use super::protocol::{Reply, Request, MOST_OCTETS};

/// A request, and where its answer goes.
pub struct Question {
    pub request: Request,
    pub answer: oneshot::Sender<Reply>,
}

/// The socket. Dropping it takes it away.
pub struct Server {
    path: PathBuf,
    listener: JoinHandle<()>,
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
#[error("control socket {}: {source}", path.display())]
pub struct ServerError {
    path: PathBuf,
    source: io::Error,
}

impl Server {
    /// Makes the socket. One that a gateway left behind is replaced, one that answers is not.
    pub fn open(path: &Path, questions: mpsc::Sender<Question>) -> Result<Server, ServerError> {
        let listener = listen(path).map_err(|source| ServerError { path: path.to_owned(), source })?;
        Ok(Server { path: path.to_owned(), listener: tokio::spawn(accept(listener, questions)) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listener.abort();
        // If it is gone already, so be it.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn listen(path: &Path) -> io::Result<UnixListener> {
    use std::os::unix::fs::DirBuilderExt;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => return Err(io::Error::new(io::ErrorKind::AddrInUse, "another gateway answers there")),
        Err(_) => remove_socket(path)?,
    }
    // The name appears when nobody else can open it any more.
    let new = path.with_extension("new");
    remove_socket(&new)?;
    let listener = UnixListener::bind(&new)?;
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&new, path)?;
    Ok(listener)
}

/// Removes the socket that a dead process left behind, if there is one, and nothing else.
fn remove_socket(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt;
    match std::fs::symlink_metadata(path) {
        Ok(what) if what.file_type().is_socket() => std::fs::remove_file(path),
        Ok(_) => {
            Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} is there and no socket", path.display())))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

async fn accept(listener: UnixListener, questions: mpsc::Sender<Question>) {
    let room = Arc::new(Semaphore::new(MOST_CLIENTS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // No file descriptor is left, or the like: trying at once would only burn time.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Ok(place) = room.clone().try_acquire_owned() else {
            tokio::spawn(tokio::time::timeout(PATIENCE, refuse(stream)));
            continue;
        };
        let questions = questions.clone();
        tokio::spawn(async move {
            // A client that is gone has nobody to complain to.
            let _ = converse(stream, questions).await;
            drop(place);
        });
    }
}

/// Says that there is no room, after the first request: closing before it is read would reset the connection.
async fn refuse(stream: UnixStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    (&mut stream).take(MOST_OCTETS as u64).read_until(b'\n', &mut Vec::new()).await?;
    say(stream.get_mut(), &Reply::Failed(format!("{MOST_CLIENTS} others are connected"))).await
}

async fn converse(stream: UnixStream, questions: mpsc::Sender<Question>) -> io::Result<()> {
    let (input, mut output) = stream.into_split();
    let mut input = BufReader::new(input);
    let mut line = Vec::new();
    loop {
        line.clear();
        let len = (&mut input).take(MOST_OCTETS as u64).read_until(b'\n', &mut line).await?;
        if len == 0 || line.last() != Some(&b'\n') {
            return Ok(());
        }
        let reply = match serde_json::from_slice(&line) {
            Err(error) => Reply::Failed(format!("not understood: {error}")),
            Ok(Request::Ping(plan)) => {
                let (echoes, mut come) = mpsc::channel(1);
                let pinging = tokio::spawn(async move { ping(&plan, &echoes).await });
                while let Some(echo) = come.recv().await {
                    say(&mut output, &Reply::Echo(echo)).await?;
                }
                match pinging.await {
                    Ok(Ok(())) => Reply::Done,
                    Ok(Err(error)) => Reply::Failed(error.to_string()),
                    Err(error) => Reply::Failed(error.to_string()),
                }
            }
            Ok(request) => {
                let (answer, answered) = oneshot::channel();
                let asked = questions.send(Question { request, answer }).await.is_ok();
                match answered.await {
                    Ok(reply) if asked => reply,
                    _ => Reply::Failed("the gateway is ending".into()),
                }
            }
        };
        say(&mut output, &reply).await?;
    }
}

async fn say(output: &mut (impl AsyncWriteExt + Unpin), reply: &Reply) -> io::Result<()> {
    let mut line = serde_json::to_vec(reply)?;
    line.push(b'\n');
    output.write_all(&line).await
}

const MOST_CLIENTS: usize = 32;
const PAUSE: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_that_a_gateway_left_is_replaced_and_a_file_is_not() {
        let place = tempfile::tempdir().expect("a directory");
        let (file, socket) = (place.path().join("file"), place.path().join("control"));
        std::fs::write(&file, "mine").expect("the directory is ours");
        drop(std::os::unix::net::UnixListener::bind(&socket).expect("a free name"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
        let _runtime = runtime.enter();
        assert!(listen(&file).is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "mine");
        let _listener = listen(&socket).expect("nobody answers there");
        assert!(listen(&socket).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse));
    }

    #[tokio::test]
    async fn who_comes_when_there_is_no_room_is_told_so() {
        let place = tempfile::tempdir().expect("a directory");
        let path = place.path().join("control");
        let (questions, _asked) = mpsc::channel(1);
        let _server = Server::open(&path, questions).expect("a free name");
        let mut idle = Vec::new();
        for _ in 0..MOST_CLIENTS {
            let mut client = BufReader::new(UnixStream::connect(&path).await.expect("room"));
            // Whoever is answered has been taken in.
            client.get_mut().write_all(b"?\n").await.expect("room");
            client.read_line(&mut String::new()).await.expect("an answer");
            idle.push(client);
        }
        let mut said = String::new();
        let mut late = BufReader::new(UnixStream::connect(&path).await.expect("room"));
        late.get_mut().write_all(b"?\n").await.expect("room");
        late.read_line(&mut said).await.expect("an answer");
        assert!(said.contains("32 others are connected"), "{said}");
    }
}
