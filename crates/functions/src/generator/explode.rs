//! `explode`, `posexplode`, `inline` and their outer forms.

use sparrow_spark_error::{Result, unexpected_input_type, wrong_num_args};
use sparrow_spark_types::{DataType, Field};

use crate::{Builder, Context, Function, GeneratorCall, GeneratorShape, Typed};

/// The functions of this group.
pub const FUNCTIONS: &[Function] = &[
    Function { name: "explode", aliases: &[], builder: Builder::Generator(explode) },
    Function { name: "explode_outer", aliases: &[], builder: Builder::Generator(explode_outer) },
    Function { name: "inline", aliases: &[], builder: Builder::Generator(inline) },
    Function { name: "inline_outer", aliases: &[], builder: Builder::Generator(inline_outer) },
    Function { name: "posexplode", aliases: &[], builder: Builder::Generator(posexplode) },
    Function { name: "posexplode_outer", aliases: &[], builder: Builder::Generator(posexplode_outer) },
];

fn explode(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    exploded(name, args, false, false)
}

fn explode_outer(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    exploded(name, args, false, true)
}

fn posexplode(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    exploded(name, args, true, false)
}

fn posexplode_outer(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    exploded(name, args, true, true)
}

fn exploded(name: &str, args: Vec<Typed>, with_position: bool, outer: bool) -> Result<GeneratorCall> {
    let [value] = <[Typed; 1]>::try_from(args).map_err(|args| wrong_num_args(name, 1, args.len()))?;
    let shown = format!("{}({})", name.to_lowercase(), value.name);
    let (shape, made) = match &value.data_type {
        DataType::Array { element, contains_null } => {
            (GeneratorShape::Element, vec![Field::new("col", (**element).clone(), *contains_null)])
        }
        DataType::Map { key, value, value_contains_null } => {
            let key = Field::new("key", (**key).clone(), false);
            (GeneratorShape::Fields, vec![key, Field::new("value", (**value).clone(), *value_contains_null)])
        }
        other => {
            let required = "(\"ARRAY\" or \"MAP\")";
            return Err(unexpected_input_type(&shown, 0, required, &value.name, &other.sql_name()));
        }
    };
    let mut columns = Vec::with_capacity(made.len() + 1);
    if with_position {
        columns.push(Field::new("pos", DataType::Integer, false));
    }
    columns.extend(made);
    Ok(GeneratorCall { rows: value.expr, shape, columns, with_position, outer, name: shown })
}

fn inline(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    inlined(name, args, false)
}

fn inline_outer(_: &Context, name: &str, args: Vec<Typed>) -> Result<GeneratorCall> {
    inlined(name, args, true)
}

fn inlined(name: &str, args: Vec<Typed>, outer: bool) -> Result<GeneratorCall> {
    let [value] = <[Typed; 1]>::try_from(args).map_err(|args| wrong_num_args(name, 1, args.len()))?;
    let shown = format!("{}({})", name.to_lowercase(), value.name);
    let wrong = || unexpected_input_type(&shown, 0, "\"ARRAY<STRUCT>\"", &value.name, &value.data_type.sql_name());
    let DataType::Array { element, contains_null } = &value.data_type else { return Err(wrong()) };
    let DataType::Struct(fields) = &**element else { return Err(wrong()) };
    let column = |f: &Field| Field { nullable: f.nullable || *contains_null, ..f.clone() };
    let columns = fields.fields.iter().map(column).collect();
    let shape = GeneratorShape::Fields;
    Ok(GeneratorCall { rows: value.expr, shape, columns, with_position: false, outer, name: shown })
}
