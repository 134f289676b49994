//! Generators: `explode` in a select list, `LATERAL VIEW`, in FROM.

use std::sync::Arc;

use sparrow_functions::{GeneratorCall, GeneratorShape, Typed};
use sparrow_operators::generate::{GenerateNode, Generator, Shape};
use sparrow_plan::{Expression, Generate};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};
use sparrow_spark_types::Field;
use sparrow_spark_types::arrow::to_arrow_field;

use super::project::strip_alias;
use crate::analyzer::{Analyzer, Env};
use crate::expression::Scope;
use crate::scope::{Attribute, Node};

impl Analyzer<'_> {
    /// A select list of which one item is a generator.
    pub fn project_generator(&self, env: &Env<'_>, input: Node, expressions: &[Expression]) -> Result<Node> {
        let generators: Vec<usize> =
            (0..expressions.len()).filter(|i| Self::is_generator(strip_alias(&expressions[*i]).0)).collect();
        let [position] = generators.as_slice() else { return Err(self.several(&input, env, expressions, &generators)) };
        let (call, names) = strip_alias(&expressions[*position]);
        let generated = self.generate(env, input.clone(), call, false, None, names)?;
        let columns: Vec<Typed> = generated.output[input.output.len()..].iter().map(Attribute::typed).collect();
        let mut values = Vec::new();
        for (index, expression) in expressions.iter().enumerate() {
            if index == *position {
                values.extend(columns.iter().cloned());
            } else {
                let scope = Scope::over(&input, env, "Project");
                values.extend(self.expressions(&scope, std::slice::from_ref(expression))?);
            }
        }
        self.project_values(generated, values.into_iter().map(|v| (v, None)).collect())
    }

    fn several(&self, input: &Node, env: &Env<'_>, expressions: &[Expression], at: &[usize]) -> SparkError {
        let scope = Scope::over(input, env, "Project");
        let name = |i: &usize| {
            let call = self.generator(&scope, strip_alias(&expressions[*i]).0);
            call.ok().flatten().map_or_else(|| "generator".to_owned(), |g| g.name)
        };
        let names: Vec<String> = at.iter().map(|i| format!("\"{}\"", name(i))).collect();
        SparkError::new(&condition::UNSUPPORTED_GENERATOR_MULTI)
            .with("num", at.len().to_string())
            .with("generators", names.join(", "))
    }

    pub fn lateral_view(&self, env: &Env<'_>, view: &Generate) -> Result<Node> {
        let input = self.relation(env, &view.input)?;
        self.generate(env, input, &view.generator, view.outer, view.alias.as_deref(), &view.columns)
    }

    /// `explode(…)` as a table of its own.
    pub fn generator_table(&self, env: &Env<'_>, name: &str, args: &[Expression]) -> Result<Node> {
        let call = Expression::call(name, args.to_vec());
        if !Self::is_generator(&call) {
            return Err(super::leaf::unresolvable(&[name.to_owned()]));
        }
        let one_row = self.one_row()?;
        self.generate(env, one_row, &call, false, None, &[])
    }

    /// The input's columns, then the generated ones.
    pub fn generate(
        &self,
        env: &Env<'_>,
        input: Node,
        call: &Expression,
        outer: bool,
        alias: Option<&str>,
        names: &[String],
    ) -> Result<Node> {
        let scope = Scope::over(&input, env, "Generate");
        let generator = self.generator(&scope, call)?;
        let Some(generator) = generator else { return Err(unsupported("LATERAL VIEW of what is no generator")) };
        self.generate_rows(input, generator, outer, alias, names)
    }

    /// The same for a generator that is resolved.
    pub fn generate_rows(
        &self,
        input: Node,
        generator: GeneratorCall,
        outer: bool,
        alias: Option<&str>,
        names: &[String],
    ) -> Result<Node> {
        let outer = outer || generator.outer;
        let columns = self.generated_columns(&generator, outer, alias, names)?;
        let shape = match generator.shape {
            GeneratorShape::Element => Shape::Element,
            GeneratorShape::Fields => Shape::Fields,
        };
        let made = Generator { shape, with_position: generator.with_position, outer };
        let field = |a: &Attribute| {
            let field = Field { name: a.column.clone(), nullable: true, ..a.field() };
            (None, Arc::new(to_arrow_field(&field)))
        };
        let fields = columns.iter().map(field).collect();
        let plan = super::extension(GenerateNode::try_new(super::own(&input.plan), generator.rows, made, fields)?);
        let mut output = input.output.clone();
        output.extend(columns);
        Ok(Node { plan: Arc::new(plan), output, hidden: input.hidden.clone(), base: None })
    }

    fn generated_columns(
        &self,
        generator: &GeneratorCall,
        outer: bool,
        alias: Option<&str>,
        names: &[String],
    ) -> Result<Vec<Attribute>> {
        if !names.is_empty() && names.len() != generator.columns.len() {
            return Err(SparkError::new(&condition::ASSIGNMENT_ARITY_MISMATCH)
                .with("numTarget", names.len().to_string())
                .with("numExpr", generator.columns.len().to_string()));
        }
        let attribute = |(index, field): (usize, &Field)| {
            let name = names.get(index).cloned().unwrap_or_else(|| field.name.clone());
            Attribute {
                column: self.fresh(&name),
                name,
                data_type: field.data_type.clone(),
                nullable: field.nullable || outer,
                qualifier: alias.map(str::to_owned).into_iter().collect(),
                metadata: field.metadata.clone(),
            }
        };
        Ok(generator.columns.iter().enumerate().map(attribute).collect())
    }
}
