// DataFrames: rows of this program, a join, a window, and files.

package main

import (
	"context"
	"fmt"
	"log"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/sparrow-connect/sparrow-go"
	"github.com/sparrow-connect/sparrow-go/functions"
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

	orders, err := session.CreateDataFrame(ctx, someOrders())
	if err != nil {
		return err
	}
	customers, err := session.SQL(ctx, "SELECT * FROM VALUES (1, 'Ann'), (2, 'Bo') AS t(customer, name)")
	if err != nil {
		return err
	}

	// Each customer's orders, the dearest first. What is wrong with a plan is told by the action that runs it.
	byPrice := sparrow.Window().PartitionBy("customer").OrderBy(sparrow.Col("price").Desc())
	ranked := orders.
		JoinUsing(customers, sparrow.Inner, "customer").
		WithColumn("rank", functions.RowNumber().Over(byPrice)).
		Filter(sparrow.Col("price").Gt(2)).
		Select("name", "price", "rank").
		OrderBy("name", "rank")
	if err := ranked.Show(ctx, nil); err != nil {
		return err
	}

	// A view can be asked by SQL.
	if err := ranked.CreateOrReplaceTempView(ctx, "ranked"); err != nil {
		return err
	}
	best, err := session.SQL(ctx, "SELECT name, price FROM ranked WHERE rank = 1 ORDER BY name")
	if err != nil {
		return err
	}
	rows, err := best.Collect(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		fmt.Println(row)
	}
	return nil
}

// someOrders are four rows of Arrow: a customer and a price.
func someOrders() arrow.RecordBatch {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "customer", Type: arrow.PrimitiveTypes.Int32},
		{Name: "price", Type: arrow.PrimitiveTypes.Float64},
	}, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	builder.Field(0).(*array.Int32Builder).AppendValues([]int32{1, 1, 2, 2}, nil)
	builder.Field(1).(*array.Float64Builder).AppendValues([]float64{10, 2.5, 7, 1}, nil)
	return builder.NewRecordBatch()
}
