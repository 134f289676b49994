//! How deep the schema in a Parquet footer nests, told before anything decodes it: the decoders recurse into groups, and a file
//! of a few megabytes would overflow their stack. Reads Thrift's compact protocol, of which a footer is one struct.

use parquet::errors::{ParquetError, Result};

/// The deepest schema that is read. Spark's own types hardly nest more than ten deep.
pub(super) const LEVELS_MAX: usize = 200;
/// Structs in structs, lists and maps of the footer's own format.
const FORMAT_LEVELS_MAX: usize = 32;

/// Field of `FileMetaData` that holds the schema: a list of elements, each after the group it is in.
const SCHEMA: i64 = 2;
/// Field of `SchemaElement` that says how many of the elements after it are in it.
const NUM_CHILDREN: i64 = 5;

const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// Refuses a footer whose schema nests more than `LEVELS_MAX` deep, or that is no Thrift struct.
pub(super) fn check(footer: &[u8]) -> Result<()> {
    let mut reader = Reader { bytes: footer };
    let mut field = 0;
    while let Some(kind) = reader.field(&mut field)? {
        if (field, kind) == (SCHEMA, LIST) { reader.check_schema()? } else { reader.skip(kind, 0)? }
    }
    Ok(())
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(format!("the Parquet footer is damaged: {what}"))
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl Reader<'_> {
    fn check_schema(&mut self) -> Result<()> {
        let (count, kind) = self.list()?;
        if kind != STRUCT {
            return Err(damaged("its schema is no list of structs"));
        }
        // Of each group around the current element, how many elements are still to come in it.
        let mut open: Vec<u64> = Vec::new();
        for _ in 0..count {
            while open.pop_if(|left| *left == 0).is_some() {}
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            open.push(self.children()?);
            if open.len() > LEVELS_MAX {
                return Err(ParquetError::General(format!(
                    "the schema in the Parquet footer nests more than {LEVELS_MAX} levels deep"
                )));
            }
        }
        Ok(())
    }

    /// The number of children of the schema element that comes next.
    fn children(&mut self) -> Result<u64> {
        let (mut children, mut field) = (0, 0);
        while let Some(kind) = self.field(&mut field)? {
            if (field, kind) == (NUM_CHILDREN, I32) {
                children = u64::try_from(self.zigzag()?).unwrap_or(0);
            } else {
                self.skip(kind, 0)?;
            }
        }
        Ok(children)
    }

    /// The kind of the next field of a struct, whose number goes into `field`; `None` after the last.
    fn field(&mut self, field: &mut i64) -> Result<Option<u8>> {
        let head = self.byte()?;
        let (step, kind) = (head >> 4, head & 0x0f);
        if kind == STOP {
            return Ok(None);
        }
        *field = if step == 0 { self.zigzag()? } else { field.wrapping_add(i64::from(step)) };
        Ok(Some(kind))
    }

    /// How many values a list holds, and of which kind.
    fn list(&mut self) -> Result<(u64, u8)> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        Ok((count, head & 0x0f))
    }

    fn skip(&mut self, kind: u8, level: usize) -> Result<()> {
        if level > FORMAT_LEVELS_MAX {
            return Err(damaged("its structs nest too deep"));
        }
        match kind {
            TRUE | FALSE => Ok(()),
            BYTE => self.take(1),
            I16 | I32 | I64 => self.varint().map(drop),
            DOUBLE => self.take(8),
            BINARY => self.varint().and_then(|length| self.take(length)),
            LIST | SET => {
                let (count, kind) = self.list()?;
                (0..count).try_for_each(|_| self.skip_item(kind, level))
            }
            MAP => self.skip_map(level),
            STRUCT => {
                let mut field = 0;
                while let Some(kind) = self.field(&mut field)? {
                    self.skip(kind, level + 1)?;
                }
                Ok(())
            }
            _ => Err(damaged("a value of a kind that Thrift does not have")),
        }
    }

    fn skip_map(&mut self, level: usize) -> Result<()> {
        let count = self.varint()?;
        if count == 0 {
            return Ok(());
        }
        let kinds = self.byte()?;
        for _ in 0..count {
            self.skip_item(kinds >> 4, level)?;
            self.skip_item(kinds & 0x0f, level)?;
        }
        Ok(())
    }

    /// Skips a value in a list or map, where truth values take a byte.
    fn skip_item(&mut self, kind: u8, level: usize) -> Result<()> {
        if matches!(kind, TRUE | FALSE) { self.take(1) } else { self.skip(kind, level + 1) }
    }

    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.bytes.split_first().ok_or_else(|| damaged("it ends within a value"))?;
        self.bytes = rest;
        Ok(*first)
    }

    fn take(&mut self, count: u64) -> Result<()> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.bytes = self.bytes.get(count..).ok_or_else(|| damaged("it ends within a value"))?;
        Ok(())
    }

    fn varint(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(damaged("a number without an end"))
    }

    fn zigzag(&mut self) -> Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A footer with this many groups inside each other around one column, after version 1.
    pub(crate) fn footer(groups: usize) -> Vec<u8> {
        let mut bytes = vec![0x15, 0x02, 0x19, 0xfc];
        let mut count = groups + 2;
        while count > 0x7f {
            bytes.push((count & 0x7f | 0x80) as u8);
            count >>= 7;
        }
        bytes.push(count as u8);
        bytes.extend(b"\x48\x01r\x15\x02\x00");
        bytes.extend(b"\x35\x00\x18\x01a\x15\x02\x00".repeat(groups));
        bytes.extend(b"\x15\x02\x25\x00\x18\x01a\x00");
        bytes.extend(b"\x16\x00\x19\x0c\x00");
        bytes
    }

    #[test]
    fn deep_schemas_are_told_from_others() {
        assert!(check(&footer(0)).is_ok());
        assert!(check(&footer(LEVELS_MAX - 2)).is_ok());
        let error = check(&footer(LEVELS_MAX - 1)).unwrap_err().to_string();
        assert!(error.contains("200 levels"), "{error}");
        assert!(check(&footer(1_000_000)).is_err());
    }

    #[test]
    fn wide_schemas_are_not_deep() {
        let mut bytes = b"\x19\xfc\xe9\x07\x48\x01r\x15\xd0\x0f\x00".to_vec();
        bytes.splice(0..1, [0x29]);
        bytes.extend(b"\x15\x02\x25\x00\x18\x01a\x00".repeat(1000));
        bytes.push(0);
        assert!(check(&bytes).is_ok());
    }

    #[test]
    fn any_cut_is_an_error_and_no_panic() {
        let whole = footer(3);
        for end in 0..whole.len() {
            assert!(check(&whole[..end]).is_err(), "{end}");
        }
        assert!(check(&b"\x2c".repeat(100)).is_err());
        assert!(check(&[0x18, 0xff, 0xff, 0xff, 0xff, 0x7f]).is_err());
    }
}
