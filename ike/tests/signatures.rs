//! What we sign, judged by openssl.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use respite_ike::crypto::sign::{Certificates, SignatureHashes};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/certificates/");
const OCTETS: &[u8] = b"what both ends of IKE_AUTH sign";

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(FIXTURES).join(name)).unwrap()
}

/// Where the public key of a certificate is, for openssl.
fn public_key(name: &str) -> PathBuf {
    let certificate = Path::new(FIXTURES).join(format!("{name}.pem"));
    let key = Command::new("openssl").args(["x509", "-noout", "-pubkey", "-in"]).arg(certificate).output().unwrap();
    assert!(key.status.success());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pub.pem"));
    std::fs::write(&path, key.stdout).unwrap();
    path
}

/// openssl's verdict over a signature of `octets`.
fn is_verified(name: &str, hash: &str, signature: &[u8], octets: &[u8]) -> bool {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.sig"));
    std::fs::write(&path, signature).unwrap();
    let mut openssl = Command::new("openssl")
        .args(["dgst", hash, "-verify"])
        .arg(public_key(name))
        .arg("-signature")
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(octets).unwrap();
    openssl.wait().unwrap().success()
}

#[test]
fn digital_signatures_of_ours_are_verified_by_openssl() {
    for (name, hash) in [("rsa", "-sha256"), ("p256", "-sha256"), ("p384", "-sha384")] {
        let key = file(&format!("{name}.key.pem"));
        let ours = Certificates::from_pem(&file(&format!("{name}.pem")), &key, &file("root.pem")).unwrap();
        let signed = ours.sign(OCTETS, Some(SignatureHashes::OURS)).unwrap();
        assert_eq!(signed.method, 14);
        // After the AlgorithmIdentifier and its length.
        let signature = &signed.data[1 + usize::from(signed.data[0])..];
        assert!(is_verified(name, hash, signature, OCTETS), "{name}");
        assert!(!is_verified(name, hash, signature, b"other octets"), "{name}");
    }
}
