//! The settings of a session.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::KeyValue;
use sparrow_proto::spark::connect::config_request::{self as request, operation::OpType};

use super::Session;
use crate::error::{Error, Result};
use crate::transport::codec;

/// The settings of a session.
#[derive(Clone, Debug)]
pub struct Config {
    session: Session,
}

impl Config {
    pub(super) fn new(session: Session) -> Self {
        Self { session }
    }

    /// Sets a key.
    pub async fn set(&self, key: &str, value: impl ToString) -> Result<()> {
        self.set_all([(key.to_owned(), value.to_string())]).await
    }

    /// Sets several keys.
    pub async fn set_all(&self, pairs: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        let pairs = pairs.into_iter().map(|(key, value)| KeyValue { key, value: Some(value) }).collect();
        self.ask(OpType::Set(request::Set { pairs, silent: None })).await.map(|_| ())
    }

    /// The value of a key; one without value and default is an error.
    pub async fn get(&self, key: &str) -> Result<String> {
        let pairs = self.ask(OpType::Get(request::Get { keys: vec![key.to_owned()] })).await?;
        value(pairs, key)?.ok_or_else(|| Error::answer(format!("the server gave no value for {key:?}")))
    }

    /// The value of a key, or `default` where it has none.
    pub async fn get_or(&self, key: &str, default: &str) -> Result<String> {
        let pairs = vec![KeyValue { key: key.to_owned(), value: Some(default.to_owned()) }];
        let pairs = self.ask(OpType::GetWithDefault(request::GetWithDefault { pairs })).await?;
        Ok(value(pairs, key)?.unwrap_or_else(|| default.to_owned()))
    }

    /// The value of a key, if it has one.
    pub async fn get_option(&self, key: &str) -> Result<Option<String>> {
        let pairs = self.ask(OpType::GetOption(request::GetOption { keys: vec![key.to_owned()] })).await?;
        value(pairs, key)
    }

    /// All keys that begin so, with their values; the prefix is cut off. Without one, all keys.
    pub async fn get_all(&self, prefix: Option<&str>) -> Result<Vec<(String, String)>> {
        let pairs = self.ask(OpType::GetAll(request::GetAll { prefix: prefix.map(str::to_owned) })).await?;
        Ok(pairs.into_iter().filter_map(|pair| Some((pair.key, pair.value?))).collect())
    }

    /// Returns a key to its default.
    pub async fn unset(&self, key: &str) -> Result<()> {
        self.ask(OpType::Unset(request::Unset { keys: vec![key.to_owned()] })).await.map(|_| ())
    }

    /// Whether a key can be changed in a session.
    pub async fn is_modifiable(&self, key: &str) -> Result<bool> {
        let pairs = self.ask(OpType::IsModifiable(request::IsModifiable { keys: vec![key.to_owned()] })).await?;
        Ok(value(pairs, key)?.as_deref() == Some("true"))
    }

    async fn ask(&self, operation: OpType) -> Result<Vec<KeyValue>> {
        let transport = self.session.transport();
        let message = codec::encode(&proto::ConfigRequest {
            session_id: self.session.id().to_owned(),
            user_context: transport.user_context(),
            operation: Some(request::Operation { op_type: Some(operation) }),
            client_type: transport.client_type(),
            client_observed_server_side_session_id: transport.observed_session(),
        });
        let answer: proto::ConfigResponse = transport.unary(codec::CONFIG, message, self.session.deadline()).await?;
        Ok(answer.pairs)
    }
}

fn value(pairs: Vec<KeyValue>, key: &str) -> Result<Option<String>> {
    let pair = pairs.into_iter().find(|pair| pair.key == key);
    pair.map(|pair| pair.value).ok_or_else(|| Error::answer(format!("the server did not answer for {key:?}")))
}
