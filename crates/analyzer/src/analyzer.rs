//! The state of one analysis and its entry points.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use datafusion::logical_expr::Expr;
use sparrow_functions::{Context, Typed, cast};
use sparrow_plan::{Cte, Relation};
use sparrow_spark_error::Result;
use sparrow_spark_types::{DataType, StructType};

use crate::expression::Scope;
use crate::relation::project;
use crate::scope::{Attribute, Node, same_name};
use crate::{Analyzed, Observation, Places, Snapshot};

/// The state of one analysis. Interior mutability is confined to counters and collections that only grow.
pub struct Analyzer<'a> {
    pub snapshot: &'a Snapshot,
    pub context: &'a Context,
    next_column: Rc<Cell<usize>>,
    /// Whether a call asks where its row is.
    pub asks_for_positions: Rc<Cell<bool>>,
    /// The outputs each plan id has had; one entry for every place the relation stands in the plan.
    pub plan_ids: RefCell<HashMap<i64, Vec<Vec<Attribute>>>>,
    pub observed: RefCell<Vec<Observation>>,
    pub places: RefCell<Places>,
}

/// What is visible from the outside where a relation stands.
#[derive(Clone, Default)]
pub struct Env<'e> {
    /// Common table expressions and named references, innermost last.
    pub ctes: Vec<Rc<NamedQuery<'e>>>,
    /// The scope of the query around a subquery.
    pub outer: Option<&'e Scope<'e>>,
    /// Collects the references a subquery makes to the query around it.
    pub sink: Option<&'e RefCell<Vec<Expr>>>,
    /// Relations subquery expressions refer to by plan id.
    pub references: Vec<&'e Relation>,
}

/// A query that names may stand for, with what was visible where it was defined.
pub struct NamedQuery<'e> {
    pub name: String,
    pub columns: Vec<String>,
    pub query: &'e Relation,
    pub env: Env<'e>,
}

impl<'e> NamedQuery<'e> {
    pub fn of_cte(cte: &'e Cte, env: &Env<'e>) -> Self {
        Self { name: cte.name.clone(), columns: cte.columns.clone(), query: &cte.query, env: env.clone() }
    }
}

impl<'a> Analyzer<'a> {
    pub fn new(snapshot: &'a Snapshot, context: &'a Context) -> Self {
        Self {
            snapshot,
            context,
            next_column: Rc::default(),
            asks_for_positions: Rc::default(),
            plan_ids: RefCell::default(),
            observed: RefCell::default(),
            places: RefCell::default(),
        }
    }

    /// An analyzer for a view's own query: other names, the same counter.
    pub fn for_view<'b>(&'b self, snapshot: &'b Snapshot) -> Analyzer<'b> {
        Analyzer {
            next_column: Rc::clone(&self.next_column),
            asks_for_positions: Rc::clone(&self.asks_for_positions),
            ..Analyzer::new(snapshot, self.context)
        }
    }

    /// The analyzed query as a whole.
    pub fn root(&self, relation: &Relation) -> Result<Analyzed> {
        let node = self.relation(&Env::default(), relation)?;
        self.finish(node)
    }

    /// The analyzed query with every cell as the string `show()` prints.
    pub fn display_root(&self, relation: &Relation) -> Result<Analyzed> {
        let node = self.relation(&Env::default(), relation)?;
        let shown: Vec<Typed> = node.output.iter().map(|a| cast::display(a.typed())).collect();
        let node = self.project_typed(node, shown)?;
        self.finish(node)
    }

    fn finish(&self, node: Node) -> Result<Analyzed> {
        let schema = StructType::new(node.output.iter().map(Attribute::field).collect());
        let plan = self.exactly_output(node)?.plan;
        let plan = std::sync::Arc::unwrap_or_clone(plan);
        let plan = if self.asks_for_positions.get() { self.with_positions(plan)? } else { plan };
        Ok(Analyzed { plan, schema, observed: self.observed.take(), places: self.places.take() })
    }

    /// A fresh internal name for a column called `name`.
    pub fn fresh(&self, name: &str) -> String {
        let id = self.next_column.get();
        self.next_column.set(id + 1);
        let short: String = name.chars().take(64).collect();
        format!("{short}#{id}")
    }

    /// A new attribute for a computed value.
    pub fn attribute(&self, value: &Typed) -> Attribute {
        Attribute {
            column: self.fresh(&value.name),
            name: value.name.clone(),
            data_type: value.data_type.clone(),
            nullable: value.nullable,
            qualifier: vec![],
            metadata: Default::default(),
        }
    }

    /// A projection to just the visible columns, each under a name of its own.
    pub fn exactly_output(&self, node: Node) -> Result<Node> {
        if is_exact(&node) {
            return Ok(Node { hidden: vec![], base: None, ..node });
        }
        let mut seen = std::collections::HashSet::new();
        let mut output = Vec::with_capacity(node.output.len());
        let mut expressions = Vec::with_capacity(node.output.len());
        for attribute in &node.output {
            if seen.insert(attribute.column.clone()) {
                expressions.push(attribute.expr());
                output.push(attribute.clone());
            } else {
                let column = self.fresh(&attribute.name);
                expressions.push(attribute.expr().alias(column.clone()));
                output.push(Attribute { column, ..attribute.clone() });
            }
        }
        let plan = project(node.plan, expressions)?;
        Ok(Node::new(plan, output))
    }

    /// A projection to these values, each under a fresh column; plain columns keep theirs.
    pub fn project_typed(&self, node: Node, values: Vec<Typed>) -> Result<Node> {
        let (expressions, output) = self.name_values(&node, values);
        let plan = project(node.plan, expressions)?;
        Ok(Node::new(plan, output))
    }

    /// Aliases values to the internal names of new attributes. A plain column keeps its attribute, so that later references by plan
    /// id still find it.
    pub fn name_values(&self, node: &Node, values: Vec<Typed>) -> (Vec<Expr>, Vec<Attribute>) {
        let mut expressions = Vec::with_capacity(values.len());
        let mut output = Vec::with_capacity(values.len());
        let mut seen = std::collections::HashSet::new();
        let by_column = by_column(node);
        for value in values {
            let sources = match &value.expr {
                Expr::Column(c) => by_column.get(c.name.as_str()).map_or(&[][..], Vec::as_slice),
                _ => &[],
            };
            let kept = sources.iter().copied().find(|a| same_name(&a.name, &value.name, false));
            if let Some(kept) = kept {
                if seen.insert(kept.column.clone()) {
                    expressions.push(value.expr);
                }
                output.push(Attribute { name: value.name, ..kept.clone() });
                continue;
            }
            let mut attribute = self.attribute(&value);
            if let Some(source) = sources.first() {
                attribute.metadata = source.metadata.clone();
            }
            expressions.push(value.expr.alias(attribute.column.clone()));
            output.push(attribute);
        }
        (expressions, output)
    }

    /// Remembers the output of a relation under the client's id of it.
    pub fn remember(&self, plan_id: Option<i64>, node: &Node) {
        if let Some(id) = plan_id {
            self.plan_ids.borrow_mut().entry(id).or_default().push(node.output.clone());
        }
    }

    /// A cast put in by coercion, when the types differ.
    pub fn coerced(&self, value: Typed, to: &DataType) -> Result<Typed> {
        if value.data_type == *to {
            return Ok(value);
        }
        cast::coerce(self.context, value, to)
    }
}

/// The attributes of each column; one column may be there under several names.
fn by_column(node: &Node) -> HashMap<&str, Vec<&Attribute>> {
    let mut out: HashMap<&str, Vec<&Attribute>> = HashMap::new();
    for attribute in node.reachable() {
        out.entry(attribute.column.as_str()).or_default().push(attribute);
    }
    out
}

fn is_exact(node: &Node) -> bool {
    let fields = node.plan.schema().fields();
    fields.len() == node.output.len() && fields.iter().zip(&node.output).all(|(f, a)| *f.name() == a.column)
}
