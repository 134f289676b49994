//! Spark SQL text → [`sparrow_plan::Plan`]. Knows the grammar; resolves no name and reads no setting.

use sparrow_plan::{Expression, Plan};
use sparrow_spark_error::{Result, unsupported};

/// Parses one statement; a `;` may end it.
pub fn parse_statement(text: &str) -> Result<Plan> {
    Err(unsupported(text))
}

/// Parses an expression as `expr()` and `selectExpr()` take it: aliases and stars included.
pub fn parse_expression(text: &str) -> Result<Expression> {
    Err(unsupported(text))
}

/// Parses a dotted name into its parts: `` a.`b.c` `` is `["a", "b.c"]`.
pub fn parse_multipart_identifier(text: &str) -> Result<Vec<String>> {
    Err(unsupported(text))
}
