//! Snapshots of all counters, for whoever asks, but not more often than the gateway can bear.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::stats::Stats;

/// Where the gateway is to send a snapshot.
pub type Ask = oneshot::Sender<Stats>;

/// Gives snapshots that are at most a tenth of a second old: anybody may read, and each reading costs the card some work.
#[derive(Clone)]
pub struct Source {
    asks: mpsc::Sender<Ask>,
    last: Arc<Mutex<Option<Last>>>,
}

/// The latest snapshot, and when it was taken.
type Last = (Instant, Arc<Stats>);

impl Source {
    /// A source, and what the gateway must answer.
    pub fn new() -> (Source, mpsc::Receiver<Ask>) {
        let (asks, asked) = mpsc::channel(ASKS);
        (Source { asks, last: Arc::default() }, asked)
    }

    /// A snapshot; `None`: the gateway has ended.
    pub async fn snapshot(&self) -> Option<Arc<Stats>> {
        if let Some(stats) = self.recent() {
            return Some(stats);
        }
        let (ask, answer) = oneshot::channel();
        self.asks.send(ask).await.ok()?;
        Some(self.keep(answer.await.ok()?))
    }

    /// The same for a thread that may wait.
    pub fn wait(&self) -> Option<Arc<Stats>> {
        if let Some(stats) = self.recent() {
            return Some(stats);
        }
        let (ask, answer) = oneshot::channel();
        self.asks.blocking_send(ask).ok()?;
        Some(self.keep(answer.blocking_recv().ok()?))
    }

    fn recent(&self) -> Option<Arc<Stats>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(at, _)| at.elapsed() <= OLDEST).map(|(_, stats)| stats.clone())
    }

    fn keep(&self, stats: Stats) -> Arc<Stats> {
        let stats = Arc::new(stats);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), stats.clone()));
        stats
    }
}

/// Age of a snapshot.
const OLDEST: Duration = Duration::from_millis(100);
const ASKS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_readers_at_once_cost_one_reading_and_later_ones_another() {
        let (source, mut asked) = Source::new();
        let gateway = tokio::spawn(async move {
            let mut count = 0;
            while let Some(ask) = asked.recv().await {
                count += 1;
                let _ = ask.send(Stats { uptime: count, ..Stats::default() });
            }
            count
        });
        let mut seen = Vec::new();
        for _ in 0..1000 {
            seen.push(source.snapshot().await.expect("the gateway runs").uptime);
        }
        assert!(seen.is_sorted() && seen[0] == 1, "{seen:?}");
        tokio::time::sleep(OLDEST * 2).await;
        let from_a_thread = source.clone();
        let last = tokio::task::spawn_blocking(move || from_a_thread.wait().expect("the gateway runs").uptime);
        let last = last.await.expect("no panic");
        assert!(last > seen[999], "{last}");
        drop(source);
        let count = gateway.await.expect("no panic");
        assert_eq!(count, last);
        // A thousand readings took no more than one for each period.
        assert!(seen[999] < 1000, "{}", seen[999]);
    }

    #[tokio::test]
    async fn when_the_gateway_has_ended_there_is_nothing_to_read() {
        let (source, asked) = Source::new();
        drop(asked);
        assert!(source.snapshot().await.is_none());
    }
}
