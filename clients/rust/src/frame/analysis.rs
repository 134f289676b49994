//! Questions about a frame that run nothing.

use std::str::FromStr;

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::analyze_plan_request::{self as request, Analyze, explain};
use sparrow_proto::spark::connect::analyze_plan_response as response;
use sparrow_proto::spark::connect::plan::OpType;

use super::{DataFrame, StorageLevel};
use crate::error::{Error, Result};
use crate::types::Schema;

/// How much of a plan is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplainMode {
    /// The physical plan.
    #[default]
    Simple,
    /// All plans, from that which was sent to the physical one.
    Extended,
    /// The physical plan with the code generated for it.
    Codegen,
    /// The logical plan with its statistics.
    Cost,
    /// The physical plan in two parts: an outline, and the nodes.
    Formatted,
}

impl FromStr for ExplainMode {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name.to_ascii_lowercase().as_str() {
            "simple" => Ok(Self::Simple),
            "extended" => Ok(Self::Extended),
            "codegen" => Ok(Self::Codegen),
            "cost" => Ok(Self::Cost),
            "formatted" => Ok(Self::Formatted),
            _ => Err(Error::client(format!(
                "{name:?} is no mode of explain: use simple, extended, codegen, cost or formatted"
            ))),
        }
    }
}

impl DataFrame {
    /// The columns.
    pub async fn schema(&self) -> Result<Schema> {
        let ask = |frame: &Self| Analyze::Schema(request::Schema { plan: Some(frame.plan()) });
        match self.ask(ask).await? {
            response::Result::Schema(response::Schema { schema: Some(schema) }) => Schema::from_proto(&schema),
            _ => Err(other_answer()),
        }
    }

    /// The names of the columns.
    pub async fn columns(&self) -> Result<Vec<String>> {
        Ok(self.schema().await?.fields.into_iter().map(|field| field.name).collect())
    }

    /// How the server would run it.
    pub async fn explain(&self, mode: ExplainMode) -> Result<String> {
        let mode = match mode {
            ExplainMode::Simple => explain::ExplainMode::Simple,
            ExplainMode::Extended => explain::ExplainMode::Extended,
            ExplainMode::Codegen => explain::ExplainMode::Codegen,
            ExplainMode::Cost => explain::ExplainMode::Cost,
            ExplainMode::Formatted => explain::ExplainMode::Formatted,
        };
        let ask =
            |frame: &Self| Analyze::Explain(request::Explain { plan: Some(frame.plan()), explain_mode: mode.into() });
        match self.ask(ask).await? {
            response::Result::Explain(answer) => Ok(answer.explain_string),
            _ => Err(other_answer()),
        }
    }

    /// The schema as a tree, so many levels deep, or whole.
    pub async fn tree_string(&self, level: Option<i32>) -> Result<String> {
        match self.ask(|frame| Analyze::TreeString(request::TreeString { plan: Some(frame.plan()), level })).await? {
            response::Result::TreeString(answer) => Ok(answer.tree_string),
            _ => Err(other_answer()),
        }
    }

    /// Whether its rows came with the plan.
    pub async fn is_local(&self) -> Result<bool> {
        match self.ask(|frame| Analyze::IsLocal(request::IsLocal { plan: Some(frame.plan()) })).await? {
            response::Result::IsLocal(answer) => Ok(answer.is_local),
            _ => Err(other_answer()),
        }
    }

    /// Whether it reads something that never ends.
    pub async fn is_streaming(&self) -> Result<bool> {
        match self.ask(|frame| Analyze::IsStreaming(request::IsStreaming { plan: Some(frame.plan()) })).await? {
            response::Result::IsStreaming(answer) => Ok(answer.is_streaming),
            _ => Err(other_answer()),
        }
    }

    /// The files it reads.
    pub async fn input_files(&self) -> Result<Vec<String>> {
        match self.ask(|frame| Analyze::InputFiles(request::InputFiles { plan: Some(frame.plan()) })).await? {
            response::Result::InputFiles(answer) => Ok(answer.files),
            _ => Err(other_answer()),
        }
    }

    /// Whether both frames surely give the same rows; false says nothing.
    pub async fn same_semantics(&self, other: &DataFrame) -> Result<bool> {
        other.check()?;
        let ask = |frame: &Self| {
            let (target_plan, other_plan) = (Some(frame.plan()), Some(other.plan()));
            Analyze::SameSemantics(request::SameSemantics { target_plan, other_plan })
        };
        self.check()?;
        let depth = self.node.depth.max(other.node.depth);
        match self.session.analyze(depth, || ask(self)).await? {
            response::Result::SameSemantics(answer) => Ok(answer.result),
            _ => Err(other_answer()),
        }
    }

    /// Where its rows are kept, if they are.
    pub async fn storage_level(&self) -> Result<StorageLevel> {
        let ask =
            |frame: &Self| Analyze::GetStorageLevel(request::GetStorageLevel { relation: Some(frame.node.relation()) });
        match self.ask(ask).await? {
            response::Result::GetStorageLevel(answer) => {
                Ok(StorageLevel::of(&answer.storage_level.unwrap_or_default()))
            }
            _ => Err(other_answer()),
        }
    }

    pub(super) async fn ask(&self, question: impl FnOnce(&Self) -> Analyze) -> Result<response::Result> {
        self.check()?;
        self.session.analyze(self.node.depth, || question(self)).await
    }

    /// The plan that is this frame; call it within [`super::plan::on_stack`].
    fn plan(&self) -> proto::Plan {
        proto::Plan { op_type: Some(OpType::Root(self.node.relation())) }
    }
}

fn other_answer() -> Error {
    Error::answer("the server answered another question than was asked")
}
