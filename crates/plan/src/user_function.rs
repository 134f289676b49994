//! Functions, table functions and data sources whose code the user gives.

use std::fmt;
use std::sync::Arc;

use sparrow_spark_types::DataType;

use crate::Expression;

/// A function with its code, and where it is called, its arguments.
#[derive(Clone, Debug)]
pub struct UserFunction {
    /// Its name.
    pub name: String,
    /// Whether equal arguments give equal answers.
    pub deterministic: bool,
    /// Arguments of the call.
    pub arguments: Vec<Expression>,
    /// `DISTINCT`
    pub distinct: bool,
    /// Its code.
    pub code: UserCode,
}

/// Code in one of Spark's languages.
#[derive(Clone, Debug)]
pub enum UserCode {
    /// A pickled Python function or class.
    Python(PythonCode),
    /// A class by name.
    Java {
        /// The class.
        class_name: String,
    },
    /// A serialized Scala closure.
    Scala,
}

/// A pickled Python function or class.
#[derive(Clone)]
pub struct PythonCode {
    /// The type of its answers; `None` lets its own code say it.
    pub output_type: Option<DataType>,
    /// Spark's number of the way it is called (`PythonEvalType`).
    pub eval_type: i32,
    /// The pickle.
    pub command: Arc<[u8]>,
    /// The client's Python, such as `3.11`.
    pub python_version: String,
    /// More files it needs.
    pub includes: Vec<String>,
}

impl UserCode {
    /// The language, for messages.
    pub fn language(&self) -> &'static str {
        match self {
            Self::Python(_) => "Python",
            Self::Java { .. } => "Java",
            Self::Scala => "Scala",
        }
    }
}

impl fmt::Debug for PythonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PythonCode")
            .field("output_type", &self.output_type)
            .field("eval_type", &self.eval_type)
            .field("command_bytes", &self.command.len())
            .field("python_version", &self.python_version)
            .field("includes", &self.includes)
            .finish()
    }
}
