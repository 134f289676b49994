//! Secrets are planted in everything the server reads, and searched for in everything it writes.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::spark_connect_service_client::SparkConnectServiceClient;
use tonic::Request;
use tonic::transport::{Certificate, Channel, ClientTlsConfig};
use uuid::Uuid;

use crate::door::Tokens;
use crate::execute::sql;
use crate::server::BINARY;
use crate::tls::{Authority, write};

const FLEET_SECRET: &str = "canary-of-the-fleet-0123456789";
const CONF_SECRET: &str = "canary-of-a-conf-0123456789";
const WRONG_TOKEN: &str = "sparrow_canary-of-a-wrong-token-0123456789";

/// Time for the server to say where it is.
const START_DURATION_MAX: Duration = Duration::from_secs(60);

#[tokio::test]
async fn no_secret_is_ever_written() {
    let (tokens, authority) = (Tokens::new(), Authority::new());
    let folder = tokens.folder.path();
    let (cert, key) = authority.sign("server");
    let temp = folder.join("temp");
    std::fs::create_dir(&temp).unwrap();
    let text = format!(
        "[tls]\nmode = 'required'\ncert_file = '{}'\nkey_file = '{}'\n[auth]\ntokens_file = '{}'\n\
         [fleet]\nlisten = '127.0.0.1:0'\nsecret_file = '{}'\n[log]\nfilter = 'trace'\n\
         [server]\nlisten = '127.0.0.1:0'\nstate_folder = '{}'\n[warehouse]\nfolder = '{}'\n\
         [spark]\n'hadoop.fs.s3a.secret.key' = {{ file = '{}' }}\n",
        write(folder, "cert.pem", &cert).display(),
        write(folder, "key.pem", &key).display(),
        tokens.file().display(),
        write(folder, "fleet", FLEET_SECRET).display(),
        folder.join("state").display(),
        folder.join("warehouse").display(),
        write(folder, "conf", CONF_SECRET).display(),
    );
    let config = write(folder, "sparrow.toml", &text);
    let (out, err) = (folder.join("out"), folder.join("err"));
    let mut process = Command::new(BINARY)
        .arg("--config")
        .arg(&config)
        .env("TMPDIR", &temp)
        .stdout(Stdio::from(std::fs::File::create(&out).unwrap()))
        .stderr(Stdio::from(std::fs::File::create(&err).unwrap()))
        .spawn()
        .unwrap();
    let address = address(&out);
    for token in [Some(tokens.token.as_str()), Some(WRONG_TOKEN), Some("not.a.jwt"), None] {
        ask(&address, &authority, token).await;
    }
    let told = Command::new("kill").arg(process.id().to_string()).status().unwrap();
    assert!(told.success() && process.wait().unwrap().success());
    assert!(std::fs::metadata(&err).unwrap().len() > 0, "at trace level something is logged");
    let key_text: String = key.lines().nth(1).unwrap().to_owned();
    let digest = std::fs::read_to_string(tokens.file()).unwrap();
    let digest = digest.split('"').find(|part| part.len() == 64).expect("the digest of the token");
    let secrets = [&tokens.token, FLEET_SECRET, CONF_SECRET, WRONG_TOKEN, &key_text, digest];
    for place in [out, err, temp, folder.join("state"), folder.join("warehouse")] {
        search(&place, &secrets);
    }
}

fn address(out: &Path) -> String {
    let deadline = Instant::now() + START_DURATION_MAX;
    loop {
        let text = std::fs::read_to_string(out).unwrap();
        if let Some((_, rest)) = text.split_once("sc://") {
            return rest.split('/').next().unwrap().to_owned();
        }
        assert!(Instant::now() < deadline, "the server does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A query, and one that fails.
async fn ask(address: &str, authority: &Authority, token: Option<&str>) {
    let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&authority.pem)).domain_name("localhost");
    let endpoint = Channel::from_shared(format!("https://{address}")).unwrap().tls_config(tls).unwrap();
    let mut stub = SparkConnectServiceClient::new(endpoint.connect().await.unwrap());
    for text in ["SELECT 1", "SELECT no_such_column", "CREATE TABLE t (x INT) USING parquet"] {
        let mut request = Request::new(proto::ExecutePlanRequest {
            session_id: Uuid::new_v4().to_string(),
            plan: sql(text),
            ..Default::default()
        });
        if let Some(token) = token {
            request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        if let Ok(answer) = stub.execute_plan(request).await {
            let mut stream = answer.into_inner();
            while let Ok(Some(_)) = stream.message().await {}
        }
    }
}

/// Fails where a file at or below `place` holds a secret.
fn search(place: &Path, secrets: &[&str]) {
    if place.is_dir() {
        for entry in std::fs::read_dir(place).unwrap() {
            search(&entry.unwrap().path(), secrets);
        }
        return;
    }
    let Ok(mut file) = std::fs::File::open(place) else { return };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    for secret in secrets {
        let found = bytes.windows(secret.len()).position(|part| part == secret.as_bytes());
        let shown = found.map(|at| String::from_utf8_lossy(&bytes[at.saturating_sub(120)..at]).into_owned());
        assert!(shown.is_none(), "{} holds a secret, after: {shown:?}", place.display());
    }
}
