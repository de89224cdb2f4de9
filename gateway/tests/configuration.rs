//! Configurations as an operator writes them: the seed's two, whole ones of IKEv2, wrong ones.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};
use respite::card::CardChoice;
use respite::config::pki::Trustpoint;
use respite::config::{
    endpoint_config, load, parse, running_config, show_running_config, weak_algorithms, Action, CertificateSource,
    Editor, Flow, Mode, Policy, Running,
};
use respite_ike::config::{Auth, Dpd, Identity, Mode as Encapsulation, Version};
use respite_ike::crypto::sign::Certificates;
use respite_ike::crypto::{Cipher, Group, Prf};
use respite_ike::sa::{Encryption, Integrity, Protocol};

const ROUTER_A: &str = include_str!("../../fixtures/ios/router-a.cfg");
const ROUTER_B: &str = include_str!("../../fixtures/ios/router-b.cfg");

/// No test here has certificates.
struct NoFiles;

impl CertificateSource for NoFiles {
    fn certificates(&self, _: &str, trustpoint: &Trustpoint) -> Result<Arc<Certificates>, String> {
        Err(format!("cannot read {}", trustpoint.certificate.as_deref().unwrap_or("nothing")))
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().expect("address")
}

fn problems(text: &str) -> Vec<String> {
    load(text).expect_err("wrong").problems.iter().map(ToString::to_string).collect()
}

fn flow(source: &str, destination: &str, protocol: u8, ports: (u16, u16)) -> Flow {
    Flow { source: ip(source), destination: ip(destination), protocol, source_port: ports.0, destination_port: ports.1 }
}

#[test]
fn the_seeds_configurations_load_as_they_stand() {
    for (text, host, outside, ours, theirs, inside, other) in [
        (ROUTER_A, "ipseca-71a", "FastEthernet0/0", "10.1.1.1", "10.2.2.2", "10.0.0.1", "10.0.2.2"),
        (ROUTER_B, "ipseca-72a", "Ethernet1/0", "10.2.2.2", "10.1.1.1", "10.0.2.2", "10.0.0.1"),
    ] {
        let loaded = load(text).expect("the seed's configuration");
        let config = &loaded.config;
        assert_eq!(config.hostname(), host);
        assert!(config.recovery.enabled && !config.logging.console);
        assert_eq!(config.controller.as_ref().expect("controller").card(), CardChoice::Sim);
        assert_eq!(config.interface_of_map("testtag1").expect("crypto map").name, outside);
        assert!(config.interface("serial1/0").or(config.interface("serial3/0")).expect("serial").shutdown);

        let (ike, left_out) = endpoint_config(config, &NoFiles);
        assert_eq!(left_out, []);
        assert!(ike.recovery.enabled);
        let [peer] = &ike.peers[..] else { panic!("one peer") };
        assert_eq!((peer.version, peer.local, peer.remote), (Version::V1, ip(ours), Some(ip(theirs))));
        assert_eq!((&peer.local_id, &peer.remote_id), (&Identity::Address(ip(ours)), &Identity::Address(ip(theirs))));
        assert!(matches!(&peer.auth, Auth::Psk(key) if key.as_slice() == b"1234"));
        assert_eq!(peer.lifetime.time, Some(Duration::from_secs(180)));
        // What the configuration does not say is as in IOS: DES, SHA-1, group 1.
        let [proposal] = &peer.proposals[..] else { panic!("one proposal") };
        let algorithms = (&proposal.ciphers[..], &proposal.prfs[..], &proposal.groups[..]);
        assert_eq!(algorithms, (&[Cipher::DesCbc][..], &[Prf::HmacSha1][..], &[Group::Modp768][..]));
        let [child] = &peer.children[..] else { panic!("one child") };
        assert_eq!((child.mode, child.pfs, child.replay_window), (Encapsulation::Tunnel, None, 64));
        assert_eq!((child.lifetime.time, child.lifetime.kilobytes), (Some(Duration::from_secs(3600)), Some(4_608_000)));
        assert_eq!(
            (child.local[0].addresses.clone(), child.remote[0].addresses.clone()),
            (ip(inside)..=ip(inside), ip(other)..=ip(other))
        );
        let bundle: Vec<_> =
            child.proposals[0].protocols.iter().map(|t| (t.protocol, t.encryption, t.integrity)).collect();
        let sha = Some(Integrity::HmacSha1_96);
        assert_eq!(bundle, [(Protocol::Ah, None, sha), (Protocol::Esp, Some(Encryption::DesCbc), sha)]);
    }
}

#[test]
fn lines_of_other_worlds_are_listed_once_with_their_numbers_and_without_passwords() {
    let loaded = load(ROUTER_A).expect("the seed's configuration");
    let numbers = |text: &str| {
        let rows: Vec<_> = loaded.ignored.iter().filter(|i| i.text == text).collect();
        assert!(rows.len() <= 1, "{text} is listed twice");
        rows.first().map(|row| row.lines.clone())
    };
    let at =
        |text: &str| (1..).zip(ROUTER_A.lines()).filter(|(_, l)| *l == text).map(|(n, _)| n).collect::<Vec<usize>>();
    for text in
        ["version 12.3", "no ip mroute-cache", "duplex full", "gatekeeper", "mgcp profile default", "line con 0"]
    {
        let found = at(text);
        assert_eq!(numbers(text), (!found.is_empty()).then_some(found), "{text}");
    }
    assert!(loaded.ignored.iter().any(|i| i.text == "enable secret ..."));
    let all: Vec<&str> = loaded.ignored.iter().map(|i| i.text.as_str()).collect();
    assert!(!all.iter().any(|text| text.contains("lab") || text.contains("$1$")), "{all:?}");
    for ours in ["crypto", "interface", "access-list", "hostname", "ip route", "ip address", "set ", "shutdown"] {
        assert!(!all.iter().any(|text| text.starts_with(ours)), "{ours} is ignored");
    }
}

#[test]
fn shutdown_of_an_unknown_section_does_not_reach_the_interface_before_it() {
    let config = parse("interface Ethernet0\n ip address 10.0.0.1 255.0.0.0\n!\ngatekeeper\n shutdown\n!\n")
        .expect("text")
        .config;
    assert!(!config.interfaces[0].shutdown);
}

#[test]
fn rec_11_the_recovery_line_is_printed_once_and_only_when_recovery_is_on() {
    let lines = |config: &Running| {
        show_running_config(config).lines().filter(|l| l.trim() == "crypto isakmp invalid-spi-recovery").count()
    };
    let mut config = Running::default();
    assert_eq!(lines(&config), 0);
    for _ in 0..2 {
        Editor::new(&mut config, Mode::Global).apply("crypto isakmp invalid-spi-recovery").expect("statement");
        assert_eq!(lines(&config), 1);
    }
    Editor::new(&mut config, Mode::Global).apply("no crypto isakmp invalid-spi-recovery").expect("statement");
    assert_eq!(lines(&config), 0);
}

#[test]
fn cli_07_a_saved_configuration_keeps_recovery_and_all_else() {
    for text in [ROUTER_A, ROUTER_B, IKEV2] {
        let first = load(text).expect("configuration").config;
        let saved = running_config(&first);
        let again = load(&saved).expect("what was saved");
        assert_eq!(again.config, first);
        assert_eq!(again.ignored, []);
        assert_eq!(saved.matches("crypto isakmp invalid-spi-recovery\n").count(), usize::from(first.recovery.enabled));
    }
}

#[test]
fn every_weak_algorithm_has_one_warning_that_names_its_places() {
    let config = load(ROUTER_A).expect("the seed's configuration").config;
    let warnings = weak_algorithms(&config);
    let starts: Vec<&str> = warnings.iter().filter_map(|w| w.split(" is ").next()).collect();
    assert_eq!(starts, ["DES", "SHA-1", "group 1"]);
    assert!(warnings[0].ends_with(": crypto isakmp policy 1, crypto ipsec transform-set auth2"), "{}", warnings[0]);
    assert_eq!(weak_algorithms(&load(IKEV2).expect("configuration").config), [""; 0]);
}

#[test]
fn a_wrong_line_of_ours_is_named_with_its_column_and_what_was_expected() {
    let text = "hostname gw\ncrypto isakmp policy 1\n authentication pre-shared\n lifetime 30\n!\ncrypto map m 10 ipsec-isakmp\n set pear 10.0.0.1\n set peer 10.0.0.256\n!\ninterface eth0\n ip address 10.0.0.1\n mtu 10\n!\ncrypto isakmp keey 1\naccess-list 99 permit ip any any\ncontroller smi\n";
    assert_eq!(
        problems(text),
        [
            r#"line 3: column 17: "pre-shared" is wrong, expected pre-share or rsa-sig"#,
            r#"line 4: column 11: "30" is wrong, expected a number from 60 to 86400"#,
            r#"line 7: column 6: "pear" is wrong, expected ikev2-profile, peer, pfs, security-association or transform-set"#,
            r#"line 8: column 11: "10.0.0.256" is wrong, expected an IP address"#,
            r#"line 11: line ends at column 21, expected a mask like 255.255.255.0"#,
            r#"line 12: column 6: "10" is wrong, expected a number from 576 to 9600"#,
            r#"line 14: column 15: "keey" is wrong, expected invalid-spi-recovery, keepalive, key, nat or policy"#,
            r#"line 15: column 13: "99" is wrong, expected a number from 100 to 2699"#,
            r#"line 16: column 12: "smi" is wrong, expected ISA, sim, vfio or vfio-user"#,
        ]
    );
}

#[test]
fn what_does_not_fit_together_is_named_with_the_line_of_its_section() {
    let base = "crypto map m 10 ipsec-isakmp\n set peer 10.2.2.2\n set transform-set t\n match address 150\n!\ninterface eth0\n ip address 10.1.1.1 255.0.0.0\n crypto map m\n!\n";
    let list = "access-list 150 permit ip any any\n";
    let set = "crypto ipsec transform-set t esp-aes esp-sha256-hmac\n!\n";
    let policy = "crypto isakmp policy 5\n authentication pre-share\n!\n";
    let key = "crypto isakmp key 0 k address 10.2.2.2\n";
    let ends = |text: String, end: &str| {
        let problem = problems(&text).remove(0);
        assert!(problem.starts_with("line 1: crypto map m 10: ") && problem.ends_with(end), "{problem}");
    };
    ends(base.to_owned(), "access list 150 is not defined");
    ends(format!("{base}access-list 150 deny ip any any\n"), "access list 150 permits nothing");
    ends(format!("{base}{list}"), "transform set t is not defined");
    ends(format!("{base}{list}{set}"), "no crypto isakmp policy has authentication pre-share");
    ends(format!("{base}{list}{set}{policy}"), "there is no crypto isakmp key for 10.2.2.2");
    let wild = "access-list 150 permit ip 10.0.0.0 0.255.0.255 any\n";
    ends(format!("{base}{wild}{set}{policy}{key}"), "10.0.0.0 0.255.0.255 is no range, which IKE cannot negotiate");
    assert!(load(&format!("{base}{list}{set}{policy}{key}")).is_ok());
    let undefined = problems("interface eth0\n crypto map nowhere\n");
    assert_eq!(undefined, ["line 1: interface eth0: crypto map nowhere is not defined"]);
}

#[test]
fn a_transform_set_has_at_most_one_of_each_kind_and_never_encrypts_without_authentication() {
    let set = |transforms: &str| parse(&format!("crypto ipsec transform-set t {transforms}\n"));
    let shown = |transforms: &str| {
        let sets = set(transforms).expect(transforms).config.transform_sets;
        sets["t"].transforms().join(" ")
    };
    assert_eq!(shown("esp-sha-hmac esp-aes 128 ah-gmac 256"), "ah-gmac 256 esp-aes esp-sha-hmac");
    assert_eq!(shown("ah-sha-hmac esp-des"), "ah-sha-hmac esp-des");
    assert_eq!(shown("esp-sha256-hmac"), "esp-null esp-sha256-hmac");
    assert_eq!(shown("esp-gmac 192"), "esp-gmac 192");
    for (transforms, why) in [
        ("esp-aes", "esp-aes without authentication"),
        ("esp-null", "esp-null without authentication"),
        ("esp-gcm esp-sha-hmac", "authenticate by themselves"),
        ("esp-des esp-3des esp-sha-hmac", "two transforms of one kind"),
        ("ah-sha-hmac ah-gmac", "two transforms of one kind"),
    ] {
        let error = set(transforms).expect_err(transforms).to_string();
        assert!(error.contains(why), "{transforms}: {error}");
    }
}

#[test]
fn access_lists_are_looked_at_in_order_and_deny_goes_on_to_the_next_entry() {
    let config = load(IKEV2).expect("configuration").config;
    let policy = Policy::new(&config);
    let out = |source, destination, protocol, ports| match policy
        .outbound("GigabitEthernet0/0", &flow(source, destination, protocol, ports))
    {
        Action::Protect(protection) => protection.child.clone(),
        Action::Bypass => "clear".to_owned(),
        Action::Discard(_) => "discard".to_owned(),
    };
    assert_eq!(out("10.1.5.5", "10.9.0.1", 17, (5, 5)), "vpn/10/20");
    assert_eq!(out("10.1.5.5", "10.9.0.1", 6, (40_000, 22)), "vpn/20/10", "denied by the first entry");
    assert_eq!(out("10.1.5.5", "10.10.0.1", 6, (40_000, 443)), "vpn/20/20");
    assert_eq!(out("10.1.5.5", "10.10.0.1", 6, (40_000, 444)), "clear");
    assert_eq!(out("10.2.5.5", "10.9.0.1", 17, (5, 5)), "clear");
    let back = policy.inbound_clear("GigabitEthernet0/0", &flow("10.9.0.1", "10.1.5.5", 17, (5, 5)));
    assert!(matches!(back, Action::Discard(protection) if protection.map == "vpn" && protection.sequence == 10));
    let elsewhere = policy.outbound("eth7", &flow("10.1.5.5", "10.9.0.1", 17, (5, 5)));
    assert_eq!(elsewhere, Action::Bypass);
}

#[test]
fn an_ikev2_configuration_becomes_peers_with_their_children() {
    let config = load(IKEV2).expect("configuration").config;
    let (ike, left_out) = endpoint_config(&config, &NoFiles);
    let why: Vec<String> = left_out.iter().map(ToString::to_string).collect();
    assert_eq!(why, ["crypto map vpn 30: trustpoint office: cannot read /etc/respite/gw.pem"]);
    let [psk] = &ike.peers[..] else { panic!("one peer") };
    assert_eq!((psk.version, psk.remote, psk.initiate), (Version::V2, Some(ip("192.0.2.2")), true));
    assert_eq!(psk.local_id, Identity::Fqdn("gw.example.com".into()));
    assert_eq!(psk.remote_id, Identity::Email("branch@example.com".into()));
    assert_eq!(psk.dpd, Dpd { idle: Some(Duration::from_secs(20)), retry: Duration::from_secs(3) });
    assert_eq!(psk.fragment_size, 1400);
    let names: Vec<&str> = psk.children.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["vpn/10/20", "vpn/20/10", "vpn/20/20"]);
    assert_eq!((psk.children[0].pfs, psk.children[0].replay_window), (Some(Group::X25519), 1024));
    assert_eq!(psk.children[1].proposals[0].protocols[0].encryption, Some(Encryption::AesGcm16(256)));
    assert!(psk.children.iter().all(|c| c.proposals.iter().all(|p| p.esn)));
    // One proposal of the configuration is two on the wire: AES-GCM goes without integrity.
    let [gcm, cbc] = &psk.proposals[..] else { panic!("two proposals") };
    assert_eq!((&gcm.ciphers[..], gcm.integrity.len()), (&[Cipher::AesGcm16(256)][..], 0));
    assert_eq!(
        (&cbc.ciphers[..], &cbc.integrity[..]),
        (&[Cipher::AesCbc(128)][..], &[Integrity::HmacSha2_256_128][..])
    );
    assert_eq!(gcm.additional, [[Group::MlKem768]]);
    assert_eq!(ike.limits.cookie_threshold, 100);
    assert_eq!(ike.recovery.dedupe, Duration::from_secs(7));
}

#[test]
fn the_knobs_of_recovery_have_the_librarys_defaults() {
    let (ours, _) = endpoint_config(&Running::default(), &NoFiles);
    let library = respite_ike::Config::default();
    assert_eq!(format!("{:?}", ours.recovery), format!("{:?}", library.recovery));
    assert_eq!((ours.limits, ours.v1), (library.limits, library.v1));
}

#[test]
fn keys_are_taken_from_the_narrowest_addresses_and_are_never_shown_in_debug_output() {
    let text = "crypto isakmp key 0 wide-secret address 0.0.0.0 0.0.0.0\ncrypto isakmp key narrow-secret address 10.2.0.0 255.255.0.0\ncrypto isakmp key 0 six-secret address ipv6 2001:db8::/32\n";
    let config = parse(text).expect("keys").config;
    let key = |peer| config.isakmp.key(ip(peer)).map(|key| key.as_slice().to_vec());
    assert_eq!(key("10.2.2.2"), Some(b"narrow-secret".to_vec()));
    assert_eq!(key("10.3.2.2"), Some(b"wide-secret".to_vec()));
    assert_eq!(key("2001:db8::1"), Some(b"six-secret".to_vec()));
    assert_eq!(key("2001:db9::1"), None);
    assert!(!format!("{config:?}").contains("secret\""), "{config:?}");
}

#[test]
fn hostile_text_is_refused_in_bounded_time_and_space() {
    let long = format!("hostname {}\n", "a".repeat(2000));
    assert_eq!(problems(&format!("crypto {}\n", "x ".repeat(600)))[0], "line 1: line is longer than 1024 octets");
    assert_eq!(problems(&long)[0], "line 1: line is longer than 1024 octets");
    let many = "crypto nonsense\n".repeat(100_000);
    assert_eq!(load(&many).expect_err("wrong").problems.len(), 50);
    let huge = "!\n".repeat(3 << 20);
    assert!(problems(&huge)[0].contains("may be"));
    let control = problems("crypto isakmp key 0 a\u{7}b address 10.0.0.1\n");
    assert_eq!(control, ["line 1: control character at column 22"]);
    let ignored = parse("banner \u{1b}[2J\n").expect("ignored").ignored;
    assert_eq!(ignored[0].text, "banner \\u{1b}[2J");
}

#[test]
fn damaged_configurations_are_refused_or_read_and_printed_alike() {
    let texts = [ROUTER_A, ROUTER_B, IKEV2];
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut below = |bound: usize| rng.next_u32() as usize % bound;
    let mut read = 0;
    for _ in 0..3000 {
        let mut lines: Vec<String> = texts[below(3)].lines().map(str::to_owned).collect();
        for _ in 0..=below(4) {
            let (at, other) = (below(lines.len()), below(lines.len()));
            match below(5) {
                0 => drop(lines.remove(at)),
                1 => lines.swap(at, other),
                2 => lines.insert(at, lines[other].clone()),
                3 => {
                    let mut words: Vec<&str> = lines[at].split(' ').collect();
                    words.remove(below(words.len()));
                    lines[at] = words.join(" ");
                }
                _ => lines[at] = lines[at].chars().rev().collect(),
            }
        }
        if let Ok(first) = parse(&lines.join("\n")) {
            read += 1;
            let printed = running_config(&first.config);
            let again = parse(&printed).unwrap_or_else(|e| panic!("{e}\n{printed}"));
            assert_eq!(again.config, first.config);
        }
    }
    assert!(read > 500, "{read}");
}

/// Two peers with pre-shared keys and one with certificates.
const IKEV2: &str = "\
hostname gw
!
crypto ikev2 proposal strong
 encryption aes-gcm-256 aes-cbc-128
 integrity sha256
 prf sha256 sha384
 group 31 19
 additional-key-exchange 1 ml-kem-768
!
crypto ikev2 policy all
 proposal strong
!
crypto ikev2 keyring keys
 peer branch
  address 192.0.2.0 255.255.255.0
  pre-shared-key 0 not-a-good-key
 peer other
  address 2001:db8::/32
  pre-shared-key another
!
crypto ikev2 profile branch
 match identity remote email branch@example.com
 identity local fqdn gw.example.com
 authentication remote pre-share
 authentication local pre-share
 keyring local keys
 lifetime 3600
 dpd 20 3
!
crypto ikev2 profile certified
 authentication certificate
 pki trustpoint office
!
crypto ikev2 fragmentation mtu 1400
crypto recovery dedup 7
crypto recovery half-open cookie-threshold 100
!
crypto pki trustpoint office
 ca pem /etc/respite/ca.pem
 certificate pem /etc/respite/gw.pem
 private-key pem /etc/respite/gw.key
!
crypto ipsec transform-set fast esp-gcm 256
 esn
!
crypto map vpn 10 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set fast
 set pfs group31
 set security-association replay window-size 1024
 set ikev2-profile branch
 match address to-branch
crypto map vpn 20 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set fast
 set ikev2-profile branch
 match address services
crypto map vpn 30 ipsec-isakmp
 set peer 198.51.100.3
 set transform-set fast
 set ikev2-profile certified
 match address 2001
!
controller vfio 0000:03:00.0
!
interface GigabitEthernet0/0
 device eth0
 ip address 203.0.113.1 255.255.255.0
 crypto map vpn
!
ip access-list extended to-branch
 deny tcp 10.1.0.0 0.0.255.255 any eq 22
 20 permit ip 10.1.0.0 0.0.255.255 10.9.0.0 0.0.255.255
!
ip access-list extended services
 permit tcp 10.1.0.0 0.0.255.255 any eq 22
 permit tcp 10.1.0.0 0.0.255.255 any range 442 443
!
access-list 2001 permit ip host 10.1.0.1 host 10.77.0.1
!
end
";
