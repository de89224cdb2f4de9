//! SA files: what is accepted, and what the complaint says about everything else.

use std::path::Path;

use respite::sa_file::{load, parse, Sa};
use respite_driver::{Direction, Mode};

const GOOD: &str = r#"# two SAs
[[sa]]
name = "a"
direction = "in"
proto = "esp"
spi = 0x1000
src = "192.0.2.1"
dst = "192.0.2.2"
mode = "tunnel"
enc = "aes-gcm-16"
enc_key = "000102030405060708090a0b0c0d0e0f10111213"
esn = true
replay_window = 128
seq = 0xffff_ffff_ffff_fff0
udp_encap = [4500, 4501]
soft_packets = 5
hard_packets = 6

[[sa]]
name = "b"
direction = "out"
proto = "esp"
spi = 4096
src = "192.0.2.2"
dst = "192.0.2.1"
mode = "transport"
enc = "aes-gcm-16"
enc_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
selectors = { local = "10.0.0.0/24", remote = "0.0.0.0/0" }
hard_bytes = 1000
"#;

fn parsed(text: &str) -> Result<Vec<Sa>, String> {
    parse(text, Path::new("dir/SA.toml")).map_err(|e| e.to_string())
}

/// The complaint about the good file with one change.
fn complaint(from: &str, to: &str) -> String {
    assert_eq!(GOOD.matches(from).count(), 1, "{from} is not there once");
    parsed(&GOOD.replace(from, to)).expect_err("wrong")
}

#[test]
fn every_field_arrives() {
    let sas = parsed(GOOD).expect("good");
    let (a, b) = (&sas[0], &sas[1]);
    assert_eq!((a.name.as_str(), a.params.direction, a.params.mode), ("a", Direction::Inbound, Mode::Tunnel));
    assert_eq!((a.params.spi, a.params.esn, a.params.window), (0x1000, true, 128));
    assert_eq!((a.params.seq, a.params.udp), (0xffff_ffff_ffff_fff0, Some((4500, 4501))));
    assert_eq!((a.params.packets.soft, a.params.packets.hard), (Some(5), Some(6)));
    assert_eq!((b.params.mode, b.params.window, b.params.octets.hard), (Mode::Transport, 0, Some(1000)));
    assert_eq!(b.selectors.expect("selectors").local.to_string(), "10.0.0.0/24");
    assert!(a.selectors.is_none());
    assert!(parsed("").expect("empty").is_empty());
}

#[test]
fn a_window_is_on_unless_it_is_turned_off() {
    assert_eq!(parsed(&GOOD.replace("replay_window = 128\n", "")).expect("good")[0].params.window, 64);
    assert_eq!(parsed(&GOOD.replace("replay_window = 128", "replay_window = 0")).expect("good")[0].params.window, 0);
}

#[test]
fn what_is_no_text_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("SA.toml");
    std::fs::write(&path, b"[[sa]]\nname = \"\xff\"\n").expect("write");
    let why = load(&path).expect_err("no UTF-8").to_string();
    assert_eq!(why, format!("{}:2: this is not UTF-8", path.display()));
}

#[test]
fn what_is_missing_unknown_or_of_another_type_is_named_with_its_line() {
    let table = [
        ("mode = \"tunnel\"\n", "", "dir/SA.toml:2: mode is missing"),
        ("seq = ", "sequence = ", "dir/SA.toml:14: sequence is not a known field"),
        ("spi = 0x1000", "spi = \"0x1000\"", "dir/SA.toml:6: spi is a string, not a whole number"),
        ("spi = 0x1000", "spi = 1.5", "dir/SA.toml:6: spi is a fraction, not a whole number"),
        ("spi = 0x1000", "spi = -1", "dir/SA.toml:6: spi is -1, not a number from 0 to 4294967295"),
        ("esn = true", "esn = 1", "dir/SA.toml:12: esn is a whole number, not true or false"),
        ("name = \"a\"", "name = 7", "dir/SA.toml:3: name is a whole number, not a string"),
        ("[4500, 4501]", "[4500]", "dir/SA.toml:15: udp_encap has 1 numbers, two are needed"),
        ("[4500, 4501]", "4500", "dir/SA.toml:15: udp_encap is a whole number, not a list of two numbers"),
        ("[4500, 4501]", "[4500, 65536]", "dir/SA.toml:15: udp_encap is 65536, not a number from 0 to 65535"),
        ("[4500, 4501]", "[0, 4500]", "dir/SA.toml:15: udp_encap has port 0"),
        ("remote = \"0.0.0.0/0\"", "to = 1", "dir/SA.toml:29: selectors.remote is missing"),
        ("\"0.0.0.0/0\"", "\"0.0.0.0/0\", x = 1", "dir/SA.toml:29: selectors.x is not a known field"),
    ];
    for (from, to, want) in table {
        assert_eq!(complaint(from, to), want);
    }
    assert_eq!(parsed("[sa]\n").expect_err("a table"), "dir/SA.toml:1: sa is a table, not a list of tables");
    assert_eq!(parsed("\n\nsas = 1").expect_err("unknown"), "dir/SA.toml:3: sas is not a known field");
    let syntax = parsed("[[sa]]\nname = \n").expect_err("no TOML");
    assert!(syntax.starts_with("dir/SA.toml:2: "), "{syntax}");
}

#[test]
fn impossible_values_are_named_with_their_line() {
    let table = [
        ("\"in\"", "\"inbound\"", "dir/SA.toml:4: direction \"inbound\" is not \"in\" or \"out\""),
        ("\"transport\"", "\"beet\"", "dir/SA.toml:26: mode \"beet\" is not \"tunnel\" or \"transport\""),
        ("spi = 0x1000", "spi = 255", "dir/SA.toml:6: spi is wrong: SPI 255 is reserved"),
        ("10111213\"", "101112\"", "dir/SA.toml:11: enc_key has 19 octets of AES-GCM key material, 20 or 36 are needed (the last 4 are the salt)"),
        ("10111213\"", "1011121\"", "dir/SA.toml:11: enc_key has 39 hexadecimal digits, an odd number"),
        ("replay_window = 128", "replay_window = 1025", "dir/SA.toml:13: replay_window is 1025, not a number from 0 to 1024"),
        ("esn = true", "esn = false", "dir/SA.toml:14: seq is 18446744073709551600, 32 bits without ESN"),
        ("soft_packets = 5", "soft_packets = 7", "dir/SA.toml:16: soft_packets is 7, a soft bound, which must not exceed the hard one"),
        ("hard_bytes", "replay_window = 9\nhard_bytes", "dir/SA.toml:30: replay_window is 9, 0 for an outbound SA"),
        ("\"10.0.0.0/24\"", "\"10.0.0.1/24\"", "dir/SA.toml:29: selectors.local 10.0.0.1/24 has bits beyond its length, 10.0.0.0/24 has none"),
        ("\"10.0.0.0/24\"", "\"10.0.0.0/33\"", "dir/SA.toml:29: selectors.local \"10.0.0.0/33\" is not a prefix like 10.0.0.0/24"),
        ("\"10.0.0.0/24\"", "\"fd00::/8\"", "dir/SA.toml:29: selectors has prefixes of different families"),
        ("esn = true", "esn = true\nselectors = {}", "dir/SA.toml:13: selectors chooses clear packets, which only an \"out\" SA takes"),
        ("name = \"a\"", "name = \"\"", "dir/SA.toml:3: name is empty"),
    ];
    for (from, to, want) in table {
        assert_eq!(complaint(from, to), want);
    }
    let digits = parsed(&GOOD.replacen("\"0001020304", "\"00xx020304", 1)).expect_err("no digits");
    assert_eq!(digits, "dir/SA.toml:11: enc_key has something other than hexadecimal digits at place 3");
}

#[test]
fn addresses_that_no_host_has_are_refused() {
    let with = |address: &str| {
        let text = GOOD.replacen("src = \"192.0.2.1\"", &format!("src = \"{address}\""), 1);
        parsed(&text).expect_err("odd").split_once(": ").expect("a line").1.to_owned()
    };
    assert_eq!(with("192.0.2.1/32"), "src \"192.0.2.1/32\" is not an IP address");
    assert_eq!(with("0.0.0.0"), "src 0.0.0.0 is the unspecified address, a tunnel needs a host's");
    assert_eq!(with("::"), "src :: is the unspecified address, a tunnel needs a host's");
    assert_eq!(with("224.0.0.1"), "src 224.0.0.1 is a multicast address, a tunnel needs a host's");
    assert_eq!(with("255.255.255.255"), "src 255.255.255.255 is the broadcast address, a tunnel needs a host's");
    assert_eq!(
        with("::ffff:1.2.3.4"),
        "src ::ffff:1.2.3.4 is an IPv4 address in IPv6 clothing, a tunnel needs a host's"
    );
    assert_eq!(with("2001:db8::1"), "dst is wrong: 2001:db8::1 and 192.0.2.2 are of different families");
}

#[test]
fn names_and_spis_and_keys_of_senders_are_there_once() {
    assert_eq!(complaint("name = \"b\"", "name = \"a\""), "dir/SA.toml:20: name \"a\" is taken by the SA of line 3");
    let again = |text: &str, name: &str| {
        let at = text.find("[[sa]]").expect("an SA");
        let second = text.rfind("[[sa]]").expect("an SA");
        let one = if name == "c" { &text[at..second] } else { &text[second..] };
        format!("{text}{}", one.replace("name = \"a\"", "name = \"c\"").replace("name = \"b\"", "name = \"d\""))
    };
    let inbound = parsed(&again(GOOD, "c")).expect_err("SPI twice");
    assert_eq!(inbound, "dir/SA.toml:35: spi 0x00001000 is taken by the SA of line 3");
    let outbound = parsed(&again(GOOD, "d")).expect_err("SPI twice");
    assert_eq!(outbound, "dir/SA.toml:35: spi 0x00001000 is taken by the SA of line 20");
    let key = again(GOOD, "d").replace("spi = 4096", "spi = 4097").replacen("spi = 4097", "spi = 4096", 1);
    let want = "dir/SA.toml:40: enc_key is also the key of the SA of line 20; two that send must differ";
    assert_eq!(parsed(&key).expect_err("key twice"), want);
}

/// A file of one SA: fields of every SA, then `rest`.
fn single(direction: &str, rest: &str) -> String {
    format!(
        "[[sa]]\nname = \"a\"\ndirection = \"{direction}\"\nspi = 0x1000\nsrc = \"192.0.2.1\"\ndst = \"192.0.2.2\"\n\
         mode = \"tunnel\"\n{rest}"
    )
}

fn key(octets: usize) -> String {
    (1..=octets).map(|n| format!("{:02x}", n * 2)).collect()
}

#[test]
fn every_suite_arrives() {
    let hmacs = [("hmac-sha1-96", 20), ("hmac-sha2-256-128", 32), ("hmac-sha2-384-192", 48), ("hmac-sha2-512-256", 64)];
    let ciphers = [("aes-cbc", 16), ("aes-cbc", 24), ("aes-cbc", 32), ("des-cbc", 8), ("3des-cbc", 24), ("null", 0)];
    let mut names = std::collections::BTreeSet::new();
    let mut take = |rest: &str| {
        let sas = parsed(&single("in", rest)).expect(rest);
        assert_eq!(sas[0].params.check_padding, rest.contains("auth") && rest.contains("esp"), "{rest}");
        names.insert(sas[0].params.suite.to_string());
    };
    for (auth, len) in hmacs {
        let auth = format!("auth = \"{auth}\"\nauth_key = \"{}\"\n", key(len));
        for (enc, len) in ciphers {
            let enc_key = if len == 0 { String::new() } else { format!("enc_key = \"{}\"\n", key(len)) };
            take(&format!("proto = \"esp\"\nenc = \"{enc}\"\n{enc_key}{auth}"));
        }
        take(&format!("proto = \"ah\"\n{auth}"));
    }
    for len in [20, 36] {
        take(&format!("proto = \"esp\"\nenc = \"aes-gcm-16\"\nenc_key = \"{}\"", key(len)));
        take(&format!("proto = \"esp\"\nenc = \"aes-gmac\"\nenc_key = \"{}\"", key(len)));
        take(&format!("proto = \"ah\"\nauth = \"aes-gmac\"\nauth_key = \"{}\"", key(len)));
    }
    assert_eq!(names.len(), 4 * 7 + 6);
    assert!(names.contains("ESP AES-192-CBC with HMAC-SHA2-384-192"), "{names:?}");
    assert!(names.contains("AH AES-256-GMAC"), "{names:?}");
}

#[test]
fn algorithms_that_do_not_go_together_are_named_with_their_line() {
    let sha1 = format!("auth = \"hmac-sha1-96\"\nauth_key = \"{}\"\n", key(20));
    let table = [
        ("in", "proto = \"ah\"\nenc = \"null\"".into(), "9: enc is not for AH, which does not encrypt"),
        ("in", "proto = \"ah\"".into(), "1: auth is missing"),
        ("in", "proto = \"esp\"\nenc = \"null\"".into(), "1: auth is missing"),
        ("in", format!("proto = \"esp\"\nenc = \"aes-cbc\"\nenc_key = \"{}\"", key(16)), "1: auth is missing"),
        (
            "in",
            format!("proto = \"esp\"\nenc = \"aes-gcm-16\"\n{sha1}"),
            "10: auth is not for \"aes-gcm-16\", which authenticates itself",
        ),
        (
            "in",
            format!("proto = \"esp\"\nenc = \"null\"\nenc_key = \"00\"\n{sha1}"),
            "10: enc_key is not for \"null\", which has no key",
        ),
        (
            "in",
            format!("proto = \"esp\"\nenc = \"aes-cbc\"\nenc_key = \"{}\"\n{sha1}", key(20)),
            "10: enc_key has 20 octets of AES-CBC key material, 16, 24 or 32 are needed",
        ),
        (
            "in",
            format!("proto = \"esp\"\nenc = \"des-cbc\"\nenc_key = \"0101010101010101\"\n{sha1}"),
            "10: enc_key is a weak or semi-weak DES key",
        ),
        (
            "in",
            format!("proto = \"esp\"\nenc = \"3des-cbc\"\nenc_key = \"{}{}{}\"\n{sha1}", key(8), key(8), key(8)),
            "10: enc_key is a 3DES key of which two parts in a row are equal",
        ),
        (
            "in",
            "proto = \"ah\"\nauth = \"hmac-sha2-256-128\"\nauth_key = \"00\"".into(),
            "10: auth_key has 1 octets of HMAC-SHA2-256-128 key material, 32 are needed",
        ),
        (
            "in",
            format!("proto = \"esp\"\nenc = \"null\"\nauth = \"aes-gmac\"\nauth_key = \"{}\"", key(20)),
            "10: auth \"aes-gmac\" is for AH; ESP with it is enc = \"aes-gmac\"",
        ),
        (
            "in",
            format!("proto = \"ah\"\n{sha1}udp_encap = [4500, 4500]"),
            "11: udp_encap is wrong: AH does not go through UDP",
        ),
        ("in", format!("proto = \"ah\"\n{sha1}check_padding = true"), "11: check_padding is for an \"in\" SA of ESP"),
        (
            "out",
            format!("proto = \"esp\"\nenc = \"null\"\n{sha1}check_padding = true"),
            "12: check_padding is for an \"in\" SA of ESP",
        ),
    ];
    for (direction, rest, want) in table {
        assert_eq!(parsed(&single(direction, &rest)).expect_err(&rest), format!("dir/SA.toml:{want}"), "{rest}");
    }
    let md5 = parsed(&single("in", "proto = \"ah\"\nauth = \"hmac-md5-96\"")).expect_err("unknown");
    assert!(md5.starts_with("dir/SA.toml:9: auth \"hmac-md5-96\" is not \"hmac-sha1-96\" or "), "{md5}");
}

const BUNDLE: &str = r#"[[sa]]
name = "esp"
direction = "out"
proto = "esp"
spi = 0x1000
src = "192.0.2.1"
dst = "192.0.2.2"
mode = "tunnel"
enc = "null"
auth = "hmac-sha1-96"
auth_key = "000102030405060708090a0b0c0d0e0f10111213"

[[sa]]
name = "ah"
direction = "out"
proto = "ah"
spi = 0x1000
src = "192.0.2.1"
dst = "192.0.2.2"
mode = "tunnel"
then = "esp"
auth = "hmac-sha1-96"
auth_key = "000102030405060708090a0b0c0d0e0f10111213"
selectors = { local = "10.0.0.0/24", remote = "0.0.0.0/0" }
"#;

#[test]
fn a_bundle_links_ah_to_esp_in_either_order() {
    let sas = parsed(BUNDLE).expect("good");
    assert_eq!((sas[0].below, sas[1].below), (None, Some(0)));
    let (esp, ah) = BUNDLE.split_at(BUNDLE.rfind("[[sa]]").expect("an SA"));
    assert_eq!(parsed(&format!("{ah}{esp}")).expect("good")[0].below, Some(1));
}

#[test]
fn a_bundle_that_cannot_be_is_refused_at_its_then() {
    let ah = BUNDLE.rfind("[[sa]]").expect("an SA");
    let (esp, over) = BUNDLE.split_at(ah);
    let table = [
        (esp.to_owned(), over.replace("then = \"esp\"", "then = \"x\""), "21: then \"x\" is no SA of this file"),
        (
            esp.to_owned(),
            over.replace("then = \"esp\"", "then = \"ah\""),
            "21: then puts AH over ESP, and nothing else over anything else",
        ),
        (esp.replace("\"out\"", "\"in\""), over.to_owned(), "21: then names an SA of the other direction"),
        (esp.replace("192.0.2.1", "192.0.2.9"), over.to_owned(), "21: then names an SA with other addresses"),
        (
            esp.replace("enc = \"null\"\nauth = \"hmac-sha1-96\"", "enc = \"aes-gcm-16\"").replace(
                "auth_key = \"000102030405060708090a0b0c0d0e0f10111213\"",
                &format!("enc_key = \"{}\"", key(20)),
            ),
            over.to_owned(),
            "20: then names an \"out\" SA without HMAC, over which no card puts AH",
        ),
        (
            esp.replace("\n\n", "\nudp_encap = [4500, 4500]\n"),
            over.to_owned(),
            "21: then names an SA in UDP, through which AH does not go",
        ),
        (
            esp.replace("\n\n", "\nselectors = { local = \"::/0\", remote = \"::/0\" }\n"),
            over.to_owned(),
            "21: then names an SA with selectors; they belong to the AH SA",
        ),
        (
            esp.to_owned(),
            format!("{over}{}", over.replace("\"ah\"\nd", "\"again\"\nd").replace("0x1000", "0x1001")),
            "33: then names an SA that another one is over",
        ),
    ];
    for (esp, over, want) in table {
        assert_eq!(parsed(&format!("{esp}{over}")).expect_err(want), format!("dir/SA.toml:{want}"));
    }
}

#[test]
fn weak_algorithms_are_known_by_name() {
    let weak = |rest: &str| {
        let sas = parsed(&single("in", rest)).expect(rest);
        sas[0].params.suite.weak().collect::<Vec<_>>().join(" ")
    };
    let sha2 = format!("auth = \"hmac-sha2-256-128\"\nauth_key = \"{}\"\n", key(32));
    let sha1 = format!("auth = \"hmac-sha1-96\"\nauth_key = \"{}\"\n", key(20));
    let des = format!("proto = \"esp\"\nenc = \"des-cbc\"\nenc_key = \"{}\"\n", key(8));
    assert_eq!(weak(&format!("{des}{sha1}")), "DES-CBC HMAC-SHA1-96");
    assert_eq!(weak(&format!("{des}{sha2}")), "DES-CBC");
    assert_eq!(weak(&format!("proto = \"ah\"\n{sha2}")), "");
    assert_eq!(weak(&format!("proto = \"esp\"\nenc = \"null\"\n{sha2}")), "");
}

#[test]
fn the_examples_of_the_documentation_are_accepted() {
    let guide = include_str!("../../docs/replay.md");
    let examples: Vec<_> = guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        assert!(!parsed(example).expect(example).is_empty());
    }
}
