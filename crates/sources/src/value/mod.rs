//! Values as text, read and written by the rules of Spark's text formats.

pub(crate) mod date;
pub(crate) mod decimal;
pub(crate) mod number;
pub(crate) mod pattern;
pub(crate) mod render;
pub(crate) mod timestamp;
pub(crate) mod zone;
