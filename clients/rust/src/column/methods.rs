//! The methods of a column. It knows which of Spark's functions or expressions each stands for.

use sparrow_proto::spark::connect::expression::{self, ExprType, cast, sort_order};

use super::{Argument, Column, WindowSpec, call};
use crate::types::DataType;

/// A type to cast to: a [`DataType`], or its name in SQL.
#[derive(Clone, Debug)]
pub struct TypeName(pub(crate) cast::CastToType);

impl From<&str> for TypeName {
    fn from(name: &str) -> Self {
        Self(cast::CastToType::TypeStr(name.to_owned()))
    }
}

impl From<String> for TypeName {
    fn from(name: String) -> Self {
        Self(cast::CastToType::TypeStr(name))
    }
}

impl From<DataType> for TypeName {
    fn from(data_type: DataType) -> Self {
        Self(cast::CastToType::Type(data_type.to_proto()))
    }
}

macro_rules! binary_methods {
    ($($(#[$doc:meta])* $method:ident $name:literal $right:ident),* $(,)?) => {
        impl Column {$(
            $(#[$doc])*
            pub fn $method(self, right: impl Into<$right>) -> Column {
                call($name, [self, binary_methods!(@column $right right.into())])
            }
        )*}
    };
    (@column Column $right:expr) => { $right };
    (@column Argument $right:expr) => { $right.0 };
}

binary_methods! {
    /// Whether both are equal; NULL where one is NULL.
    eq "==" Column,
    /// Whether both are equal, where NULL equals NULL.
    eq_null_safe "<=>" Column,
    /// Whether this is less.
    lt "<" Column,
    /// Whether this is less or equal.
    le "<=" Column,
    /// Whether this is greater.
    gt ">" Column,
    /// Whether this is greater or equal.
    ge ">=" Column,
    /// Whether both hold; the same as `&`.
    and "and" Column,
    /// Whether one holds; the same as `|`.
    or "or" Column,
    /// The bits that both have.
    bitwise_and "&" Column,
    /// The bits that one has.
    bitwise_or "|" Column,
    /// The bits that just one has.
    bitwise_xor "^" Column,
    /// Whether the text fits a pattern of SQL's LIKE.
    like "like" Argument,
    /// The same, whatever the case of letters.
    ilike "ilike" Argument,
    /// Whether a regular expression is found in the text.
    rlike "rlike" Argument,
    /// Whether the text begins so.
    starts_with "startswith" Argument,
    /// Whether the text ends so.
    ends_with "endswith" Argument,
    /// Whether the text has this in it.
    contains "contains" Argument,
}

impl Column {
    /// Whether both differ; NULL where one is NULL.
    pub fn ne(self, right: impl Into<Column>) -> Column {
        !self.eq(right)
    }

    /// Whether it is NULL.
    pub fn is_null(self) -> Column {
        call("isNull", [self])
    }

    /// Whether it is not NULL.
    pub fn is_not_null(self) -> Column {
        call("isNotNull", [self])
    }

    /// Whether it is one of these values or columns.
    pub fn is_in(self, values: impl IntoIterator<Item = impl Into<Argument>>) -> Column {
        let values = values.into_iter().map(|value| value.into().0);
        call("in", std::iter::once(self).chain(values))
    }

    /// Whether it lies between two bounds, which count as inside.
    pub fn between(self, low: impl Into<Column>, high: impl Into<Column>) -> Column {
        self.clone().ge(low) & self.le(high)
    }

    /// The part of a text from a position (1 is the first letter), of a length.
    pub fn substr(self, position: impl Into<Column>, length: impl Into<Column>) -> Column {
        call("substr", [self, position.into(), length.into()])
    }

    /// The value at an index of an array (0 is the first), or of a key of a map.
    pub fn get_item(self, key: impl Into<Argument>) -> Column {
        Self::combine([self, key.into().0], |mut parts| {
            let extraction = parts.pop().map(Box::new);
            let child = parts.pop().map(Box::new);
            ExprType::UnresolvedExtractValue(Box::new(expression::UnresolvedExtractValue { child, extraction }))
        })
    }

    /// The field of a struct.
    pub fn get_field(self, name: &str) -> Column {
        self.get_item(name)
    }

    /// The struct with a field added or replaced.
    pub fn with_field(self, name: &str, value: impl Into<Column>) -> Column {
        Self::combine([self, value.into()], |mut parts| {
            let value_expression = parts.pop().map(Box::new);
            update_fields(parts.pop().map(Box::new), name, value_expression)
        })
    }

    /// The struct without some fields.
    pub fn drop_fields<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Column {
        let drop_field = |column: Column, name: &str| column.wrap(|child| update_fields(Some(child), name, None));
        names.into_iter().fold(self, drop_field)
    }

    /// The value as another type; a value that does not fit is an error in Spark's ANSI mode.
    pub fn cast(self, to: impl Into<TypeName>) -> Column {
        self.cast_with(to.into(), cast::EvalMode::Unspecified)
    }

    /// The value as another type, NULL where it does not fit.
    pub fn try_cast(self, to: impl Into<TypeName>) -> Column {
        self.cast_with(to.into(), cast::EvalMode::Try)
    }

    fn cast_with(self, to: TypeName, mode: cast::EvalMode) -> Column {
        self.wrap(|child| {
            ExprType::Cast(Box::new(expression::Cast {
                expr: Some(child),
                cast_to_type: Some(to.0),
                eval_mode: mode.into(),
            }))
        })
    }

    /// The column under another name.
    pub fn alias(self, name: impl Into<String>) -> Column {
        self.aliases([name.into()])
    }

    /// The columns of a generator under these names.
    pub fn aliases(self, names: impl IntoIterator<Item = impl Into<String>>) -> Column {
        let name: Vec<String> = names.into_iter().map(Into::into).collect();
        self.wrap(|child| ExprType::Alias(Box::new(expression::Alias { expr: Some(child), name, metadata: None })))
    }

    /// Sorts smallest first, NULL before all.
    pub fn asc(self) -> Column {
        self.asc_nulls_first()
    }

    /// Sorts largest first, NULL after all.
    pub fn desc(self) -> Column {
        self.desc_nulls_last()
    }

    /// Sorts smallest first, NULL before all.
    pub fn asc_nulls_first(self) -> Column {
        self.sorted(sort_order::SortDirection::Ascending, sort_order::NullOrdering::SortNullsFirst)
    }

    /// Sorts smallest first, NULL after all.
    pub fn asc_nulls_last(self) -> Column {
        self.sorted(sort_order::SortDirection::Ascending, sort_order::NullOrdering::SortNullsLast)
    }

    /// Sorts largest first, NULL before all.
    pub fn desc_nulls_first(self) -> Column {
        self.sorted(sort_order::SortDirection::Descending, sort_order::NullOrdering::SortNullsFirst)
    }

    /// Sorts largest first, NULL after all.
    pub fn desc_nulls_last(self) -> Column {
        self.sorted(sort_order::SortDirection::Descending, sort_order::NullOrdering::SortNullsLast)
    }

    fn sorted(self, direction: sort_order::SortDirection, nulls: sort_order::NullOrdering) -> Column {
        self.wrap(|child| {
            ExprType::SortOrder(Box::new(expression::SortOrder {
                child: Some(child),
                direction: direction.into(),
                null_ordering: nulls.into(),
            }))
        })
    }

    /// The function over a window of rows.
    pub fn over(self, window: WindowSpec) -> Column {
        window.over(self)
    }

    /// The aggregate over distinct values only, where this is a call of a function.
    pub fn distinct(mut self) -> Column {
        match self.expression.expr_type.as_mut() {
            Some(ExprType::UnresolvedFunction(function)) => function.is_distinct = true,
            _ => self.problem = self.problem.or(Some("distinct belongs to a call of a function, such as count".into())),
        }
        self
    }

    /// The order a sort by this column has: its own, or smallest first.
    pub(crate) fn into_sort_order(self) -> (expression::SortOrder, Option<String>) {
        let ordered = match self.expression.expr_type {
            Some(ExprType::SortOrder(_)) => self,
            _ => self.asc(),
        };
        match ordered.expression.expr_type {
            Some(ExprType::SortOrder(order)) => (*order, ordered.problem),
            // Only a column that was refused has another form here.
            _ => (expression::SortOrder::default(), ordered.problem),
        }
    }
}

fn update_fields(
    struct_expression: Option<Box<sparrow_proto::spark::connect::Expression>>,
    name: &str,
    value_expression: Option<Box<sparrow_proto::spark::connect::Expression>>,
) -> ExprType {
    let field_name = name.to_owned();
    ExprType::UpdateFields(Box::new(expression::UpdateFields { struct_expression, field_name, value_expression }))
}
