//! A public key in a file of the operator.

use std::io::Read;
use std::path::Path;

use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::set::{Key, KeySet};
use crate::config::Problem;

const PEM_BYTES_MAX: u64 = 65_536;

/// The object identifier of Ed25519, RFC 8410.
const ED25519: &str = "1.3.101.112";

/// Reads the one public key of a file.
pub(crate) fn read_pem(file: &Path) -> Result<KeySet, Problem> {
    read(file)
        .map(KeySet::of_one)
        .map_err(|(what, mend)| Problem::new(format!("auth.jwt: the pem_file {} {what}: {mend}", file.display())))
}

fn read(file: &Path) -> Result<Key, (String, &'static str)> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|opened| opened.take(PEM_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(|error| (format!("cannot be read, {error}"), "set it to a file this server may read"))?;
    let mend = "put one public key into it, -----BEGIN PUBLIC KEY-----, of RSA with 2048 to 4096 bits, P-256, P-384 or Ed25519";
    let pems: Result<Vec<Pem>, _> = Pem::iter_from_buffer(&bytes).collect();
    let pems = pems.map_err(|_| ("is not PEM".to_owned(), mend))?;
    let [pem] = pems.as_slice() else { return Err((format!("has {} entries", pems.len()), mend)) };
    if pem.label.contains("PRIVATE") {
        return Err((
            "has a private key".to_owned(),
            "put the public key into it, and keep the private one with its issuer",
        ));
    }
    if pem.label != "PUBLIC KEY" {
        return Err((format!("has an entry of the kind {:?}", pem.label), mend));
    }
    public_key(&pem.contents).ok_or(("has a key that is not used here".to_owned(), mend))
}

fn public_key(der: &[u8]) -> Option<Key> {
    let (_, info) = SubjectPublicKeyInfo::from_der(der).ok().filter(|(rest, _)| rest.is_empty())?;
    match info.parsed().ok()? {
        PublicKey::RSA(numbers) => Key::rsa(numbers.modulus, numbers.exponent, None, ""),
        PublicKey::EC(point) => Key::elliptic(point.data(), None, ""),
        _ if info.algorithm.algorithm.to_id_string() == ED25519 => {
            Key::edwards(&info.subject_public_key.data, None, "")
        }
        _ => None,
    }
}
