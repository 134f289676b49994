"""A column as text, for people: what `repr` shows. It stops early in deep expressions, and never shows long constants whole."""

from __future__ import annotations

from .generated import messages as m

text_depth_max = 8
"""Expressions in expressions that are shown; deeper ones are dots."""
constant_length_max = 40
"""Characters of a constant that are shown."""

_INFIX = {"+", "-", "*", "/", "%", "==", "<", "<=", ">", ">=", "<=>", "and", "or", "&", "|", "^"}


def column_text(expression: m.Expression | None, depth: int = 0) -> str:
    """The expression, near to SQL."""
    if expression is None:
        return ""
    if depth > text_depth_max:
        return "..."
    deeper = depth + 1
    if expression.unresolved_attribute is not None:
        return expression.unresolved_attribute.unparsed_identifier
    if expression.unresolved_star is not None:
        return expression.unresolved_star.unparsed_target or "*"
    if expression.literal is not None:
        return _constant(expression.literal)
    if expression.unresolved_function is not None:
        return _function(expression.unresolved_function, deeper)
    if expression.expression_string is not None:
        return expression.expression_string.expression
    if expression.alias is not None:
        return f"{column_text(expression.alias.expr, deeper)} AS {', '.join(expression.alias.name)}"
    if expression.cast is not None:
        return f"CAST({column_text(expression.cast.expr, deeper)} AS {expression.cast.type_str or '...'})"
    if expression.sort_order is not None:
        ascending = expression.sort_order.direction != m.ExpressionSortOrderSortDirection.SORT_DIRECTION_DESCENDING
        return f"{column_text(expression.sort_order.child, deeper)} {'ASC' if ascending else 'DESC'}"
    if expression.window is not None:
        return f"{column_text(expression.window.window_function, deeper)} OVER (...)"
    if expression.unresolved_extract_value is not None:
        value = expression.unresolved_extract_value
        return f"{column_text(value.child, deeper)}[{column_text(value.extraction, deeper)}]"
    if expression.lambda_function is not None:
        names = ", ".join(".".join(one.name_parts) for one in expression.lambda_function.arguments)
        return f"({names}) -> {column_text(expression.lambda_function.function, deeper)}"
    if expression.unresolved_named_lambda_variable is not None:
        return ".".join(expression.unresolved_named_lambda_variable.name_parts)
    return "..."


def _function(function: m.ExpressionUnresolvedFunction, depth: int) -> str:
    arguments = [column_text(one, depth) for one in function.arguments]
    if function.function_name in _INFIX and len(arguments) == 2:
        return f"({arguments[0]} {function.function_name} {arguments[1]})"
    return f"{function.function_name}({'DISTINCT ' if function.is_distinct else ''}{', '.join(arguments)})"


def _constant(constant: m.ExpressionLiteral) -> str:
    for _, name, *_rest in constant._fields_:
        value = getattr(constant, name)
        if value is None or name == "data_type":
            continue
        if name == "null":
            return "NULL"
        if name == "decimal":
            return str(value.value)
        text = f"{value!r}" if name == "string" else f"{bytes(value).hex()}" if name == "binary" else f"{value}"
        return text if len(text) <= constant_length_max else f"{text[:constant_length_max]}..."
    return "..."
