// The operations on frames, by the names that cases have for them.

package main

import "github.com/sparrow-connect/sparrow-go"

type operation func(b *builder, frame *sparrow.DataFrame, parameters any) *sparrow.DataFrame

var operations map[string]operation

func init() {
	operations = map[string]operation{
		"select": func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			return f.Select(b.columns().all(as[[]any](p, "select"))...)
		},
		"select_expr": func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame { return f.SelectExpr(texts(p)...) },
		"filter":      filter,
		"with_column": func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			name, tree := single(p, "with_column")
			return f.WithColumn(name, b.columns().build(tree))
		},
		"with_columns":         withColumns,
		"with_column_renamed":  renamed,
		"with_columns_renamed": renamedMany,
		"drop":                 drop,
		"join":                 join,
		"cross_join":           with((*sparrow.DataFrame).CrossJoin),
		"group_by":             group((*sparrow.DataFrame).GroupBy),
		"rollup":               group((*sparrow.DataFrame).Rollup),
		"cube":                 group((*sparrow.DataFrame).Cube),
		"grouping_sets":        groupingSets,
		"pivot":                pivot,
		"agg": func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			return f.Agg(b.columns().columns(as[[]any](p, "agg"))...)
		},
		"sort":                   sorted((*sparrow.DataFrame).Sort),
		"sort_within_partitions": sorted((*sparrow.DataFrame).SortWithinPartitions),
		"limit":                  counted((*sparrow.DataFrame).Limit),
		"offset":                 counted((*sparrow.DataFrame).Offset),
		"coalesce":               counted((*sparrow.DataFrame).Coalesce),
		"distinct":               func(_ *builder, f *sparrow.DataFrame, _ any) *sparrow.DataFrame { return f.Distinct() },
		"drop_duplicates":        named((*sparrow.DataFrame).DropDuplicates),
		"to_df":                  named((*sparrow.DataFrame).ToDF),
		"describe":               named((*sparrow.DataFrame).Describe),
		"summary":                named((*sparrow.DataFrame).Summary),
		"union":                  with((*sparrow.DataFrame).Union),
		"union_by_name": func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			o := as[*object](p, "union_by_name").only("other", "allow_missing")
			return f.UnionByName(b.build(o.values["other"]), o.flag("allow_missing"))
		},
		"intersect":     with((*sparrow.DataFrame).Intersect),
		"intersect_all": with((*sparrow.DataFrame).IntersectAll),
		"except_all":    with((*sparrow.DataFrame).ExceptAll),
		"subtract":      with((*sparrow.DataFrame).Subtract),
		"alias": func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			return f.Alias(as[string](p, "alias"))
		},
		"to": func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			return f.To(must(b.session.client.ParseSchema(b.ctx, as[string](p, "to"))))
		},
		"sample":               sample,
		"repartition":          repartition,
		"repartition_by_range": repartitionByRange,
		"hint":                 hint,
		"na_fill":              fill,
		"na_drop":              dropMissing,
		"na_replace":           replace,
		"crosstab": func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			names := texts(p)
			return f.Crosstab(names[0], names[1])
		},
		"freq_items": func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			o := as[*object](p, "freq_items").only("columns", "support")
			support := 0.0
			if o.has("support") {
				support = float(o.values["support"])
			}
			return f.FreqItems(support, o.texts("columns")...)
		},
		"sample_by": sampleBy,
		"unpivot":   unpivot,
		"transpose": func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			o := as[*object](p, "transpose").only("index")
			if !o.has("index") {
				return f.Transpose()
			}
			return f.Transpose(o.text("index"))
		},
		"observe": observe,
		"cache": func(b *builder, f *sparrow.DataFrame, _ any) *sparrow.DataFrame {
			return must(f.Cache(b.ctx))
		},
		"persist": func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
			return must(f.Persist(b.ctx, must(sparrow.StorageLevelNamed(as[string](p, "persist")))))
		},
		"local_checkpoint": func(b *builder, f *sparrow.DataFrame, _ any) *sparrow.DataFrame {
			return must(f.LocalCheckpoint(b.ctx, true))
		},
	}
}

func with(apply func(*sparrow.DataFrame, *sparrow.DataFrame) *sparrow.DataFrame) operation {
	return func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame { return apply(f, b.build(p)) }
}

func counted(apply func(*sparrow.DataFrame, int) *sparrow.DataFrame) operation {
	return func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
		return apply(f, int(as[int64](p, "a number of rows")))
	}
}

func named(apply func(*sparrow.DataFrame, ...string) *sparrow.DataFrame) operation {
	return func(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame { return apply(f, texts(p)...) }
}

func sorted(apply func(*sparrow.DataFrame, ...any) *sparrow.DataFrame) operation {
	return func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
		return apply(f, b.columns().all(as[[]any](p, "an order"))...)
	}
}

func group(apply func(*sparrow.DataFrame, ...any) *sparrow.GroupedData) operation {
	return func(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
		o := as[*object](p, "groups").only("by", "agg")
		return apply(f, b.columns().all(o.list("by"))...).Agg(b.columns().columns(o.list("agg"))...)
	}
}

func filter(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	if text, ok := p.(string); ok {
		return f.Filter(text)
	}
	return f.Filter(b.columns().build(p))
}

func withColumns(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "with_columns")
	added := make([]sparrow.Column, len(o.keys))
	for position, name := range o.keys {
		added[position] = b.columns().build(o.values[name]).As(name)
	}
	return f.WithColumns(added...)
}

func renamed(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	names := texts(p)
	return f.WithColumnRenamed(names[0], names[1])
}

func renamedMany(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "with_columns_renamed")
	renames := make([]sparrow.Rename, len(o.keys))
	for position, old := range o.keys {
		renames[position] = sparrow.Rename{Old: old, New: o.text(old)}
	}
	return f.WithColumnsRenamed(renames...)
}

func drop(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	return f.Drop(as[[]any](p, "drop")...)
}

func join(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "join").only("right", "on", "how", "using")
	right, how := b.build(o.values["right"]), sparrow.Inner
	if o.has("how") {
		how = sparrow.JoinType(o.text("how"))
	}
	if o.has("using") {
		return f.JoinUsing(right, how, o.texts("using")...)
	}
	return f.Join(right, b.columns().build(o.values["on"]), how)
}

func groupingSets(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "grouping_sets").only("sets", "by", "agg")
	var sets [][]any
	for _, set := range o.list("sets") {
		sets = append(sets, b.columns().all(as[[]any](set, "a grouping set")))
	}
	return f.GroupingSets(sets, b.columns().all(o.list("by"))...).Agg(b.columns().columns(o.list("agg"))...)
}

func pivot(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "pivot").only("by", "column", "values", "agg")
	var values []any
	if o.has("values") {
		for _, value := range o.list("values") {
			values = append(values, plain(value))
		}
	}
	grouped := f.GroupBy(b.columns().all(o.list("by"))...)
	return grouped.Pivot(o.text("column"), values...).Agg(b.columns().columns(o.list("agg"))...)
}

func sample(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "sample").only("fraction", "seed", "with_replacement")
	return f.Sample(float(o.values["fraction"]), sparrow.SampleOptions{
		Seed: seed(o), WithReplacement: o.flag("with_replacement"),
	})
}

func seed(o *object) *int64 {
	if o.values["seed"] == nil {
		return nil
	}
	value := as[int64](o.values["seed"], "seed")
	return &value
}

func repartition(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "repartition").only("n", "by")
	var by []any
	if o.has("by") {
		by = b.columns().all(o.list("by"))
	}
	if o.has("n") {
		return f.Repartition(o.number("n"), by...)
	}
	return f.RepartitionBy(by...)
}

func repartitionByRange(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "repartition_by_range").only("n", "by")
	partitions := 0
	if o.has("n") {
		partitions = o.number("n")
	}
	return f.RepartitionByRange(partitions, b.columns().all(o.list("by"))...)
}

func hint(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "hint").only("name", "parameters")
	var parameters []any
	if o.has("parameters") {
		for _, parameter := range o.list("parameters") {
			parameters = append(parameters, b.columns().value(parameter))
		}
	}
	return f.Hint(o.text("name"), parameters...)
}

func fill(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "na_fill").only("value", "subset", "values")
	if !o.has("values") {
		return f.FillNA(plain(o.values["value"]), o.texts("subset")...)
	}
	values := map[string]any{}
	for name, value := range o.object("values").values {
		values[name] = plain(value)
	}
	return f.FillNABy(values)
}

func dropMissing(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "na_drop").only("how", "thresh", "subset")
	options := sparrow.DropNAOptions{Subset: o.texts("subset")}
	if o.has("how") {
		options.All = o.text("how") == "all"
	}
	if o.has("thresh") {
		options.Threshold = o.number("thresh")
	}
	return f.DropNA(options)
}

func replace(_ *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "na_replace").only("pairs", "subset")
	var replacements []sparrow.Replacement
	for _, pair := range o.list("pairs") {
		parts := as[[]any](pair, "a pair")
		exactly(parts, 2)
		replacements = append(replacements, sparrow.Replacement{Old: plain(parts[0]), New: plain(parts[1])})
	}
	return f.Replace(replacements, o.texts("subset")...)
}

func sampleBy(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "sample_by").only("column", "fractions", "seed")
	var strata []sparrow.Stratum
	for _, pair := range o.list("fractions") {
		parts := as[[]any](pair, "a fraction")
		exactly(parts, 2)
		strata = append(strata, sparrow.Stratum{Value: plain(parts[0]), Fraction: float(parts[1])})
	}
	return f.SampleBy(b.columns().build(o.values["column"]), seed(o), strata...)
}

func unpivot(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "unpivot").only("ids", "values", "variable", "value")
	var values []any
	if o.has("values") {
		values = b.columns().all(o.list("values"))
	}
	return f.Unpivot(b.columns().all(o.list("ids")), values, o.text("variable"), o.text("value"))
}

func observe(b *builder, f *sparrow.DataFrame, p any) *sparrow.DataFrame {
	o := as[*object](p, "observe").only("name", "metrics")
	observation := sparrow.NewObservation(o.text("name"))
	b.observations = append(b.observations, observation)
	return f.Observe(observation, b.columns().columns(o.list("metrics"))...)
}
