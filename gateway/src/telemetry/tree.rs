//! The snapshot as a tree of small files, as sysfs has it: one value each, with an end of line.
//!
//! ```text
//!   info/{controller,hostname,state,sas,cam_entries,…}     statistics/{rx_pkts,rx_icv,…}    xfrm/XfrmInNoStates   mib/…
//!   path/…   tun/…   ike/…   recovery/…                    sa/<spi>/{direction,peer,packets,octets,…}
//! ```

use std::collections::BTreeMap;

use super::groups::groups;
use super::standard::{management, xfrm_in, xfrm_out};
use super::stats::{BundleStats, SaStats, Stats};

/// A tree: paths without a leading `/`, in order. Every directory of a file is there too; the root is the empty path.
pub struct Tree(BTreeMap<String, Node>);

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Directory,
    /// With its text.
    File(String),
}

impl Tree {
    pub fn new(stats: &Stats) -> Tree {
        let mut tree = Tree([(String::new(), Node::Directory)].into());
        // Empty ones are there as well: who watches them need not wait for them.
        for directory in ["info", "statistics", "xfrm", "mib", "sa"] {
            tree.0.insert(directory.to_owned(), Node::Directory);
        }
        let controller = stats.controllers.first().map(|card| card.name.as_str());
        tree.file("info/controller", controller.unwrap_or(&stats.card));
        tree.file("info/hostname", &stats.hostname);
        tree.file("info/state", if controller.is_some() { "up" } else { "gone" });
        tree.file("tun/interface", &stats.red.interface);
        for group in groups(stats) {
            for value in group.values {
                tree.file(&format!("{}/{}", group.directory, value.name), value.value);
            }
        }
        if controller.is_some() {
            for row in xfrm_in(stats).into_iter().chain(xfrm_out(stats)) {
                tree.file(&format!("xfrm/{}", row.name), row.value);
            }
            for row in management(stats) {
                tree.file(&format!("mib/{}", row.name), row.value);
            }
        }
        tree.sas(&stats.bundles);
        tree
    }

    pub fn get(&self, path: &str) -> Option<&Node> {
        self.0.get(path)
    }

    /// All paths with what is there.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(path, node)| (path.as_str(), node))
    }

    /// Names in a directory, with what they are.
    pub fn list(&self, directory: &str) -> Vec<(String, Node)> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let below = self.0.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        let children = below.filter_map(|(path, node)| {
            let name = path.strip_prefix(&prefix).filter(|name| !name.is_empty() && !name.contains('/'))?;
            Some((name.to_owned(), node.clone()))
        });
        children.collect()
    }

    fn file(&mut self, path: &str, value: impl ToString) {
        if let Some((directory, _)) = path.rsplit_once('/') {
            self.0.entry(directory.to_owned()).or_insert(Node::Directory);
        }
        self.0.insert(path.to_owned(), Node::File(format!("{}\n", value.to_string())));
    }

    /// SPIs that peers chose may be the same as others: whoever comes second has a number behind it, and ours come first.
    fn sas(&mut self, bundles: &[BundleStats]) {
        let pairs = || bundles.iter().flat_map(|bundle| bundle.sas.iter().map(move |sa| (bundle, sa)));
        for (bundle, sa) in pairs() {
            self.sa(bundle, sa, true);
        }
        for (bundle, sa) in pairs().filter(|(_, sa)| sa.outbound.is_some()) {
            self.sa(bundle, sa, false);
        }
    }

    fn sa(&mut self, bundle: &BundleStats, sa: &SaStats, inbound: bool) {
        let (direction, spi, usage) = match inbound {
            true => ("in", sa.inbound_spi, sa.inbound),
            false => ("out", sa.outbound_spi, sa.outbound),
        };
        let plain = format!("sa/{spi:08x}");
        let numbered = (1..).map(|n| format!("{plain}.{n}"));
        let free = std::iter::once(plain.clone()).chain(numbered).find(|path| !self.0.contains_key(path));
        let Some(directory) = free else { return };
        let usage = usage.unwrap_or_default();
        let protocol = if sa.protocol == 51 { "ah" } else { "esp" };
        let mut file = |name: &str, value: &dyn ToString| self.file(&format!("{directory}/{name}"), value.to_string());
        file("spi", &format!("{spi:#010x}"));
        file("direction", &direction);
        file("protocol", &protocol);
        file("peer", &bundle.peer);
        file("policy", &bundle.policy);
        file("local", &bundle.local);
        file("remote", &bundle.remote);
        file("mode", &bundle.mode);
        file("udp", &u8::from(bundle.udp));
        file("transform", &sa.transform);
        file("esn", &u8::from(sa.esn));
        file("packets", &usage.packets);
        file("octets", &usage.octets);
        file("sequence", &usage.sequence);
        // As `date -d @…` takes it.
        file("since", &format!("{}.{:03}", bundle.since / 1000, bundle.since % 1000));
        match inbound {
            true => {
                file("window", &sa.window);
                file("errors", &bundle.errors_in);
            }
            false => file("sends", &u8::from(bundle.sends)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::groups::tests::sample;
    use super::*;

    fn text(tree: &Tree, path: &str) -> String {
        match tree.get(path) {
            Some(Node::File(text)) => text.clone(),
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn every_counter_is_a_file_with_one_value_and_an_end_of_line() {
        let (stats, tree) = (sample(), Tree::new(&sample()));
        for (name, value) in &stats.controllers[0].counters {
            assert_eq!(text(&tree, &format!("statistics/{name}")), format!("{value}\n"));
        }
        assert_eq!(text(&tree, "info/state"), "up\n");
        assert_eq!(text(&tree, "path/sent_packets"), "4\n");
        assert_eq!(text(&tree, "recovery/rec_suppressed.peer"), "0\n");
        let one_line =
            |node: &Node| matches!(node, Node::File(text) if text.lines().count() == 1 && text.ends_with('\n'));
        assert!(tree.iter().all(|(_, node)| *node == Node::Directory || one_line(node)));
    }

    #[test]
    fn an_sa_is_a_directory_with_its_spi_as_name() {
        let tree = Tree::new(&sample());
        let inside = |name: &str| text(&tree, &format!("sa/01214f0d/{name}"));
        assert_eq!((inside("spi"), inside("direction")), ("0x01214f0d\n".into(), "in\n".into()));
        assert_eq!(
            (inside("packets"), inside("octets"), inside("sequence")),
            ("3\n".into(), "300\n".into(), "5\n".into())
        );
        assert_eq!((inside("peer"), inside("since")), ("one\n".into(), "1700000000.123\n".into()));
    }

    #[test]
    fn a_peer_that_chooses_the_spi_of_one_of_ours_does_not_hide_it() {
        let tree = Tree::new(&sample());
        let names: Vec<String> = tree.list("sa").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["0000012c", "01214f0d", "feedbeef", "feedbeef.1"]);
        assert_eq!(text(&tree, "sa/feedbeef/direction"), "in\n");
        assert_eq!(text(&tree, "sa/feedbeef.1/direction"), "out\n");
    }

    #[test]
    fn lists_name_what_is_in_a_directory_and_nothing_below_it() {
        let tree = Tree::new(&sample());
        let names: Vec<String> = tree.list("").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["ike", "info", "mib", "path", "recovery", "sa", "statistics", "tun", "xfrm"]);
        assert!(tree.list("statistics").iter().all(|(_, node)| *node != Node::Directory));
        assert_eq!(tree.list("nowhere"), []);
        // Every directory of a file is there.
        for (path, _) in tree.iter().filter(|(path, _)| path.contains('/')) {
            let (directory, _) = path.rsplit_once('/').expect("it has one");
            assert_eq!(tree.get(directory), Some(&Node::Directory), "{path}");
        }
    }

    #[test]
    fn a_card_that_is_gone_leaves_its_directories_empty() {
        let tree = Tree::new(&Stats { controllers: vec![], bundles: vec![], ..sample() });
        assert_eq!(text(&tree, "info/state"), "gone\n");
        assert_eq!(tree.list("statistics"), []);
        assert_eq!(tree.list("sa"), []);
    }
}
