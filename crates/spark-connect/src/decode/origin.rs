//! Where in the client's code an expression or relation was written.

use std::sync::Arc;

use sparrow_plan::Origin;
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::QueryContext;

/// The origin, if the client sent one that says anything.
pub(super) fn decode(origin: Option<&proto::Origin>) -> Option<Origin> {
    use proto::origin::Function;
    match origin?.function.as_ref()? {
        Function::PythonOrigin(python) => python_context(python),
        Function::JvmOrigin(jvm) => sql_context(jvm).or_else(|| jvm_context(jvm)),
    }
    .map(Arc::new)
}

fn python_context(python: &proto::PythonOrigin) -> Option<QueryContext> {
    if python.fragment.is_empty() && python.call_site.is_empty() {
        return None;
    }
    Some(QueryContext::DataFrame { fragment: python.fragment.clone(), call_site: python.call_site.clone() })
}

/// A place in SQL text that a JVM client parsed.
fn sql_context(jvm: &proto::JvmOrigin) -> Option<QueryContext> {
    let text = jvm.sql_text.as_deref()?;
    let start = usize::try_from(jvm.start_index?).ok()?;
    let stop = usize::try_from(jvm.stop_index?).ok()?;
    let mut context = QueryContext::sql(text, start, stop);
    if let QueryContext::Sql { object_type, object_name, .. } = &mut context {
        *object_type = jvm.object_type.clone().unwrap_or_default();
        *object_name = jvm.object_name.clone().unwrap_or_default();
    }
    Some(context)
}

/// The topmost stack element is the called method, those below it are the call site.
fn jvm_context(jvm: &proto::JvmOrigin) -> Option<QueryContext> {
    let (called, callers) = jvm.stack_trace.split_first()?;
    let call_site = callers.iter().map(stack_line).collect::<Vec<_>>().join("\n");
    Some(QueryContext::DataFrame { fragment: called.method_name.clone(), call_site })
}

fn stack_line(element: &proto::StackTraceElement) -> String {
    let file = element.file_name.as_deref().unwrap_or("Unknown Source");
    format!("{}.{}({file}:{})", element.declaring_class, element.method_name, element.line_number)
}
