//! `bitmap_bit_position`, `bitmap_bucket_number`, `bitmap_count`: whole numbers kept as bits of bitmaps of 32,768 bits.

use sparrow_spark_error::{Result, unexpected_input_type};
use sparrow_spark_types::DataType;

use super::super::spec::{Param, Returns, Spec, call_name};
use crate::{Context, Typed};

/// How many bits a bitmap has.
const BITS: i64 = 8 * 4096;

/// `bitmap_bit_position(n)`: the place of a number in its bitmap.
pub(super) static POSITION: Spec = Spec::new("spark_bitmap_bit_position", &[Param::LONG], Returns::LONG, |c| {
    c.map1(|n: i64| if n > 0 { (n - 1) % BITS } else { n.wrapping_neg() % BITS })
});

/// `bitmap_bucket_number(n)`: which bitmap a number is in.
pub(super) static BUCKET: Spec = Spec::new("spark_bitmap_bucket_number", &[Param::LONG], Returns::LONG, |c| {
    c.map1(|n: i64| if n > 0 { 1 + (n - 1) / BITS } else { n / BITS })
});

/// `bitmap_count(bitmap)`: how many bits are set. Nothing becomes a bitmap unasked, not even NULL.
pub(super) fn count(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    if let [value] = args.as_slice()
        && value.data_type != DataType::Binary
    {
        let call = call_name(&name.to_lowercase(), &args);
        let found = value.data_type.sql_name();
        return Err(unexpected_input_type(&call, 0, "\"BINARY\"", &value.name, &found));
    }
    COUNT.build(context, name, args)
}

pub(super) static COUNT: Spec = Spec::new("spark_bitmap_count", &[Param::BINARY], Returns::LONG, |c| {
    c.map1(|bytes: &[u8]| bytes.iter().map(|b| i64::from(b.count_ones())).sum::<i64>())
});
