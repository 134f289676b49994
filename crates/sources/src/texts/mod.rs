//! CSV and JSON that come as the texts of a plan's rows rather than in files: each text is a record.

mod scan;

pub use scan::TextsExec;

use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::logical_expr::LogicalPlan;
use sparrow_spark_error::{Result, unsupported};
use sparrow_spark_types::{Field, StructType};

use crate::csv::{self, CsvFormat, CsvOptions};
use crate::format::Format;
use crate::json::{self, JsonFormat, JsonOptions};
use crate::rows::RowFormat;
use crate::{Options, ReadConf};

/// Stands between texts that are decoded together; no UTF-8 text has this byte.
const SEPARATOR: u8 = 0xff;

/// A read of texts in the making. While it [`wants`](Self::wants) rows it must be shown them.
#[derive(Debug)]
pub struct Texts {
    format: Kind,
    user_schema: Option<StructType>,
    /// The first record, when the records' names stand in it.
    header: Option<String>,
    seen_first: bool,
}

#[derive(Debug)]
enum Kind {
    Csv(Arc<CsvOptions>, Option<csv::Inference>),
    Json(Arc<JsonOptions>, Option<json::Inference>),
}

impl Texts {
    /// A read of this format; without a schema it is inferred.
    pub fn new(format: Format, user_schema: Option<StructType>, options: &Options, conf: &ReadConf) -> Result<Self> {
        options.check(format)?;
        let infer = user_schema.is_none();
        let separator = Some(vec![SEPARATOR]);
        let format = match format {
            Format::Csv => {
                let options = CsvOptions::new(options, conf)?;
                let options = Arc::new(CsvOptions { line_separator: separator, multi_line: false, ..options });
                let inference = infer.then(|| csv::Inference::new(options.clone()));
                Kind::Csv(options, inference)
            }
            Format::Json => {
                let options = JsonOptions::new(options, conf)?;
                let options = Arc::new(JsonOptions { line_separator: separator, multi_line: false, ..options });
                let inference = infer.then(|| json::Inference::new(options.clone()));
                Kind::Json(options, inference)
            }
            other => return Err(unsupported(format!("reading {} from a DataFrame of strings", other.label()))),
        };
        Ok(Self { format, user_schema, header: None, seen_first: false })
    }

    /// Whether it must be shown (more) rows before the table can be made.
    pub fn wants(&self) -> bool {
        match &self.format {
            Kind::Csv(options, Some(_)) => options.infer_schema || !self.seen_first,
            Kind::Csv(options, None) => options.header && !self.seen_first,
            Kind::Json(_, inference) => inference.is_some(),
        }
    }

    /// Takes in the next rows.
    pub fn see(&mut self, batch: &RecordBatch) -> Result<()> {
        for text in scan::texts(batch)? {
            match &mut self.format {
                Kind::Csv(options, inference) => {
                    if csv::is_skipped(text.as_bytes(), options) {
                        continue;
                    }
                    let first = !std::mem::replace(&mut self.seen_first, true);
                    if first && options.header {
                        self.header = Some(text.to_owned());
                    }
                    if let Some(inference) = inference {
                        inference.see(text.as_bytes(), first);
                    }
                }
                Kind::Json(_, Some(inference)) => inference.see(text.as_bytes())?,
                Kind::Json(_, None) => {}
            }
        }
        Ok(())
    }

    /// The table of the rows the texts of `input` spell.
    pub fn table(self, input: LogicalPlan) -> Result<(StructType, Arc<dyn TableProvider>)> {
        let Self { format, user_schema, header, .. } = self;
        let (format, inferred): (Arc<dyn RowFormat>, _) = match format {
            Kind::Csv(options, inference) => {
                let inferred = inference.map(csv::Inference::schema);
                (
                    Arc::new(CsvFormat { options: Arc::new(CsvOptions { header: false, ..(*options).clone() }) }),
                    inferred,
                )
            }
            Kind::Json(options, inference) => {
                let inferred = inference.map(json::Inference::schema);
                (Arc::new(JsonFormat { options }), inferred)
            }
        };
        let schema = user_schema.or(inferred).unwrap_or_default();
        let relax = |f: Field| Field { nullable: true, data_type: f.data_type.as_nullable(), ..f };
        let schema = StructType::new(schema.fields.into_iter().map(relax).collect());
        if format.name() == "csv" {
            schema.fields.iter().try_for_each(|field| crate::read::check_flat(field, Format::Csv))?;
        }
        let provider = Arc::new(scan::TextsTable::new(input, format, header, &schema));
        Ok((schema, provider))
    }
}
