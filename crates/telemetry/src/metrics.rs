//! Metrics: one meter for the process. Instruments are OpenTelemetry's; who reads them is decided where the process is put
//! together, by the provider that is installed before the first meter is asked for. Without one they cost nothing.

use opentelemetry::global;
use opentelemetry::metrics::Meter;

/// The name under which instruments are found.
const SCOPE: &str = "sparrow";

/// What instruments are made with.
pub fn meter() -> Meter {
    global::meter(SCOPE)
}
