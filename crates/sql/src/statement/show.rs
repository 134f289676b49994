//! `SHOW …`: which of its statements it is.

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    pub(super) fn show(&mut self) -> Result<Command> {
        let start = self.position();
        self.expect_word("SHOW")?;
        let word = self.spelling(self.token(self.position())).to_ascii_uppercase();
        match word.as_str() {
            "TABLES" => self.show_tables(),
            "VIEWS" => self.show_views(),
            "DATABASES" | "SCHEMAS" | "NAMESPACES" => self.show_databases(),
            "CATALOGS" => self.show_catalogs(),
            "COLUMNS" => self.show_columns(),
            "CREATE" => self.show_create_table(),
            "TBLPROPERTIES" => self.show_properties(),
            "PARTITIONS" => self.show_partitions(),
            "TABLE" | "CURRENT" | "ROLE" | "ROLES" | "PRINCIPALS" | "LOCKS" | "PROCEDURES" | "CACHED" => {
                Err(self.unsupported_statement(start, 3))
            }
            _ => self.show_functions(),
        }
    }
}
