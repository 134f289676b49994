"""SQL with parameters, a temporary view, and an error that says what is wrong."""

import os

import sparrow_connect

with sparrow_connect.connect(os.environ.get("SPARK_REMOTE", "sc://127.0.0.1:15002")) as session:
    people = session.create_dataframe(
        [{"name": "Ann", "age": 31}, {"name": "Bo", "age": 24}, {"name": "Cy", "age": None}],
        schema="name STRING, age INT",
    )
    people.create_or_replace_temp_view("people")

    named = session.sql("SELECT name FROM people WHERE age > :age", {"age": 30})
    print([row.name for row in named.collect()])

    positional = session.sql("SELECT ? + ? AS total", [1, 2])
    print(positional.first())

    try:
        session.sql("SELECT nmae FROM people").collect()
    except sparrow_connect.SparkError as error:
        print(error.condition, error.sqlstate, error.contexts[0].fragment)
