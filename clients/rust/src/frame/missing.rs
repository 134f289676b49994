//! Operations on NULL and on values that stand for something else.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::na_replace::Replacement;
use sparrow_proto::spark::connect::relation::RelType;

use super::DataFrame;
use super::plan::Parts;
use crate::column::Literal;

impl DataFrame {
    /// Puts a value where NULL is (NaN too, for numbers), in the columns of its type among these; without names, in all.
    pub fn fill_na<'a>(&self, value: impl Into<Literal>, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.filled(vec![value.into()], names.into_iter().map(str::to_owned).collect())
    }

    /// Puts a value of its own where NULL is, in each of these columns.
    pub fn fill_na_each<'a>(&self, values: impl IntoIterator<Item = (&'a str, Literal)>) -> Self {
        let (names, values): (Vec<String>, Vec<Literal>) =
            values.into_iter().map(|(name, value)| (name.to_owned(), value)).unzip();
        self.filled(values, names)
    }

    fn filled(&self, values: Vec<Literal>, cols: Vec<String>) -> Self {
        let mut problem = values.iter().find_map(|value| value.problem.clone());
        if values.is_empty() {
            problem = Some("NULL is to be filled with no value: give at least one".into());
        }
        let values: Vec<_> = values.into_iter().map(|value| value.widened().value).collect();
        self.derive(Parts::checked(problem), move |input, _| {
            let (cols, values) = (cols.clone(), values.clone());
            RelType::FillNa(Box::new(proto::NaFill { input: Some(input), cols, values }))
        })
    }

    /// The rows with at least `non_nulls_min` values that are not NULL among these columns (among all without names);
    /// without a number, the rows with no NULL there.
    pub fn drop_na<'a>(&self, non_nulls_min: Option<i32>, names: impl IntoIterator<Item = &'a str>) -> Self {
        let cols: Vec<String> = names.into_iter().map(str::to_owned).collect();
        self.step(move |input| {
            RelType::DropNa(Box::new(proto::NaDrop {
                input: Some(input),
                cols: cols.clone(),
                min_non_nulls: non_nulls_min,
            }))
        })
    }

    /// Puts values for others, in these columns; without names, in all that have the type.
    pub fn replace_na<'a>(
        &self,
        pairs: impl IntoIterator<Item = (Literal, Literal)>,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let pairs: Vec<(Literal, Literal)> = pairs.into_iter().collect();
        let problem = pairs.iter().find_map(|(old, new)| old.problem.clone().or_else(|| new.problem.clone()));
        let replacements =
            pairs.into_iter().map(|(old, new)| Replacement { old_value: Some(old.value), new_value: Some(new.value) });
        let replacements: Vec<Replacement> = replacements.collect();
        let cols: Vec<String> = names.into_iter().map(str::to_owned).collect();
        self.derive(Parts::checked(problem), move |input, _| {
            RelType::Replace(Box::new(proto::NaReplace {
                input: Some(input),
                cols: cols.clone(),
                replacements: replacements.clone(),
            }))
        })
    }
}
