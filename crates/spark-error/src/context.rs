//! Where in the user's query an error arose.

/// A fragment of the query an error points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryContext {
    /// A stretch of SQL text.
    Sql {
        /// The whole statement.
        text: String,
        /// First character of the fragment, counted in characters from 0.
        start: usize,
        /// Last character of the fragment, inclusive.
        stop: usize,
        /// Line of the fragment's start, from 1.
        line: usize,
        /// Column of the fragment's start, from 0.
        column: usize,
        /// `VIEW` when the text is a view's, else empty.
        object_type: String,
        /// The view's name, else empty.
        object_name: String,
    },
    /// A call on a DataFrame or Column.
    DataFrame {
        /// The called function or operator, such as `divide`.
        fragment: String,
        /// The client's code that made the call.
        call_site: String,
    },
}

impl QueryContext {
    /// The context of `text[start..=stop]` (character offsets), with line and column worked out.
    pub fn sql(text: &str, start: usize, stop: usize) -> Self {
        let before: String = text.chars().take(start).collect();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let (object_type, object_name) = (String::new(), String::new());
        Self::Sql { text: text.to_owned(), start, stop, line, column, object_type, object_name }
    }

    /// The part of the query this points at.
    pub fn fragment(&self) -> String {
        match self {
            Self::Sql { text, start, stop, .. } => {
                text.chars().skip(*start).take((stop + 1).saturating_sub(*start)).collect()
            }
            Self::DataFrame { fragment, .. } => fragment.clone(),
        }
    }

    /// The block Spark appends to a message for this context.
    pub fn summary(&self) -> String {
        match self {
            Self::Sql { text, start, stop, line, column, object_type, object_name } => {
                let of =
                    if object_type.is_empty() { String::new() } else { format!(" of {object_type} {object_name}") };
                let shown = text.lines().nth(line - 1).unwrap_or_default();
                let width = (stop + 1).saturating_sub(*start).min(shown.chars().count().saturating_sub(*column)).max(1);
                let marks = format!("{}{}", " ".repeat(*column), "^".repeat(width));
                format!("== SQL{of} (line {line}, position {}) ==\n{shown}\n{marks}\n", column + 1)
            }
            Self::DataFrame { fragment, call_site } => {
                format!("== DataFrame ==\n\"{fragment}\" was called from\n{call_site}\n")
            }
        }
    }
}
