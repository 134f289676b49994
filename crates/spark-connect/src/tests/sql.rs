//! SQL text, its arguments and its two ways of arriving.

use sparrow_plan::{Command, ExprKind, Plan, RelKind};

use super::*;
use crate::decode::sql_command;

fn sql(query: &str) -> proto::Sql {
    proto::Sql { query: query.into(), ..Default::default() }
}

/// The first expression of `SELECT …`, after binding.
fn first_selected(plan: &Plan) -> String {
    let Plan::Query(query) = plan else { panic!("{plan:?}") };
    let RelKind::Project { expressions, .. } = &*query.kind else { panic!("{query:?}") };
    match &expressions[0].kind {
        ExprKind::Alias { child, .. } => format!("{:?}", child.kind),
        other => format!("{other:?}"),
    }
}

#[test]
fn queries_are_echoed_and_commands_are_not() {
    let input = rel(RelType::Sql(sql("SELECT 1")));
    let query = sql_command(&proto::SqlCommand { input: Some(input.clone()), ..Default::default() }).unwrap();
    assert!(matches!(query.plan, Plan::Query(_)));
    assert_eq!(query.echo, Some(input));
    let input = rel(RelType::Sql(sql("SHOW TABLES")));
    let command = sql_command(&proto::SqlCommand { input: Some(input), ..Default::default() }).unwrap();
    assert!(matches!(command.plan, Plan::Command(Command::ShowTables { .. })));
    assert!(command.echo.is_none());
}

#[test]
fn both_generations_of_arguments_are_bound() {
    let old =
        proto::SqlCommand { sql: "SELECT :x".into(), args: [("x".to_owned(), int(5))].into(), ..Default::default() };
    let old = sql_command(&old).unwrap();
    assert!(first_selected(&old.plan).contains("Integral(5)"));
    assert!(matches!(old.echo.and_then(|r| r.rel_type), Some(RelType::Sql(echo)) if echo.args.len() == 1));
    let positional = proto::Sql { pos_args: vec![int(6)], ..sql("SELECT ?") };
    let input = Some(rel(RelType::Sql(positional)));
    let plan = sql_command(&proto::SqlCommand { input, ..Default::default() }).unwrap().plan;
    assert!(first_selected(&plan).contains("Integral(6)"));
    let named =
        proto::Sql { named_arguments: [("x".to_owned(), expr(ExprType::Literal(int(7))))].into(), ..sql("SELECT :x") };
    let input = Some(rel(RelType::Sql(named)));
    let plan = sql_command(&proto::SqlCommand { input, ..Default::default() }).unwrap().plan;
    assert!(first_selected(&plan).contains("Integral(7)"));
}

#[test]
fn parameters_are_bound_inside_subqueries_and_commands() {
    let text = "INSERT INTO t SELECT * FROM (SELECT :x AS a) WHERE EXISTS (SELECT 1 WHERE :x = 1)";
    let bound = proto::Sql { args: [("x".to_owned(), int(1))].into(), ..sql(text) };
    let input = Some(rel(RelType::Sql(bound)));
    let plan = sql_command(&proto::SqlCommand { input, ..Default::default() }).unwrap().plan;
    assert!(!format!("{plan:?}").contains("Parameter"));
}

#[test]
fn a_parameter_without_a_value_is_an_error() {
    let error = crate::decode::relation(&rel(RelType::Sql(sql("SELECT :missing")))).unwrap_err();
    assert_eq!(error.condition().name, "UNBOUND_SQL_PARAMETER");
    assert_eq!(error.parameters()["name"], "missing");
    let both = proto::Sql { args: [("x".to_owned(), int(1))].into(), pos_args: vec![int(1)], ..sql("SELECT 1") };
    assert!(crate::decode::relation(&rel(RelType::Sql(both))).is_err());
}

#[test]
fn references_stay_visible_to_queries_and_commands() {
    let wrapped = |text: &str| {
        let view = proto::SubqueryAlias { input: input(), alias: "v".into(), qualifier: vec![] };
        let view = rel(RelType::SubqueryAlias(Box::new(view)));
        let root = Some(Box::new(rel(RelType::Sql(sql(text)))));
        let input = rel(RelType::WithRelations(Box::new(proto::WithRelations { root, references: vec![view] })));
        sql_command(&proto::SqlCommand { input: Some(input), ..Default::default() }).unwrap()
    };
    let query = wrapped("SELECT * FROM v");
    assert!(matches!(&query.plan, Plan::Query(q) if matches!(&*q.kind, RelKind::WithRelations { .. })));
    assert!(matches!(query.echo.and_then(|r| r.rel_type), Some(RelType::WithRelations(_))));
    let Plan::Command(Command::Insert { query, .. }) = wrapped("INSERT INTO t SELECT * FROM v").plan else { panic!() };
    assert!(matches!(&*query.kind, RelKind::WithRelations { references, .. } if references.len() == 1));
}

#[test]
fn command_text_as_a_root_relation_runs_when_read() {
    let decoded = decode_rel(RelType::Sql(sql("SHOW DATABASES")));
    assert!(matches!(*decoded.kind, RelKind::Command(command) if matches!(*command, Command::ShowDatabases { .. })));
}

#[test]
fn expression_strings_and_names_are_parsed() {
    let text = e_string("a + 1 AS b");
    assert!(matches!(decode_expr(&text).kind, ExprKind::Alias { .. }));
    assert!(crate::decode::expression(&e_string("a +")).is_err());
    let table = proto::read::NamedTable { unparsed_identifier: "a.`b.c`".into(), options: Default::default() };
    let read = proto::Read { is_streaming: false, read_type: Some(proto::read::ReadType::NamedTable(table)) };
    let RelKind::NamedTable { name, .. } = *decode_rel(RelType::Read(read)).kind else { panic!() };
    assert_eq!(name, ["a", "b.c"]);
}

fn e_string(text: &str) -> proto::Expression {
    expr(ExprType::ExpressionString(proto::expression::ExpressionString { expression: text.into() }))
}
