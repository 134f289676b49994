//! The functions of plans by name: one registry for every process that plans or runs them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use ballista_core::registry::BallistaFunctionRegistry;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::{SessionStateDefaults, TaskContext};
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF};
use datafusion::prelude::SessionConfig;

/// Every function a plan may call: DataFusion's own and ours.
#[derive(Clone, Debug)]
pub struct TaskFunctions {
    /// Functions of the values of one row.
    pub scalar: HashMap<String, Arc<ScalarUDF>>,
    /// Functions of many rows.
    pub aggregate: HashMap<String, Arc<AggregateUDF>>,
    /// Functions of windows.
    pub window: HashMap<String, Arc<WindowUDF>>,
    /// DataFusion's functions of lambdas. Spark's are scalar functions that carry their lambdas.
    pub higher_order: HashMap<String, Arc<HigherOrderUDF>>,
}

/// The registry, made once.
pub fn task_functions() -> &'static TaskFunctions {
    static FUNCTIONS: LazyLock<TaskFunctions> = LazyLock::new(TaskFunctions::new);
    &FUNCTIONS
}

/// The functions by name, as executors look them up.
pub fn task_context_registry() -> BallistaFunctionRegistry {
    task_functions().ballista_registry()
}

impl TaskFunctions {
    fn new() -> Self {
        let scalar = SessionStateDefaults::default_scalar_functions().into_iter();
        let aggregate = SessionStateDefaults::default_aggregate_functions().into_iter();
        let window = SessionStateDefaults::default_window_functions().into_iter();
        let higher_order = SessionStateDefaults::default_higher_order_functions().into_iter();
        let scalar = scalar.chain(sparrow_functions::scalar_kernels());
        let aggregate = aggregate.chain(sparrow_functions::aggregate_kernels());
        Self {
            scalar: by_name(scalar, |f| (f.name(), f.aliases())),
            aggregate: by_name(aggregate, |f| (f.name(), f.aliases())),
            window: by_name(window, |f| (f.name(), f.aliases())),
            higher_order: by_name(higher_order, |f| (f.name(), f.aliases())),
        }
    }

    /// What a task runs with: these functions under its options.
    pub fn task_context(
        &self,
        task_id: Option<String>,
        session_id: String,
        config: SessionConfig,
        runtime: Arc<RuntimeEnv>,
    ) -> TaskContext {
        let Self { scalar, aggregate, window, higher_order } = self.clone();
        TaskContext::new(task_id, session_id, config, scalar, higher_order, aggregate, window, runtime)
    }

    /// A context to look functions up in, and for nothing else.
    pub(crate) fn context(&self) -> Arc<TaskContext> {
        static CONTEXT: LazyLock<Arc<TaskContext>> = LazyLock::new(|| {
            let (config, runtime) = (SessionConfig::new(), Arc::default());
            Arc::new(task_functions().task_context(None, String::new(), config, runtime))
        });
        Arc::clone(&CONTEXT)
    }

    /// The functions in the form Ballista's parts want them.
    fn ballista_registry(&self) -> BallistaFunctionRegistry {
        let Self { scalar, aggregate, window, higher_order } = self.clone();
        BallistaFunctionRegistry {
            scalar_functions: scalar,
            aggregate_functions: aggregate,
            window_functions: window,
            higher_order_functions: higher_order,
        }
    }
}

fn by_name<F>(
    functions: impl Iterator<Item = Arc<F>>,
    names: impl Fn(&F) -> (&str, &[String]),
) -> HashMap<String, Arc<F>> {
    let mut known = HashMap::new();
    for function in functions {
        let (name, aliases) = names(&function);
        for name in aliases.iter().map(String::as_str).chain([name]) {
            known.insert(name.to_owned(), Arc::clone(&function));
        }
    }
    known
}
