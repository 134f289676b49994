//! Records and cells of CSV text, cut as univocity cuts them with Spark's settings.
//!
//! What it does with malformed quotes is part of the contract: a quoted cell in which an unescaped quote is not followed by a
//! separator is taken as it stands, quotes included, up to the next separator.

use super::CsvOptions;

/// Where a cell's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// These bytes of the block.
    Block(usize, usize),
    /// These bytes of the scratch.
    Scratch(usize, usize),
    /// Nothing between separators.
    Nothing,
    /// A pair of quotes with nothing inside.
    EmptyQuotes,
}

/// The cells of some records.
#[derive(Debug, Default)]
pub(crate) struct Records {
    cells: Vec<Cell>,
    /// End of each record's cells.
    ends: Vec<usize>,
    /// The bytes of the block each record is.
    spans: Vec<(usize, usize)>,
    scratch: Vec<u8>,
}

impl Records {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cells of a record.
    pub fn cells(&self, record: usize) -> &[Cell] {
        let start = if record == 0 { 0 } else { self.ends[record - 1] };
        &self.cells[start..self.ends[record]]
    }

    /// The text of a record.
    pub fn text(&self, block: &[u8], record: usize) -> String {
        let (start, end) = self.spans[record];
        String::from_utf8_lossy(&block[start..end]).into_owned()
    }

    /// A cell's bytes as Spark's parser hands them on.
    pub fn bytes<'a>(&'a self, cell: Cell, block: &'a [u8], options: &'a CsvOptions) -> &'a [u8] {
        match cell {
            Cell::Block(start, end) => &block[start..end],
            Cell::Scratch(start, end) => &self.scratch[start..end],
            Cell::Nothing => options.null_value.as_bytes(),
            Cell::EmptyQuotes => options.empty_value.as_bytes(),
        }
    }

    /// Forgets the records, keeps the room.
    pub fn clear(&mut self) {
        self.cells.clear();
        self.ends.clear();
        self.spans.clear();
        self.scratch.clear();
    }

    /// Adds the record that begins at `start` and, unless records may span lines, ends at `end`; answers where the next begins.
    pub fn push(&mut self, block: &[u8], start: usize, end: usize, options: &CsvOptions) -> usize {
        let mut scanner = Scanner { block, at: start, end, options, records: self };
        while scanner.cell() {}
        let at = scanner.at;
        self.ends.push(self.cells.len());
        self.spans.push((start, trim_line_end(block, start, at)));
        at
    }
}

fn trim_line_end(block: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && matches!(block[end - 1], b'\n' | b'\r') {
        end -= 1;
    }
    end
}

struct Scanner<'a> {
    block: &'a [u8],
    at: usize,
    end: usize,
    options: &'a CsvOptions,
    records: &'a mut Records,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.block[self.at])
    }

    fn at_separator(&self) -> bool {
        self.block[self.at..self.end].starts_with(&self.options.separator)
    }

    fn at_line_end(&self) -> bool {
        self.options.multi_line && matches!(self.peek(), Some(b'\n' | b'\r'))
    }

    fn at_cell_end(&self) -> bool {
        self.at >= self.end || self.at_separator() || self.at_line_end()
    }

    /// Reads one cell and the separator after it; answers whether another cell follows.
    fn cell(&mut self) -> bool {
        let start = self.at;
        if self.options.trim_leading {
            while self.peek().is_some_and(|byte| byte <= b' ') && !self.at_cell_end() {
                self.at += 1;
            }
        }
        let cell = match (self.peek(), self.options.quote) {
            (Some(byte), Some(quote)) if byte == quote => self.quoted(quote),
            _ => self.unquoted(if self.options.trim_leading { self.at } else { start }),
        };
        self.records.cells.push(cell);
        if self.at < self.end && self.at_separator() {
            self.at += self.options.separator.len();
            return true;
        }
        self.skip_line_end();
        false
    }

    fn skip_line_end(&mut self) {
        if self.at_line_end() {
            let carriage = self.block[self.at] == b'\r';
            self.at += 1;
            self.at += usize::from(carriage && self.peek() == Some(b'\n'));
        }
    }

    fn unquoted(&mut self, start: usize) -> Cell {
        self.skip_to_cell_end();
        let mut end = self.at;
        while self.options.trim_trailing && end > start && self.block[end - 1] <= b' ' {
            end -= 1;
        }
        if start == end { Cell::Nothing } else { Cell::Block(start, end) }
    }

    fn skip_to_cell_end(&mut self) {
        let rest = &self.block[self.at..self.end];
        let ends = |byte: &u8| {
            *byte == self.options.separator[0] || (self.options.multi_line && matches!(byte, b'\n' | b'\r'))
        };
        if self.options.separator.len() == 1 {
            self.at += rest.iter().position(ends).unwrap_or(rest.len());
            return;
        }
        while !self.at_cell_end() {
            self.at += 1;
        }
    }

    /// A cell that begins with a quote.
    fn quoted(&mut self, quote: u8) -> Cell {
        self.at += 1;
        let content = self.at;
        // Most quoted cells hold neither quotes nor escapes: their text is a slice of the block.
        let special = |byte: &u8| *byte == quote || Some(*byte) == self.options.escape;
        let plain = self.block[content..self.end].iter().position(special).map(|at| content + at);
        if let Some(close) = plain.filter(|close| self.block[*close] == quote) {
            self.at = close + 1;
            if self.at_cell_end() {
                return if close == content { Cell::EmptyQuotes } else { Cell::Block(content, close) };
            }
            self.at = content;
        }
        self.quoted_with_escapes(quote)
    }

    fn quoted_with_escapes(&mut self, quote: u8) -> Cell {
        let (from, escape) = (self.records.scratch.len(), self.options.escape);
        let mut previous = None;
        while let Some(byte) = self.peek() {
            let after_quote = previous == Some(quote);
            if after_quote && (byte <= b' ' || self.at_cell_end()) && self.only_blanks_follow() {
                return self.scratch_cell(from, true);
            }
            if byte != quote && Some(byte) != escape {
                if after_quote {
                    return self.unescaped(quote, from);
                }
                if previous.is_some() && previous == escape {
                    self.records.scratch.extend(escape);
                }
                self.records.scratch.push(byte);
                previous = Some(byte);
            } else {
                previous = self.escaped(byte, previous, quote);
            }
            self.at += 1;
        }
        if previous.is_some() && previous == escape && escape != Some(quote) {
            self.records.scratch.extend(escape);
        }
        self.scratch_cell(from, true)
    }

    /// Handles a quote or an escape inside quotes; answers what the next byte sees before itself.
    fn escaped(&mut self, byte: u8, previous: Option<u8>, quote: u8) -> Option<u8> {
        let (escape, escape_escape) = (self.options.escape, self.options.escape_escape);
        let scratch = &mut self.records.scratch;
        if Some(byte) == escape && previous.is_some() && previous == escape_escape {
            scratch.push(byte);
            return None;
        }
        if previous.is_some() && previous == escape {
            if byte == quote {
                scratch.push(quote);
                return None;
            }
            scratch.extend(escape);
        } else if byte == quote && previous == Some(quote) {
            scratch.push(quote);
        }
        Some(byte)
    }

    /// Skips blanks after a closing quote if nothing but the cell's end follows them.
    fn only_blanks_follow(&mut self) -> bool {
        let back = self.at;
        while !self.at_cell_end() && self.peek().is_some_and(|byte| byte <= b' ') {
            self.at += 1;
        }
        let ends = self.at_cell_end();
        if !ends {
            self.at = back;
        }
        ends
    }

    /// A quote inside quotes that nothing escapes: the cell is its text as it stands, up to the next separator.
    fn unescaped(&mut self, quote: u8, from: usize) -> Cell {
        self.records.scratch.insert(from, quote);
        self.records.scratch.push(quote);
        let rest = self.at;
        self.skip_to_cell_end();
        let mut end = self.at;
        while self.options.trim_trailing && end > rest && self.block[end - 1] <= b' ' {
            end -= 1;
        }
        self.records.scratch.extend_from_slice(&self.block[rest..end]);
        self.scratch_cell(from, false)
    }

    fn scratch_cell(&self, from: usize, quoted: bool) -> Cell {
        let to = self.records.scratch.len();
        if quoted && from == to { Cell::EmptyQuotes } else { Cell::Scratch(from, to) }
    }
}
