// SQL with parameters: a view, a query, rows, and what an error tells.

package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/sparrow-connect/sparrow-go"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	session, err := sparrow.Connect(ctx, "")
	if err != nil {
		return err
	}
	defer session.Close(ctx)

	// A command runs at once.
	if _, err := session.SQL(ctx, `CREATE OR REPLACE TEMP VIEW people AS
		SELECT * FROM VALUES ('Ann', 31), ('Bo', 25), ('Cy', NULL) AS t(name, age)`); err != nil {
		return err
	}

	// Parameters are values: nothing in them is read as SQL. A query runs when its rows are asked for.
	adults, err := session.SQL(ctx, "SELECT name, age FROM people WHERE age >= :least ORDER BY age", sparrow.Named{"least": 25})
	if err != nil {
		return err
	}
	for row, err := range adults.Rows(ctx) {
		if err != nil {
			return err
		}
		name, _ := row.Get("name")
		fmt.Println(name, "is", row.At(1))
	}

	byPosition, err := session.SQL(ctx, "SELECT count(*) AS n FROM people WHERE name <> ?", "Bo")
	if err != nil {
		return err
	}
	row, _, err := byPosition.First(ctx)
	if err != nil {
		return err
	}
	fmt.Println(row)

	// What is wrong with a query is told by its condition.
	_, err = session.Table("no_such_table").Collect(ctx)
	var failed *sparrow.Error
	if !errors.As(err, &failed) {
		return fmt.Errorf("an error of Spark was due, not %v", err)
	}
	fmt.Println(failed.Condition, failed.SQLState)
	return nil
}
