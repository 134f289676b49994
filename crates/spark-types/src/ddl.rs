//! The DDL spelling of types: `a INT, b ARRAY<STRING> NOT NULL COMMENT 'x'`. Its own small parser, so that no SQL parser is
//! needed where only a type is read.

mod lexer;
mod parser;

use sparrow_spark_error::{Result, condition};

use crate::{DataType, StructType, json};

/// How deeply types may nest in DDL text.
pub const TYPE_NESTING_LEVELS_MAX: usize = 200;

/// One type: `INT`, `array<struct<a: int>>`, `DECIMAL(10, 2)`.
pub fn parse_data_type(text: &str) -> Result<DataType> {
    parser::Parser::new(text)?.whole_type()
}

/// Column definitions: ``a INT, `b c` ARRAY<STRING> NOT NULL COMMENT 'x'``. As in Spark, no colon after the name.
pub fn parse_table_schema(text: &str) -> Result<StructType> {
    parser::Parser::new(text)?.whole_table_schema()
}

/// A schema however it is written: JSON when it begins like it, else column definitions, else one type, else the inside of
/// a struct (`a: INT`). An error is the one about column definitions, as in Spark Connect.
pub fn parse_schema_text(text: &str) -> Result<DataType> {
    if text.trim_start().starts_with(['{', '"']) {
        return json::from_json(text);
    }
    let first = match parse_table_schema(text) {
        Ok(schema) => return Ok(DataType::Struct(schema)),
        Err(e) if e.is(&condition::PLAN_TOO_DEEP) => return Err(e),
        Err(e) => e,
    };
    parse_data_type(text).or_else(|_| parse_data_type(&format!("struct<{}>", text.trim()))).map_err(|_| first)
}
