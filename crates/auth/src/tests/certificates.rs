//! Certificates and the rules for their bearers.

use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair, SanType, date_time_ymd};

use super::SetClock;
use crate::clock::Clock;
use crate::{Authenticator, CertificateConfig, CertificateRule, Config, Reason};

fn der(common_names: &[&str], uris: &[&str], years: (i32, i32)) -> Vec<u8> {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    // The library keeps one name of a type: the second goes in by its number.
    for (name, name_type) in common_names.iter().zip([DnType::CommonName, DnType::CustomDnType(vec![2, 5, 4, 3])]) {
        params.distinguished_name.push(name_type, *name);
    }
    params.subject_alt_names = uris.iter().map(|uri| SanType::URI((*uri).try_into().unwrap())).collect();
    (params.not_before, params.not_after) = (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 1, 1));
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
}

/// The clock of the tests stands in 2033.
const VALID: (i32, i32) = (2030, 2040);

fn rule(san: Option<&str>, common_name: Option<&str>, tenant: &str, subject: Option<&str>) -> CertificateRule {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    CertificateRule {
        san: owned(san),
        common_name: owned(common_name),
        tenant: tenant.to_owned(),
        subject: owned(subject),
        groups: vec!["machines".to_owned()],
        roles: Vec::new(),
    }
}

fn authenticator() -> Authenticator {
    let rules = vec![
        rule(Some("spiffe://acme/etl"), None, "acme", Some("etl")),
        rule(Some("spiffe://acme/jobs/*"), None, "acme", None),
        rule(None, Some("old-service"), "beta", None),
    ];
    let config = Config { certificates: Some(CertificateConfig { rules }), ..Config::default() };
    Authenticator::tuned(config, Arc::<SetClock>::default() as Arc<dyn Clock>, |_| {}).unwrap()
}

#[test]
fn a_certificate_is_who_the_first_rule_that_fits_says() {
    let authenticator = authenticator();
    for (names, uris, tenant, subject) in [
        (&["any"][..], &["spiffe://acme/etl"][..], "acme", "etl"),
        (&[], &["spiffe://acme/jobs/nightly", "https://acme.example"], "acme", "spiffe://acme/jobs/nightly"),
        (&["old-service"], &[], "beta", "old-service"),
    ] {
        let principal = authenticator.certificate(&der(names, uris, VALID)).unwrap();
        assert_eq!((principal.tenant(), principal.subject()), (tenant, subject));
        assert_eq!(principal.groups(), ["machines".to_owned()]);
    }
}

#[test]
fn certificates_that_prove_nothing_are_refused() {
    let authenticator = authenticator();
    let good = der(&["old-service"], &[], VALID);
    for (name, der, reason) in [
        ("none", Vec::new(), Reason::Missing),
        ("not DER", b"-----BEGIN CERTIFICATE-----".to_vec(), Reason::Malformed),
        ("cut", good[..good.len() - 1].to_vec(), Reason::Malformed),
        ("bytes behind", [&good[..], &[0]].concat(), Reason::Malformed),
        ("large", vec![0; 70_000], Reason::TooLarge),
        ("expired", der(&["old-service"], &[], (2020, 2021)), Reason::Expired),
        ("of the future", der(&["old-service"], &[], (2039, 2040)), Reason::NotYetValid),
        ("another name", der(&["old-service-2"], &[], VALID), Reason::Unknown),
        ("a part of a name", der(&["old"], &[], VALID), Reason::Unknown),
        ("no name", der(&[], &[], VALID), Reason::Unknown),
        ("two common names", der(&["old-service", "x"], &[], VALID), Reason::Malformed),
        ("two ids", der(&[], &["spiffe://acme/etl", "spiffe://acme/jobs/a"], VALID), Reason::Malformed),
        ("an id below another", der(&[], &["spiffe://acme/etl/x"], VALID), Reason::Unknown),
        ("nothing below", der(&[], &["spiffe://acme/jobs/"], VALID), Reason::Unknown),
        ("another domain", der(&[], &["spiffe://acme.evil/etl"], VALID), Reason::Unknown),
        ("an id in the common name", der(&["spiffe://acme/etl"], &[], VALID), Reason::Unknown),
        ("a line end in the name", der(&["old-service\n"], &[], VALID), Reason::Claims),
    ] {
        assert_eq!(authenticator.certificate(&der).expect_err(name).reason, reason, "{name}");
    }
    let without_rules = Authenticator::new(Config::default()).unwrap();
    assert_eq!(without_rules.certificate(&good).unwrap_err().reason, Reason::Unknown);
}
