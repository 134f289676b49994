// The first query: connect, make a DataFrame, show it.

package main

import (
	"context"
	"log"

	"github.com/sparrow-connect/sparrow-go"
	"github.com/sparrow-connect/sparrow-go/functions"
)

func main() {
	ctx := context.Background()
	// An empty address is that of the variable SPARK_REMOTE, or sc://127.0.0.1:15002.
	session, err := sparrow.Connect(ctx, "")
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close(ctx)

	numbers := session.Range(0, 1000).
		WithColumn("remainder", sparrow.Col("id").Modulo(3)).
		GroupBy("remainder").
		Agg(functions.Count("*").As("rows"), functions.Sum("id").As("total")).
		OrderBy("remainder")
	if err := numbers.Show(ctx, nil); err != nil {
		log.Fatal(err)
	}
}
