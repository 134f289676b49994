//! The formats of records of text with all their options.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::csv::{CsvFormat, CsvOptions};
use crate::json::{JsonFormat, JsonOptions};
use crate::rows::RowFormat;
use crate::text::TextFormat;

/// A format of records of text, ready to be written down.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum PortableFormat {
    /// See [`CsvFormat`].
    Csv(CsvOptions),
    /// See [`JsonFormat`].
    Json(JsonOptions),
    /// See [`TextFormat`].
    Text(TextFormat),
}

impl PortableFormat {
    /// The format itself.
    pub fn open(self) -> Arc<dyn RowFormat> {
        match self {
            Self::Csv(options) => Arc::new(CsvFormat { options: Arc::new(options) }),
            Self::Json(options) => Arc::new(JsonFormat { options: Arc::new(options) }),
            Self::Text(format) => Arc::new(format),
        }
    }
}
