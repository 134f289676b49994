use super::*;

fn parse(text: &str) -> Address {
    Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn check_refused(text: &str, part: &str) {
    match Address::parse(text) {
        Ok(_) => panic!("{text} was taken"),
        Err(error) => {
            let shown = error.to_string();
            assert!(shown.contains(part), "{text}: {shown}");
        }
    }
}

#[test]
fn hosts_and_ports() {
    for (text, host, port) in [
        ("sc://spark.example", "spark.example", 15002),
        ("sc://spark.example/", "spark.example", 15002),
        ("sc://10.0.0.1:443", "10.0.0.1", 443),
        ("sc://[::1]:15003/;user_id=ann", "::1", 15003),
        ("sc://[::1]", "::1", 15002),
    ] {
        let address = parse(text);
        assert_eq!((address.host.as_str(), address.port), (host, port), "{text}");
    }
    assert_eq!(parse("sc://[::1]").uri(false), "http://[::1]:15002");
    assert_eq!(parse("sc://a:1").uri(true), "https://a:1");
}

#[test]
fn keys_are_decoded_and_others_are_headers() {
    let address = parse("sc://h/;token=a%3Db%3B;use_ssl=TRUE;user_id=%C3%A9va;x-cluster=7;user_agent=mine");
    assert_eq!(address.token.as_deref(), Some("a=b;"));
    assert_eq!((address.use_ssl, address.user_id.as_deref()), (Some(true), Some("éva")));
    assert_eq!(address.headers, [("x-cluster".to_owned(), "7".to_owned())]);
    let id = "0c5e6a3e-7d3f-4d7e-9a37-0a1c4a4a2f10";
    assert_eq!(parse(&format!("sc://h/;session_id={id}")).session_id.as_deref(), Some(id));
}

#[test]
fn what_is_wrong_is_told() {
    for (text, part) in [
        ("http://h", "\"http\""),
        ("h:15002", "\"none\""),
        ("sc://", "host is \"\""),
        ("sc://ann@h", "user"),
        ("sc://h/path", "\"/path\""),
        ("sc://h;token=t", "where only"),
        ("sc://h?x=1", "where only"),
        ("sc://h#x", "where only"),
        ("sc://h/;a=1#x", "fragment"),
        ("sc://h:0", "\"0\""),
        ("sc://h:port", "\"port\""),
        ("sc://h/;token", "\"token\""),
        ("sc://h/;token=", "\"token\""),
        ("sc://h/;x=1;x=2", "twice"),
        ("sc://h/;x=%zz", "'%'"),
        ("sc://h/;use_ssl=yes", "\"yes\""),
        ("sc://h/;session_id=1", "UUID"),
        ("sc://[::1/", "']'"),
        ("sc://[nope]", "IPv6"),
    ] {
        check_refused(text, part);
    }
    check_refused(&format!("sc://h/;user_agent={}", "x".repeat(2_049)), "2049 bytes");
}

#[test]
fn no_error_tells_a_token() {
    for text in ["sc://h/;token=hush;token=hush", "sc://h/;token=hush%zz", "sc://ann:hush@h/;token=hush"] {
        let error = Address::parse(text).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(!error.is_empty() && !error.contains("hush"), "{error}");
    }
}

#[test]
fn this_machine_by_name() {
    for (text, is_loopback) in [
        ("sc://localhost", true),
        ("sc://127.3.2.1", true),
        ("sc://[::1]", true),
        ("sc://10.0.0.1", false),
        ("sc://localhost.example", false),
    ] {
        assert_eq!(parse(text).is_loopback(), is_loopback, "{text}");
    }
}
