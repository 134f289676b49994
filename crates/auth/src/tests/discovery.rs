//! Issuers whose own document says where their keys are, and documents that are not believed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::{Answer, Server};
use super::{NOW, SIGNERS, SetClock, authenticator, claims, header, issuer_a, set, token, with};
use crate::keys::Place;
use crate::{Authenticator, IssuerConfig, Reason};

/// Makes a document of an issuer and the address of its keys.
type Lie = Box<dyn Fn(&str, &str) -> Answer>;

/// An issuer that is known by its name alone, with the elliptic key.
struct Scene {
    server: Server,
    clock: Arc<SetClock>,
    authenticator: Arc<Authenticator>,
    issuer: String,
}

impl Scene {
    /// Below `path` of its server; the document is right until it is set.
    async fn new(path: &str) -> Self {
        let server = Server::start(set(&[SIGNERS.elliptic.named("es")])).await;
        let issuer = format!("{}{path}", server.issuer());
        server.document(document(&issuer, &server.address()));
        let clock = Arc::<SetClock>::default();
        let authenticator = authenticator(vec![IssuerConfig { issuer: issuer.clone(), ..issuer_a(None) }], &clock);
        Self { server, clock, authenticator, issuer }
    }

    /// A token of the issuer that does not end within the test.
    fn token(&self, kid: &str) -> String {
        let claims = with(claims(), json!({"iss": self.issuer, "exp": NOW + 86_000}));
        token(with(header(), json!({"kid": kid})), claims)
    }

    async fn check(&self, kid: &str, expected: Result<(), Reason>, connects: usize) {
        let answer = self.authenticator.bearer(&self.token(kid)).await;
        assert_eq!(answer.map(|_| ()).map_err(|refusal| refusal.reason), expected);
        assert_eq!(self.server.connects(), connects, "fetches");
    }
}

fn document(issuer: &str, jwks_uri: &str) -> Answer {
    let document = json!({"issuer": issuer, "jwks_uri": jwks_uri, "token_endpoint": "https://elsewhere.example"});
    Answer::Body(200, document.to_string())
}

#[tokio::test]
async fn the_keys_of_an_issuer_are_found_by_its_document() {
    for path in ["", "/", "/realms/spark", "/realms/spark/"] {
        let scene = Scene::new(path).await;
        assert_eq!(scene.server.connects(), 0, "nothing is asked before a token is there");
        scene.check("es", Ok(()), 2).await;
        scene.check("es", Ok(()), 2).await;
    }
}

#[tokio::test]
async fn keys_are_refreshed_where_they_were_and_found_anew_after_a_failure() {
    let scene = Scene::new("").await;
    scene.check("es", Ok(()), 2).await;
    // A new key: the document is not asked again.
    scene.server.answer(set(&[SIGNERS.elliptic.named("es-2")]));
    scene.clock.pass(60);
    scene.check("es-2", Ok(()), 3).await;
    // The keys move; the old ones are used meanwhile.
    let moved = Server::start(set(&[SIGNERS.elliptic.named("es-3")])).await;
    scene.server.answer(Answer::Body(410, String::new()));
    scene.server.document(document(&scene.issuer, &moved.address()));
    scene.clock.pass(700);
    scene.check("es-2", Ok(()), 4).await;
    assert_eq!(moved.connects(), 0);
    scene.clock.pass(60);
    scene.check("es-3", Ok(()), 5).await;
    assert_eq!(moved.connects(), 1);
}

#[tokio::test]
async fn a_document_that_cannot_be_believed_leads_to_no_keys() {
    let keys = Server::start(set(&[SIGNERS.elliptic.named("es")])).await;
    let of = |change: fn(&str, &str) -> Value| {
        move |issuer: &str, keys: &str| Answer::Body(200, change(issuer, keys).to_string())
    };
    let lies: Vec<(&str, Lie)> = vec![
        ("another issuer", Box::new(of(|_, keys| json!({"issuer": "https://a.example", "jwks_uri": keys})))),
        ("a slash more", Box::new(of(|issuer, keys| json!({"issuer": format!("{issuer}/"), "jwks_uri": keys})))),
        ("other letters", Box::new(of(|issuer, keys| json!({"issuer": issuer.to_uppercase(), "jwks_uri": keys})))),
        ("no issuer", Box::new(of(|_, keys| json!({"jwks_uri": keys})))),
        ("no address", Box::new(of(|issuer, _| json!({"issuer": issuer})))),
        ("an address of null", Box::new(of(|issuer, _| json!({"issuer": issuer, "jwks_uri": null})))),
        ("plain http", Box::new(of(|issuer, _| json!({"issuer": issuer, "jwks_uri": "http://a.example/keys"})))),
        ("a file", Box::new(of(|issuer, _| json!({"issuer": issuer, "jwks_uri": "file:///etc/passwd"})))),
        (
            "a name and password",
            Box::new(of(|issuer, _| json!({"issuer": issuer, "jwks_uri": "https://a:b@a.example"}))),
        ),
        ("metadata", Box::new(of(|issuer, _| json!({"issuer": issuer, "jwks_uri": "https://169.254.169.254/"})))),
        ("a list", Box::new(of(|_, _| json!([])))),
        ("not JSON", Box::new(|_, _| Answer::Body(200, "<html>Log in</html>".to_owned()))),
        ("nothing", Box::new(|_, _| Answer::Body(200, String::new()))),
        (
            "an address twice",
            Box::new(|issuer, keys| {
                let twice = format!("{{\"issuer\":\"{issuer}\",\"jwks_uri\":\"{keys}\",\"jwks_uri\":\"{keys}\"}}");
                Answer::Body(200, twice)
            }),
        ),
        ("not found", Box::new(|issuer, keys| with_status(404, document(issuer, keys)))),
        ("accepted, not OK", Box::new(|issuer, keys| with_status(202, document(issuer, keys)))),
        ("a redirect to the keys", Box::new(|_, keys| Answer::Redirect(keys.to_owned()))),
        ("a stall", Box::new(|_, _| Answer::Stall)),
        ("no end", Box::new(|_, _| Answer::Endless)),
        ("torn", Box::new(|_, _| Answer::Torn)),
    ];
    for (name, lie) in lies {
        let scene = Scene::new("").await;
        scene.server.document(lie(&scene.issuer, &keys.address()));
        let began = Instant::now();
        let refusal = scene.authenticator.bearer(&scene.token("es")).await.expect_err(name);
        assert_eq!(refusal.reason, Reason::KeysUnavailable, "{name}");
        assert!(refusal.is_temporary() && began.elapsed() < Duration::from_secs(10), "{name}");
        assert_eq!((scene.server.connects(), keys.connects()), (1, 0), "{name}");
    }
}

fn with_status(status: u16, answer: Answer) -> Answer {
    match answer {
        Answer::Body(_, body) => Answer::Body(status, body),
        other => other,
    }
}

#[tokio::test]
async fn old_keys_outlive_a_document_that_is_gone() {
    let scene = Scene::new("").await;
    scene.check("es", Ok(()), 2).await;
    scene.server.answer(Answer::Body(500, String::new()));
    scene.server.document(Answer::Redirect("https://elsewhere.example".to_owned()));
    scene.clock.pass(700);
    scene.check("es", Ok(()), 3).await;
    // By then the token is no more among those that were verified.
    scene.clock.pass(700);
    scene.check("es", Ok(()), 4).await;
}

/// An issuer elsewhere cannot make this server ask services of its own machine.
#[test]
fn a_document_from_elsewhere_does_not_lead_to_this_machine() {
    let read = |issuer: &str, jwks_uri: &str| {
        let Ok(Place::Discovered(discovery)) = Place::of(issuer, None) else { panic!("{issuer} has a document") };
        let answer = discovery.read(json!({"issuer": issuer, "jwks_uri": jwks_uri}).to_string().as_bytes());
        assert_eq!(answer.is_ok(), discovery.found().is_some());
        answer.map(|address| address.to_string())
    };
    for here in ["http://localhost/keys", "https://127.0.0.1/keys", "http://[::1]:9/keys"] {
        let problem = read("https://a.example", here).unwrap_err();
        assert!(problem.contains("is of this machine"), "{problem}");
        assert!(read("http://localhost:1", here).is_ok(), "{here}");
    }
    assert_eq!(read("https://a.example", "https://keys.example/a").as_deref(), Ok("https://keys.example/a"));
}
