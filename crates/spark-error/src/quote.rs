//! How Spark spells identifiers, types, values and confs inside error parameters.

/// `name` in back-ticks, back-ticks inside doubled.
pub fn quote_identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A multipart name, each part in back-ticks: `` `a`.`b` ``.
pub fn quote_parts<S: AsRef<str>>(parts: &[S]) -> String {
    parts.iter().map(|part| quote_identifier(part.as_ref())).collect::<Vec<_>>().join(".")
}

/// Spark's `toSQLId` of a multipart name.
pub fn to_sql_id<S: AsRef<str>>(parts: &[S]) -> String {
    quote_parts(parts)
}

/// Spark's `toSQLType`: the type's SQL name in double quotes.
pub fn to_sql_type(sql_name: &str) -> String {
    format!("\"{sql_name}\"")
}

/// Spark's `toSQLConf`: the key in double quotes.
pub fn to_sql_conf(key: &str) -> String {
    format!("\"{key}\"")
}

/// Spark's `toSQLValue` of a string: in single quotes, escaped.
pub fn to_sql_value(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
