//! `CREATE [OR REPLACE] [[GLOBAL] TEMPORARY] VIEW … AS query`, `CREATE TEMPORARY VIEW … USING source`

use sparrow_plan::{Command, DataSource, RelKind, Relation};
use sparrow_spark_error::{Result, SparkError, unsupported};
use sparrow_spark_types::{StructType, ddl};

use crate::error::TEMP_VIEW_NAME;
use crate::parser::Parser;

/// Columns of a view with their comments.
type Columns = Vec<(String, Option<String>)>;

impl Parser<'_> {
    /// After `CREATE … VIEW`.
    pub(super) fn create_view(
        &mut self,
        start: usize,
        replace: bool,
        global: bool,
        temporary: bool,
    ) -> Result<Command> {
        let if_not_exists = self.if_not_exists();
        if temporary && if_not_exists {
            return Err(self.not_allowed(start, "It is not allowed to define a TEMPORARY view with IF NOT EXISTS."));
        }
        let name = self.multipart_name()?;
        if temporary && self.using_ahead() {
            return self.create_view_using(name, replace, global);
        }
        let columns = if self.at_symbol("(") { self.parenthesized(Self::view_column)? } else { vec![] };
        let (comment, properties) = self.view_clauses()?;
        self.expect_word("AS")?;
        let query_at = self.position();
        let query = self.query()?;
        let text = self.text_since(query_at).to_owned();
        if temporary {
            if properties {
                return Err(self.not_allowed(start, "TBLPROPERTIES can't coexist with CREATE TEMPORARY VIEW"));
            }
            return self.temporary(name, columns, query, global, replace);
        }
        if properties {
            return Err(unsupported("CREATE VIEW ... TBLPROPERTIES"));
        }
        Ok(Command::CreateView { name, columns, query, text, if_not_exists, replace, comment })
    }

    fn temporary(
        &self,
        name: Vec<String>,
        columns: Columns,
        query: Relation,
        global: bool,
        replace: bool,
    ) -> Result<Command> {
        let columns = columns.into_iter().map(|(column, _)| column).collect();
        Ok(Command::CreateTempView { name: temporary_name(&name)?, columns, query, global, replace })
    }

    /// `name [COMMENT 'text']`
    fn view_column(&mut self) -> Result<(String, Option<String>)> {
        let name = self.identifier()?;
        let comment = if self.take_word("COMMENT") { Some(self.string()?) } else { None };
        Ok((name, comment))
    }

    /// The comment, and whether there are TBLPROPERTIES.
    fn view_clauses(&mut self) -> Result<(Option<String>, bool)> {
        let (mut comment, mut properties) = (None, false);
        loop {
            if self.take_word("COMMENT") {
                comment = Some(self.string()?);
            } else if self.take_word("TBLPROPERTIES") {
                self.properties()?;
                properties = true;
            } else if self.word_at(0, "PARTITIONED") {
                return Err(unsupported("CREATE VIEW ... PARTITIONED ON"));
            } else if self.words(&["WITH", "SCHEMA"]) {
                return Err(unsupported("CREATE VIEW ... WITH SCHEMA"));
            } else {
                return Ok((comment, properties));
            }
        }
    }

    /// Whether USING follows here, or after a list of columns.
    fn using_ahead(&self) -> bool {
        let after = self.closing(self.position()).map_or(0, |close| close + 1 - self.position());
        self.word_at(after, "USING")
    }

    fn create_view_using(&mut self, name: Vec<String>, replace: bool, global: bool) -> Result<Command> {
        let schema = self.view_schema()?;
        self.expect_word("USING")?;
        let source_at = self.position();
        let format = Some(self.multipart_name()?.join("."));
        let options = if self.take_word("OPTIONS") { self.properties()? } else { vec![] };
        let source = DataSource { format, schema, options, ..DataSource::default() };
        let query = self.relation(source_at, RelKind::DataSource(source));
        Ok(Command::CreateTempView { name: temporary_name(&name)?, columns: vec![], query, global, replace })
    }

    /// `(a INT, b STRING)` before USING.
    fn view_schema(&mut self) -> Result<Option<StructType>> {
        let Some(close) = self.closing(self.position()) else { return Ok(None) };
        self.advance();
        let first = self.position();
        self.rewind(close);
        let schema = ddl::parse_table_schema(self.text_since(first)).map_err(|error| self.moved(first, &error))?;
        self.advance();
        Ok(Some(schema))
    }
}

/// The one part a temporary view's name may have.
fn temporary_name(name: &[String]) -> Result<String> {
    match name {
        [name] => Ok(name.clone()),
        _ => Err(SparkError::new(&TEMP_VIEW_NAME).with("actualName", sparrow_spark_error::quote_parts(name))),
    }
}
