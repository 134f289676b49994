//! `child[extraction]`, `withField`, `dropFields`.

use sparrow_functions::{Typed, scalar::complex};
use sparrow_plan::{Expression, UpdateField};
use sparrow_spark_error::Result;

use super::Scope;
use crate::analyzer::Analyzer;

impl Analyzer<'_> {
    pub fn extract(&self, scope: &Scope<'_>, child: &Expression, extraction: &Expression) -> Result<Typed> {
        let child = self.expression(scope, child)?;
        let key = self.expression(scope, extraction)?;
        complex::extract_value(self.context, child, key)
    }

    pub fn update_fields(&self, scope: &Scope<'_>, child: &Expression, update: &UpdateField) -> Result<Typed> {
        let child = self.expression(scope, child)?;
        match update {
            UpdateField::Set { path, value } => {
                let value = self.expression(scope, value)?;
                complex::set_field(self.context, child, path, value)
            }
            UpdateField::Drop { path } => complex::drop_field(self.context, child, path),
        }
    }
}
