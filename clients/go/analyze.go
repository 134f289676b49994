// Actions that ask about a plan without running it, and those that keep its rows on the server.

package sparrow

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// analyze asks one question about the plan.
func (d *DataFrame) analyze(ctx context.Context, ask func(*connect.Plan) *connect.AnalyzePlanRequest) (*connect.AnalyzePlanResponse, error) {
	if d.err != nil {
		return nil, d.err
	}
	return d.session.analyze(ctx, ask(&connect.Plan{OpType: &connect.Plan_Root{Root: d.relation}}))
}

func (s *Session) analyze(ctx context.Context, request *connect.AnalyzePlanRequest) (*connect.AnalyzePlanResponse, error) {
	request.SessionId, request.UserContext, request.ClientType = s.id, s.user(), &s.clientType
	request.ClientObservedServerSideSessionId = s.observed()
	answer := &connect.AnalyzePlanResponse{}
	return answer, s.unary(ctx, methodAnalyzePlan, request, answer)
}

// Schema is the type of the rows.
func (d *DataFrame) Schema(ctx context.Context) (StructType, error) {
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_Schema_{
			Schema: &connect.AnalyzePlanRequest_Schema{Plan: plan},
		}}
	})
	if err != nil {
		return StructType{}, err
	}
	schema := answer.GetSchema().GetSchema().GetStruct()
	if schema == nil {
		return StructType{}, protocolError("the schema is not that of rows")
	}
	return structOf(schema), nil
}

// Columns are the names of the columns.
func (d *DataFrame) Columns(ctx context.Context) ([]string, error) {
	schema, err := d.Schema(ctx)
	return schema.Names(), err
}

// ExplainMode says how much an explanation tells.
type ExplainMode string

// The modes of explanations.
const (
	ExplainSimple    ExplainMode = "simple"
	ExplainExtended  ExplainMode = "extended"
	ExplainCodegen   ExplainMode = "codegen"
	ExplainCost      ExplainMode = "cost"
	ExplainFormatted ExplainMode = "formatted"
)

var explainModes = map[ExplainMode]connect.AnalyzePlanRequest_Explain_ExplainMode{
	ExplainSimple:    connect.AnalyzePlanRequest_Explain_EXPLAIN_MODE_SIMPLE,
	ExplainExtended:  connect.AnalyzePlanRequest_Explain_EXPLAIN_MODE_EXTENDED,
	ExplainCodegen:   connect.AnalyzePlanRequest_Explain_EXPLAIN_MODE_CODEGEN,
	ExplainCost:      connect.AnalyzePlanRequest_Explain_EXPLAIN_MODE_COST,
	ExplainFormatted: connect.AnalyzePlanRequest_Explain_EXPLAIN_MODE_FORMATTED,
}

// Explain is the text of how the plan would be run.
func (d *DataFrame) Explain(ctx context.Context, mode ExplainMode) (string, error) {
	message, ok := explainModes[mode]
	if !ok {
		return "", clientError("the explain mode %q is not known: use simple, extended, codegen, cost or formatted", shortened(string(mode)))
	}
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_Explain_{
			Explain: &connect.AnalyzePlanRequest_Explain{Plan: plan, ExplainMode: message},
		}}
	})
	return answer.GetExplain().GetExplainString(), err
}

// TreeString is the schema drawn as a tree.
func (d *DataFrame) TreeString(ctx context.Context) (string, error) {
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_TreeString_{
			TreeString: &connect.AnalyzePlanRequest_TreeString{Plan: plan},
		}}
	})
	return answer.GetTreeString().GetTreeString(), err
}

// IsLocal is whether the rows are in the plan already.
func (d *DataFrame) IsLocal(ctx context.Context) (bool, error) {
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_IsLocal_{
			IsLocal: &connect.AnalyzePlanRequest_IsLocal{Plan: plan},
		}}
	})
	return answer.GetIsLocal().GetIsLocal(), err
}

// IsStreaming is whether the plan reads a stream that does not end.
func (d *DataFrame) IsStreaming(ctx context.Context) (bool, error) {
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_IsStreaming_{
			IsStreaming: &connect.AnalyzePlanRequest_IsStreaming{Plan: plan},
		}}
	})
	return answer.GetIsStreaming().GetIsStreaming(), err
}

// InputFiles are the files that the plan reads.
func (d *DataFrame) InputFiles(ctx context.Context) ([]string, error) {
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_InputFiles_{
			InputFiles: &connect.AnalyzePlanRequest_InputFiles{Plan: plan},
		}}
	})
	return answer.GetInputFiles().GetFiles(), err
}

// SameSemantics is whether both plans surely give the same rows.
func (d *DataFrame) SameSemantics(ctx context.Context, other *DataFrame) (bool, error) {
	if err := d.accept(other); err != nil {
		return false, err
	}
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_SameSemantics_{
			SameSemantics: &connect.AnalyzePlanRequest_SameSemantics{
				TargetPlan: plan, OtherPlan: &connect.Plan{OpType: &connect.Plan_Root{Root: other.relation}},
			},
		}}
	})
	return answer.GetSameSemantics().GetResult(), err
}

// SemanticHash is a number that plans with the same semantics share.
func (d *DataFrame) SemanticHash(ctx context.Context) (int32, error) {
	answer, err := d.analyze(ctx, func(plan *connect.Plan) *connect.AnalyzePlanRequest {
		return &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_SemanticHash_{
			SemanticHash: &connect.AnalyzePlanRequest_SemanticHash{Plan: plan},
		}}
	})
	return answer.GetSemanticHash().GetResult(), err
}

// ShowOptions say how rows are drawn.
type ShowOptions struct {
	// Rows is how many are drawn: 20 where it is 0.
	Rows int
	// Truncate is the longest text of a cell: 20 where it is 0, no limit where it is below 0.
	Truncate int
	// Vertical draws a line for each cell.
	Vertical bool
}

const shownByDefault = 20

// ShowString is the text of the first rows as a table.
func (d *DataFrame) ShowString(ctx context.Context, options ShowOptions) (string, error) {
	if d.err != nil {
		return "", d.err
	}
	rows, err := count32("number of rows", options.Rows, 0)
	if err != nil {
		return "", d.refuse("ShowString", err).err
	}
	truncate, err := count32("length of cells", max(options.Truncate, 0), 0)
	if err != nil {
		return "", d.refuse("ShowString", err).err
	}
	if rows == 0 {
		rows = shownByDefault
	}
	if options.Truncate == 0 {
		truncate = shownByDefault
	}
	value, err := d.derive(&connect.Relation{RelType: &connect.Relation_ShowString{ShowString: &connect.ShowString{
		Input: d.relation, NumRows: rows, Truncate: truncate, Vertical: options.Vertical,
	}}}).single(ctx)
	if err != nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", protocolError("the text of the rows came as %T", value)
	}
	return text, nil
}

// Show writes the first 20 rows as a table to a writer, or to standard output where it is nil.
func (d *DataFrame) Show(ctx context.Context, writer io.Writer) error {
	text, err := d.ShowString(ctx, ShowOptions{})
	if err != nil {
		return err
	}
	if writer == nil {
		writer = os.Stdout
	}
	_, err = fmt.Fprintln(writer, text)
	return err
}

// PrintSchema writes the schema as a tree to a writer, or to standard output where it is nil.
func (d *DataFrame) PrintSchema(ctx context.Context, writer io.Writer) error {
	text, err := d.TreeString(ctx)
	if err != nil {
		return err
	}
	if writer == nil {
		writer = os.Stdout
	}
	_, err = fmt.Fprintln(writer, text)
	return err
}
