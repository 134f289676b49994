use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A provider that gives `t1`, `t2`, …, each for so many seconds.
fn counted(seconds: u64) -> TokenSource {
    let asked = AtomicU32::new(0);
    TokenSource::provider(Arc::new(move || {
        let number = asked.fetch_add(1, Ordering::Relaxed) + 1;
        let expires_at = SystemTime::now() + Duration::from_secs(seconds);
        std::future::ready(Ok(Token::new(format!("t{number}")).expires_at(expires_at)))
    }))
}

async fn current(source: &TokenSource) -> String {
    let bearer = source.current().await.unwrap_or_else(|error| panic!("{error}"));
    bearer.map(|bearer| bearer.to_str().unwrap_or_default().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_token_is_kept_until_it_nears_its_end() {
    let lasting = counted(3_600);
    assert_eq!((current(&lasting).await, current(&lasting).await), ("Bearer t1".into(), "Bearer t1".into()));
    let short = counted(20);
    assert_eq!((current(&short).await, current(&short).await), ("Bearer t1".into(), "Bearer t2".into()));
}

#[tokio::test]
async fn a_refused_token_is_asked_for_once_more() {
    let source = counted(3_600);
    let first = source.current().await.unwrap_or_default();
    let second = source.after_refusal(first.as_ref()).await.unwrap_or_default();
    assert_eq!(second.as_ref().and_then(|bearer| bearer.to_str().ok()), Some("Bearer t2"));
    // Another call that was refused with the first one takes the second, and asks nobody.
    assert_eq!(source.after_refusal(first.as_ref()).await.unwrap_or_default(), second);
}

#[tokio::test]
async fn a_fixed_token_has_no_other() {
    let source = TokenSource::Fixed(Token::new("t"));
    let bearer = source.current().await.unwrap_or_default();
    assert!(source.after_refusal(bearer.as_ref()).await.unwrap_or_default().is_none());
}

#[tokio::test]
async fn the_same_token_again_is_no_other() {
    let source = TokenSource::provider(Arc::new(|| std::future::ready(Ok(Token::new("same")))));
    let bearer = source.current().await.unwrap_or_default();
    assert!(source.after_refusal(bearer.as_ref()).await.unwrap_or_default().is_none());
}

#[tokio::test]
async fn what_a_provider_says_is_told() {
    let source = TokenSource::provider(Arc::new(|| std::future::ready(Err("the vault is shut".into()))));
    let error = source.current().await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("the vault is shut"), "{error}");
    let missing = TokenSource::file("/no/such/file".into());
    let error = missing.current().await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("/no/such/file"), "{error}");
}

#[test]
fn no_token_is_printed() {
    let token = Token::new("hush");
    assert!(!format!("{token:?}").contains("hush"));
    let header = bearer(&token).unwrap_or_else(|error| panic!("{error}"));
    assert!(!format!("{header:?}").contains("hush"));
    for wrong in ["", "hush hush", "hush\n", "hüsh"] {
        let error = bearer(&Token::new(wrong)).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("visible ASCII") && !error.contains("hush"), "{error}");
    }
}
