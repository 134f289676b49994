// Transformations of the order of rows and of their partitions, and hints about them.

package sparrow

import "github.com/sparrow-connect/sparrow-go/internal/proto/connect"

// Sort orders the rows by names or Columns; see Column.Desc and its kin.
func (d *DataFrame) Sort(columns ...any) *DataFrame { return d.sort("Sort", true, columns) }

// OrderBy is Sort.
func (d *DataFrame) OrderBy(columns ...any) *DataFrame { return d.sort("OrderBy", true, columns) }

// SortWithinPartitions orders the rows of each partition.
func (d *DataFrame) SortWithinPartitions(columns ...any) *DataFrame {
	return d.sort("SortWithinPartitions", false, columns)
}

func (d *DataFrame) sort(method string, global bool, columns []any) *DataFrame {
	if d.err != nil {
		return d
	}
	if len(columns) == 0 {
		return d.refuse(method, clientError("no column was given: name at least one"))
	}
	orders, err := ordersOf(columns)
	if err != nil {
		return d.refuse(method, err)
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Sort{
		Sort: &connect.Sort{Input: d.relation, Order: orders, IsGlobal: &global},
	}})
}

// Repartition spreads the rows over so many partitions, by the values of columns where there are any.
func (d *DataFrame) Repartition(partitions int, columns ...any) *DataFrame {
	number, err := count32("number of partitions", partitions, 1)
	switch {
	case d.err != nil:
		return d
	case err != nil:
		return d.refuse("Repartition", err)
	case len(columns) == 0:
		return d.repartition(number, true)
	}
	return d.repartitionBy("Repartition", &number, columns)
}

// RepartitionBy spreads the rows by the values of columns over as many partitions as the server chooses.
func (d *DataFrame) RepartitionBy(columns ...any) *DataFrame {
	return d.repartitionBy("RepartitionBy", nil, columns)
}

// RepartitionByRange spreads the rows by ranges of the columns' values over so many partitions; 0 leaves the number to
// the server.
func (d *DataFrame) RepartitionByRange(partitions int, columns ...any) *DataFrame {
	if d.err != nil {
		return d
	}
	number, err := count32("number of partitions", partitions, 0)
	if err != nil {
		return d.refuse("RepartitionByRange", err)
	}
	orders, err := ordersOf(columns)
	if err != nil {
		return d.refuse("RepartitionByRange", err)
	}
	sorted := make([]any, len(orders))
	for position, order := range orders {
		sorted[position] = Column{expression: &connect.Expression{ExprType: &connect.Expression_SortOrder_{SortOrder: order}}}
	}
	if number == 0 {
		return d.repartitionBy("RepartitionByRange", nil, sorted)
	}
	return d.repartitionBy("RepartitionByRange", &number, sorted)
}

// Coalesce puts partitions together until there are at most so many.
func (d *DataFrame) Coalesce(partitions int) *DataFrame {
	if d.err != nil {
		return d
	}
	number, err := count32("number of partitions", partitions, 1)
	if err != nil {
		return d.refuse("Coalesce", err)
	}
	return d.repartition(number, false)
}

func (d *DataFrame) repartition(partitions int32, shuffle bool) *DataFrame {
	return d.derive(&connect.Relation{RelType: &connect.Relation_Repartition{
		Repartition: &connect.Repartition{Input: d.relation, NumPartitions: partitions, Shuffle: &shuffle},
	}})
}

func (d *DataFrame) repartitionBy(method string, partitions *int32, columns []any) *DataFrame {
	if d.err == nil && len(columns) == 0 {
		return d.refuse(method, clientError("no column was given: name at least one"))
	}
	return d.overColumns(method, columns, func(expressions []*connect.Expression) *connect.Relation {
		return &connect.Relation{RelType: &connect.Relation_RepartitionByExpression{
			RepartitionByExpression: &connect.RepartitionByExpression{
				Input: d.relation, PartitionExprs: expressions, NumPartitions: partitions,
			},
		}}
	})
}

// Hint tells the server something about the plan, such as "broadcast". Strings among the parameters are literals.
func (d *DataFrame) Hint(name string, parameters ...any) *DataFrame {
	values := make([]any, len(parameters))
	for position, parameter := range parameters {
		values[position] = Lit(parameter)
	}
	return d.overColumns("Hint", values, func(expressions []*connect.Expression) *connect.Relation {
		return &connect.Relation{RelType: &connect.Relation_Hint{
			Hint: &connect.Hint{Input: d.relation, Name: name, Parameters: expressions},
		}}
	})
}

// Observe computes aggregates while the rows pass; the observation has them after the first action.
func (d *DataFrame) Observe(observation *Observation, metrics ...Column) *DataFrame {
	if d.err != nil {
		return d
	}
	if observation == nil || len(metrics) == 0 {
		return d.refuse("Observe", clientError("an observation and at least one aggregate are needed: make the one by NewObservation"))
	}
	columns := make([]any, len(metrics))
	for position, metric := range metrics {
		columns[position] = metric
	}
	observed := d.overColumns("Observe", columns, func(expressions []*connect.Expression) *connect.Relation {
		return &connect.Relation{RelType: &connect.Relation_CollectMetrics{
			CollectMetrics: &connect.CollectMetrics{Input: d.relation, Name: observation.name, Metrics: expressions},
		}}
	})
	observed.observations = append(observed.observations[:len(observed.observations):len(observed.observations)], observation)
	return observed
}
