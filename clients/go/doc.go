// Package sparrow is a client of Spark Connect: of Sparrow, and of Apache Spark 4.1 or later.
//
// A [Session] is made by [Connect] and ended by [Session.Close]. It makes DataFrames: of SQL, tables, files, and Arrow
// data. A [DataFrame] is a plan that never changes; transformations such as [DataFrame.Filter] return new ones and ask
// nothing of the server; actions such as [DataFrame.Collect] take a context and run the plan there.
//
//	session, err := sparrow.Connect(ctx, "sc://127.0.0.1:15002")
//	if err != nil {
//		return err
//	}
//	defer session.Close(ctx)
//	adults := session.Table("people").Filter(sparrow.Col("age").GtEq(18)).Select("name")
//	for row, err := range adults.Rows(ctx) {
//		…
//	}
//
// # Columns
//
// Where a column is expected, as in [DataFrame.Select], [DataFrame.GroupBy] or the functions of the package functions, a
// string is the name of a column and other Go values are literals. At the right of an operator, as in [Column.Eq], every Go
// value is a literal, also a string. [Lit] makes a literal anywhere, [Expr] a column of SQL.
//
// # Results
//
// [DataFrame.Stream] gives the batches of Arrow as they come and holds one response, however large the result;
// [DataFrame.Rows] gives rows in the same way. Leaving the loop, or the end of the context, interrupts the query on the
// server. [DataFrame.Collect] and [DataFrame.Arrow] hold the whole result.
//
// # Errors
//
// Every error of a call is an [*Error], to be found by errors.As: Spark's have a condition, an SQLSTATE and parameters.
// What is wrong with an argument of a transformation is returned by the action. errors.Is finds context.Canceled and
// context.DeadlineExceeded.
//
// # Connections that break
//
// Calls are repeated where that can help, as [RetryPolicy] says, and results go on where they broke off. Every operation
// has an id that the client makes, so that one that is sent twice runs once.
package sparrow
