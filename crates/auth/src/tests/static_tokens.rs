//! Static tokens and their file.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::SetClock;
use crate::clock::Clock;
use crate::tokens::{check_names, issue};
use crate::{Authenticator, Config, Reason, counts};

fn write(folder: &TempDir, text: &str, mode: u32) -> PathBuf {
    let file = folder.path().join("tokens.toml");
    std::fs::write(&file, text).unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
    file
}

fn config(file: &Path) -> Config {
    Config { tokens_file: Some(file.to_owned()), ..Config::default() }
}

fn authenticator(file: &Path, clock: &Arc<SetClock>) -> Authenticator {
    Authenticator::tuned(config(file), Arc::clone(clock) as Arc<dyn Clock>, |_| {}).unwrap()
}

#[tokio::test]
async fn a_token_that_was_issued_is_known_by_its_entry() {
    let folder = TempDir::new().unwrap();
    let (token, entry) = issue("acme", "o'brien \"x\"", &["etl".to_owned()], &["read".to_owned()]);
    let (other, _) = issue("acme", "ann", &[], &[]);
    assert!(token.starts_with("sparrow_") && token.len() == 51 && !entry.contains(&token) && token != other);
    let file = write(&folder, &entry, 0o600);
    let authenticator = authenticator(&file, &Arc::default());
    let principal = authenticator.bearer(&token).await.unwrap();
    assert_eq!((principal.tenant(), principal.subject()), ("acme", "o'brien \"x\""));
    assert_eq!((principal.groups(), principal.roles()), (&["etl".to_owned()][..], &["read".to_owned()][..]));
    for wrong in
        [&other, "sparrow_", "sparrow_short", &format!("{token}="), &token[..50], &format!("{token}A"), "sparrow_é"]
    {
        let refusal = authenticator.bearer(wrong).await.unwrap_err();
        assert_eq!(refusal.reason, Reason::Unknown, "{wrong}");
        assert_eq!(refusal.detail(), "it is not in the tokens file");
        assert!(!format!("{:?}", authenticator.explain(wrong).await).contains(&token[8..40]));
    }
    assert!(authenticator.explain(&token).await.iter().all(|step| step.outcome.is_ok()));
}

#[tokio::test]
async fn a_token_ends_on_its_day() {
    let folder = TempDir::new().unwrap();
    let (token, entry) = issue("acme", "ann", &[], &[]);
    // 2,000,000,000 is 2033-05-18T03:33:20Z.
    for (expires, is_accepted) in [
        ("2033-05-18", false),
        ("2033-05-19", true),
        ("2033-05-18T03:33:20Z", false),
        ("2033-05-18T03:33:21Z", true),
        ("2033-05-18T05:33:21+02:00", true),
    ] {
        let file = write(&folder, &format!("{entry}expires = \"{expires}\"\n"), 0o600);
        let answer = authenticator(&file, &Arc::default()).bearer(&token).await;
        assert_eq!(
            answer.map(|_| ()).map_err(|refusal| refusal.reason),
            if is_accepted { Ok(()) } else { Err(Reason::Expired) }
        );
    }
}

#[tokio::test]
async fn the_file_is_read_again_when_it_changes() {
    let folder = TempDir::new().unwrap();
    let ((first, first_entry), (second, second_entry)) =
        (issue("acme", "ann", &[], &[]), issue("beta", "bob", &[], &[]));
    let file = write(&folder, &first_entry, 0o600);
    let clock = Arc::<SetClock>::default();
    let authenticator = authenticator(&file, &clock);
    write(&folder, &second_entry, 0o600);
    assert!(authenticator.bearer(&first).await.is_ok(), "looked at once a second");
    clock.pass(1);
    assert!(authenticator.bearer(&first).await.is_err() && authenticator.bearer(&second).await.is_ok());
    let failures = counts().tokens_file_failures;
    for (text, mode) in [("[[token]]\nsha256 = 1", 0o600), (first_entry.as_str(), 0o644)] {
        write(&folder, text, mode);
        clock.pass(1);
        assert!(authenticator.bearer(&second).await.is_ok(), "the tokens before hold");
    }
    assert!(counts().tokens_file_failures >= failures + 2);
    write(&folder, "", 0o600);
    clock.pass(1);
    assert_eq!(authenticator.bearer(&second).await.unwrap_err().reason, Reason::Unknown);
}

#[test]
fn files_that_are_wrong_are_refused_with_their_mend() {
    let folder = TempDir::new().unwrap();
    let (_, entry) = issue("acme", "ann", &[], &[]);
    let changed = |from: &str, to: &str| entry.replace(from, to);
    for (text, mode, expected) in [
        (entry.clone(), 0o640, "has the mode 0640, others may use it: run chmod 600 on it"),
        (entry.clone(), 0o604, "has the mode 0604"),
        (entry.clone(), 0o700, "has the mode 0700"),
        ("token = 1".to_owned(), 0o600, "is wrong near line 1"),
        (format!("{entry}password = \"hunter2\"\n"), 0o600, "unknown field `password`"),
        (changed("acme", "a/b"), 0o600, "the tenant \"a/b\" cannot be used"),
        (changed("\"ann\"", "\"\""), 0o600, "the subject, group or role \"\" cannot be used"),
        (changed("sha256 = \"", "sha256 = \"0"), 0o600, "has in token 1 a sha256 that is not 64 hex digits"),
        (format!("{entry}expires = \"soon\"\n"), 0o600, "has in token 1 expires = \"soon\""),
        (format!("{entry}\n{entry}"), 0o600, "has in token 2 the sha256 of one before: keep one of them"),
    ] {
        let problem = config(&write(&folder, &text, mode)).check().unwrap_err().to_string();
        assert!(problem.contains(expected), "{problem}");
        assert!(!problem.contains("hunter2"), "{problem}");
    }
    let problem = config(&folder.path().join("missing")).check().unwrap_err().to_string();
    assert!(problem.contains("cannot be read") && problem.contains("set it to a file"), "{problem}");
    assert!(check_names("acme", "ann\n", &[], &[]).is_err() && check_names("acme", "ann", &[], &[]).is_ok());
}

#[tokio::test]
async fn without_a_file_no_static_token_is_known() {
    let authenticator = Authenticator::new(Config::default()).unwrap();
    let (token, _) = issue("acme", "ann", &[], &[]);
    assert_eq!(authenticator.bearer(&token).await.unwrap_err().reason, Reason::Unknown);
    assert_eq!(authenticator.bearer("eyJ.eyJ.x").await.unwrap_err().reason, Reason::Malformed);
}
