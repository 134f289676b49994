//! `CREATE DATABASE|SCHEMA|NAMESPACE`

use sparrow_plan::Command;
use sparrow_spark_error::Result;

use crate::parser::Parser;

impl Parser<'_> {
    /// After CREATE.
    pub(super) fn create_database(&mut self) -> Result<Command> {
        self.advance();
        let if_not_exists = self.if_not_exists();
        let name = self.multipart_name()?;
        let (mut comment, mut location, mut properties) = (None, None, vec![]);
        loop {
            if self.take_word("COMMENT") {
                comment = Some(self.string()?);
            } else if self.take_word("LOCATION") {
                location = Some(self.string()?);
            } else if self.take_words(&["WITH", "DBPROPERTIES"]) || self.take_words(&["WITH", "PROPERTIES"]) {
                properties = self.properties()?;
            } else {
                return Ok(Command::CreateDatabase { name, if_not_exists, comment, location, properties });
            }
        }
    }
}
