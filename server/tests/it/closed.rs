//! What belongs to the server is closed to tenants, also where all around it is theirs.

use std::path::Path;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::spark_connect_service_client::SparkConnectServiceClient;
use tonic::Request;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::door::Tokens;
use crate::execute::read;
use crate::server::{Server, condition};
use crate::tls::write;

/// The rows of a text file or folder.
fn text(path: &Path) -> Option<proto::Plan> {
    let source = proto::read::DataSource {
        format: Some("text".to_owned()),
        paths: vec![path.display().to_string()],
        ..Default::default()
    };
    let read = proto::Read { read_type: Some(proto::read::ReadType::DataSource(source)), ..Default::default() };
    let relation = proto::Relation { common: None, rel_type: Some(proto::relation::RelType::Read(read)) };
    Some(proto::Plan { op_type: Some(proto::plan::OpType::Root(relation)) })
}

/// The condition that reading ends with, if it is one.
async fn refused(server: &Server, token: &str, path: &Path) -> Option<String> {
    let endpoint = Channel::from_shared(format!("http://{}", server.address)).unwrap();
    let mut stub = SparkConnectServiceClient::new(endpoint.connect().await.unwrap());
    let mut request = Request::new(proto::ExecutePlanRequest {
        session_id: Uuid::new_v4().to_string(),
        plan: text(path),
        ..Default::default()
    });
    request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    read(stub.execute_plan(request).await).await.1.map(|status| condition(&status))
}

#[tokio::test]
async fn files_and_folders_of_the_server_are_closed_inside_a_tenants_own() {
    let tokens = Tokens::new();
    let data = tokens.folder.path().join("data");
    for folder in ["data", "state", "data/spill", "data/warehouse/beta", "data/warehouse/acme", "data/rows"] {
        std::fs::create_dir_all(tokens.folder.path().join(folder)).unwrap();
    }
    for file in ["spill/a", "warehouse/beta/a", "warehouse/acme/a", "rows/a", "warehouse2"] {
        std::fs::write(data.join(file), "a row\n").unwrap();
    }
    let secret = write(&data, "secret", "canary");
    let config = format!(
        "[storage]\nlocal_roots = ['{data}']\n[tenant.acme]\npaths = ['{data}']\n[warehouse]\nfolder = '{data}/warehouse'\n\
         [server]\nstate_folder = '{state}'\n[engine]\nspill_folder = '{data}/spill'\n\
         [spark]\n'hadoop.fs.s3a.secret.key' = {{ file = '{secret}' }}\n",
        data = data.display(),
        state = tokens.folder.path().join("state").display(),
        secret = secret.display(),
    );
    let config = write(&data, "sparrow.toml", &config);
    let server = Server::start(&["--config", &config.display().to_string(), "--set", &tokens.setting()]);
    for (path, is_open) in [
        ("rows", true),
        ("rows/a", true),
        ("warehouse/acme", true),
        ("warehouse2", true),
        ("secret", false),
        ("sparrow.toml", false),
        ("spill/a", false),
        ("warehouse/beta/a", false),
        ("warehouse", false),
        ("", false),
    ] {
        let found = refused(&server, &tokens.token, &data.join(path)).await;
        let expected = (!is_open).then(|| "SPARROW.PATH_NOT_ALLOWED".to_owned());
        assert_eq!(found, expected, "{path}");
    }
}
