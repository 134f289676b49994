//! Config: reads and changes a session's confs.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::KeyValue;
use sparrow_proto::spark::connect::config_request::operation::OpType;
use sparrow_proto::spark::connect::config_request::{Set, Unset};
use sparrow_session::conf::Conf;
use sparrow_spark_error::{Result, invalid_plan};

use super::codec::Received;
use super::{Answer, SparkConnect, failed};

/// Pairs and warnings.
type Outcome = (Vec<KeyValue>, Vec<String>);

impl SparkConnect {
    /// The RPC.
    pub(super) async fn config(self, request: Received<proto::ConfigRequest>) -> Answer<proto::ConfigResponse> {
        let request = request.message;
        let session = self.open(&request)?;
        let operation = request.operation.and_then(|operation| operation.op_type);
        let (pairs, warnings) = perform(session.conf(), operation).map_err(|error| failed(&session, &error))?;
        Ok(proto::ConfigResponse {
            session_id: request.session_id,
            pairs,
            warnings,
            server_side_session_id: session.server_side_id().to_owned(),
        })
    }
}

fn perform(conf: &Conf, operation: Option<OpType>) -> Result<Outcome> {
    let pairs = match operation {
        Some(OpType::Set(set)) => return self::set(conf, set),
        Some(OpType::Get(get)) => {
            get.keys.into_iter().map(|key| Ok(pair(conf.get(&key)?, key))).collect::<Result<_>>()?
        }
        Some(OpType::GetWithDefault(get)) => {
            get.pairs.into_iter().map(|pair| with_default(conf, pair)).collect::<Result<_>>()?
        }
        Some(OpType::GetOption(get)) => get.keys.into_iter().map(|key| pair(conf.get_option(&key), key)).collect(),
        Some(OpType::GetAll(get)) => {
            conf.get_all(get.prefix.as_deref()).into_iter().map(|(key, value)| pair(Some(value), key)).collect()
        }
        Some(OpType::Unset(unset)) => self::unset(conf, unset)?,
        Some(OpType::IsModifiable(ask)) => {
            ask.keys.into_iter().map(|key| pair(Some(conf.is_modifiable(&key).to_string()), key)).collect()
        }
        None => return Err(invalid_plan("the Config request has no operation")),
    };
    Ok((pairs, Vec::new()))
}

/// Sets pair after pair. When silent, what Spark refuses becomes a warning.
fn set(conf: &Conf, set: Set) -> Result<Outcome> {
    let silent = set.silent.unwrap_or_default();
    let mut warnings = Vec::new();
    for KeyValue { key, value } in set.pairs {
        let Some(value) = value else {
            return Err(invalid_plan(format!("the conf '{key}' is to be set but has no value")));
        };
        match conf.set(&key, &value) {
            Ok(warning) => warnings.extend(warning),
            Err(error) if silent => warnings.push(format!("Failed to set {key} to {value} due to {error}")),
            Err(error) => return Err(error),
        }
    }
    Ok((Vec::new(), warnings))
}

fn unset(conf: &Conf, unset: Unset) -> Result<Vec<KeyValue>> {
    for key in &unset.keys {
        conf.unset(key)?;
    }
    Ok(Vec::new())
}

fn with_default(conf: &Conf, asked: KeyValue) -> Result<KeyValue> {
    Ok(pair(conf.get_with_default(&asked.key, asked.value.as_deref())?, asked.key))
}

fn pair(value: Option<String>, key: String) -> KeyValue {
    KeyValue { key, value }
}
