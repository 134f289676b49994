// A large result, read as a stream of Arrow batches: the memory held is that of one response, and leaving the loop stops
// the query.

package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/sparrow-connect/sparrow-go"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	// The deadline holds for each call with its repetitions, the reading of its result included.
	session, err := sparrow.Connect(ctx, "", sparrow.WithDeadline(5*time.Minute))
	if err != nil {
		return err
	}
	defer session.Close(ctx)

	numbers := session.Range(0, 3_000_000)
	var rows, sum int64
	for batch, err := range numbers.Stream(ctx) {
		if err != nil {
			return err
		}
		for _, id := range batch.Column(0).(*array.Int64).Int64Values() {
			sum += id
		}
		rows += batch.NumRows()
	}
	fmt.Println("rows:", rows, "sum:", sum)

	// An operation by its tag: what has it can be interrupted, from here or from elsewhere.
	tagged := sparrow.WithTags(ctx, "look")
	for batch, err := range numbers.Stream(tagged) {
		if err != nil {
			return err
		}
		fmt.Println("the first batch has", batch.NumRows() > 0, "rows; the rest is not read")
		break
	}

	// Progress is told as the query goes on.
	told := false
	watched := sparrow.ProgressContext(ctx, func(progress sparrow.Progress) { told = told || progress.Last })
	count, err := numbers.Count(watched)
	if err != nil {
		return err
	}
	fmt.Println("count:", count, "told of its end:", told)
	return nil
}
