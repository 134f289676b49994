//! What each language makes of each shape of parameters.

use super::*;

fn functions(entries: &str) -> Vec<Function> {
    parse(&format!(r#"{{"functions": [{entries}]}}"#)).unwrap()
}

const SHAPES: &str = r#"
    {"name": "now", "kind": "scalar", "parameters": []},
    {"name": "if", "kind": "scalar", "parameters": [{"name": "expr1"}, {"name": "from"}]},
    {"name": "split", "kind": "scalar", "parameters": [{"name": "str"}, {"name": "limit", "optional": true}]},
    {"name": "lag", "kind": "window", "parameters": [
        {"name": "input"}, {"name": "offset", "optional": true}, {"name": "default", "optional": true}]},
    {"name": "stack", "kind": "generator", "parameters": [{"name": "n"}, {"name": "exprs", "variadic": true}],
        "forms": ["stack(n, expr1, ..., exprk)"]},
    {"name": "trim", "kind": "scalar", "parameters": [
        {"name": "str"}, {"name": "trimStr", "optional": true, "leading": true}]},
    {"name": "exists", "kind": "higher_order", "parameters": [{"name": "expr"}, {"name": "pred", "lambda": true}]},
    {"name": "percentile_cont", "kind": "aggregate", "parameters": [{"name": "percentage"}]}"#;

#[track_caller]
fn holds(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
}

#[test]
fn python_has_each_shape() {
    let text = python::functions(&functions(SHAPES));
    holds(
        &text,
        &[
            "def now() -> Column:\n    \"\"\"Spark's function `now()`.\"\"\"\n    return call(\"now\")\n",
            "def if_(expr1: ColumnOrValue, from_: ColumnOrValue) -> Column:",
            "    return call(\"if\", expr1, from_)\n",
            "def split(str: ColumnOrValue, limit: ColumnOrValue | None = None) -> Column:",
            "    return call(\"split\", str, *_given(limit=limit))\n",
            "\"\"\"Spark's window function `lag(input[, offset[, default]])`.\"\"\"",
            "    return call(\"lag\", input, *_given(offset=offset, default=default))\n",
            "def stack(n: ColumnOrValue, *exprs: ColumnOrValue) -> Column:\n    \"\"\"Spark's generator `stack(n, expr1, ..., exprk)`.\"\"\"",
            "    return call(\"stack\", n, *exprs)\n",
            "`trim([trimStr, ]str)`",
            "    return call(\"trim\", *_given(trimStr=trimStr), str)\n",
            "def exists(expr: ColumnOrValue, pred: Callable[..., Column]) -> Column:",
            "    \"if_\",\n",
        ],
    );
    assert!(!text.contains("percentile_cont"), "{text}");
}

#[test]
fn go_has_each_shape() {
    let functions = functions(SHAPES);
    holds(
        &go::functions(&functions),
        &[
            "// Now is Spark's function now().\nfunc Now() sparrow.Column {\n\treturn sparrow.Call(\"now\")\n}\n",
            "func If(expr1, from any) sparrow.Column {\n\treturn sparrow.Call(\"if\", expr1, from)\n}\n",
            "func Lag(input any, optional ...any) sparrow.Column {\n\treturn sparrow.Call(\"lag\", append([]any{input}, optional...)...)\n}\n",
            "func Stack(n any, exprs ...any) sparrow.Column {",
            "\treturn sparrow.Call(\"trim\", append(slices.Clone(optional), str)...)\n",
        ],
    );
    holds(
        &go::registry(&functions),
        &[
            "\t{\"now\", 0, 0, func(_ []any) sparrow.Column { return functions.Now() }},\n",
            "\t{\"lag\", 1, 3, func(a []any) sparrow.Column { return functions.Lag(a[0], a[1:]...) }},\n",
            "\t{\"stack\", 1, math.MaxInt, func(a []any) sparrow.Column { return functions.Stack(a[0], a[1:]...) }},\n",
            "\t{\"trim\", 1, 2, func(a []any) sparrow.Column { return functions.Trim(a[len(a)-1], a[:len(a)-1]...) }},\n",
        ],
    );
}

#[test]
fn rust_has_each_shape() {
    let functions = functions(SHAPES);
    holds(
        &rust::functions(&functions),
        &[
            "/// Spark's function `now()`.\npub fn now() -> Column {\n    call(\"now\", [])\n}\n",
            "pub fn if_(expr1: impl Into<Column>, from: impl Into<Column>) -> Column {\n    call(\"if\", [expr1.into(), from.into()])\n}\n",
            "pub fn split(str: impl Into<Column>, limit: Option<Column>) -> Column {\n    call(\"split\", [str.into()].into_iter().chain(limit))\n}\n",
            "pub fn lag(input: impl Into<Column>, optional: impl IntoIterator<Item = Column>) -> Column {",
            "    call(\"stack\", [n.into()].into_iter().chain(exprs.into_iter().map(Into::into)))\n",
            "    call(\"trim\", trim_str.into_iter().chain([str.into()]))\n",
            "/// A function of columns is made with [`lambda`](crate::lambda) and those beside it.\npub fn exists(",
        ],
    );
    holds(
        &rust::registry(&functions),
        &[
            "    (\"now\", |_| Some(f::now())),\n",
            "    (\"split\", |a| Some(f::split(a.next()?, a.next()))),\n",
            "    (\"lag\", |a| Some(f::lag(a.next()?, a))),\n",
            "    (\"trim\", |a| a.next_back().map(|last| f::trim(last, a.next()))),\n",
        ],
    );
}

#[test]
fn what_no_call_can_be_is_refused() {
    let refused = |parameters: &str| {
        let entry = format!(r#"{{"functions": [{{"name": "f", "kind": "scalar", "parameters": [{parameters}]}}]}}"#);
        parse(&entry).unwrap_err()
    };
    let order = "`f`: its parameters are in no order a call can have";
    assert_eq!(refused(r#"{"name": "a", "optional": true}, {"name": "b"}"#), order);
    assert_eq!(refused(r#"{"name": "a", "optional": true}, {"name": "b", "variadic": true}"#), order);
    assert_eq!(refused(r#"{"name": "a", "optional": true, "leading": true}"#), order);
    assert!(
        refused(r#"{"name": "a", "optional": true, "variadic": true}"#).starts_with("a parameter cannot be all of")
    );
    let twice = r#"{"functions": [{"name": "f", "kind": "scalar", "parameters": []}, {"name": "f", "kind": "scalar", "parameters": []}]}"#;
    assert_eq!(parse(twice).unwrap_err(), "`f` stands there twice");
    let kind = parse(r#"{"functions": [{"name": "f", "kind": "table", "parameters": []}]}"#).unwrap_err();
    assert_eq!(kind, "`f`: the kind \"table\" is none");
}

#[test]
fn names_are_split_into_words() {
    let split = |name| words(name).join(" ");
    assert_eq!(split("trimStr"), "trim str");
    assert_eq!(split("from_base"), "from base");
    assert_eq!(split("exprY"), "expr y");
    assert_eq!(split("relativeSD"), "relative sd");
    assert_eq!(split("xxhash64"), "xxhash64");
}
