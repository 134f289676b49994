// Windows: the rows around a row that a function is computed over.

package sparrow

import (
	"fmt"
	"math"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// The bounds of a frame that are no offsets.
const (
	// UnboundedPreceding is the first row of the partition.
	UnboundedPreceding int64 = math.MinInt64
	// CurrentRow is the row itself.
	CurrentRow int64 = 0
	// UnboundedFollowing is the last row of the partition.
	UnboundedFollowing int64 = math.MaxInt64
)

// WindowSpec is a window: partitions, an order and a frame. It never changes; its methods return new ones.
type WindowSpec struct {
	partitions []*connect.Expression
	orders     []*connect.Expression_SortOrder
	frame      *connect.Expression_Window_WindowFrame
	err        error
}

// Window is the window of all rows.
func Window() WindowSpec { return WindowSpec{} }

// PartitionBy takes the rows apart by these columns or names.
func (w WindowSpec) PartitionBy(columns ...any) WindowSpec {
	expressions, err := expressionsOf(columns)
	if err != nil {
		return w.failed("PartitionBy", err)
	}
	w.partitions = expressions
	return w
}

// OrderBy orders the rows of a partition by these columns or names.
func (w WindowSpec) OrderBy(columns ...any) WindowSpec {
	orders, err := ordersOf(columns)
	if err != nil {
		return w.failed("OrderBy", err)
	}
	w.orders = orders
	return w
}

// RowsBetween is the frame from one row to another, counted from the current row: -1 is the row before it.
func (w WindowSpec) RowsBetween(start, end int64) WindowSpec {
	return w.between(connect.Expression_Window_WindowFrame_FRAME_TYPE_ROW, start, end)
}

// RangeBetween is the frame of the rows whose value of the order lies between offsets of the current row's value.
func (w WindowSpec) RangeBetween(start, end int64) WindowSpec {
	return w.between(connect.Expression_Window_WindowFrame_FRAME_TYPE_RANGE, start, end)
}

func (w WindowSpec) failed(method string, err error) WindowSpec {
	if w.err == nil {
		w.err = fmt.Errorf("window %s: %w", method, err)
	}
	return w
}

func (w WindowSpec) between(kind connect.Expression_Window_WindowFrame_FrameType, start, end int64) WindowSpec {
	rows := kind == connect.Expression_Window_WindowFrame_FRAME_TYPE_ROW
	lower, err := boundary(start, UnboundedPreceding, rows)
	if err != nil {
		return w.failed("frame", err)
	}
	upper, err := boundary(end, UnboundedFollowing, rows)
	if err != nil {
		return w.failed("frame", err)
	}
	w.frame = &connect.Expression_Window_WindowFrame{FrameType: kind, Lower: lower, Upper: upper}
	return w
}

func boundary(offset, unbounded int64, rows bool) (*connect.Expression_Window_WindowFrame_FrameBoundary, error) {
	type message = connect.Expression_Window_WindowFrame_FrameBoundary
	switch offset {
	case CurrentRow:
		return &message{Boundary: &connect.Expression_Window_WindowFrame_FrameBoundary_CurrentRow{CurrentRow: true}}, nil
	case unbounded:
		return &message{Boundary: &connect.Expression_Window_WindowFrame_FrameBoundary_Unbounded{Unbounded: true}}, nil
	}
	narrow := offset >= math.MinInt32 && offset <= math.MaxInt32
	if rows && !narrow {
		return nil, clientError("a frame of rows cannot begin or end at %d: give an offset of 32 bits, or "+
			"UnboundedPreceding as the start or UnboundedFollowing as the end", offset)
	}
	value := Lit(int(offset))
	if !narrow {
		value = Lit(offset)
	}
	expression, err := value.build()
	if err != nil {
		return nil, err
	}
	return &message{Boundary: &connect.Expression_Window_WindowFrame_FrameBoundary_Value{Value: expression}}, nil
}

// Over computes the function over the window of each row.
func (c Column) Over(window WindowSpec) Column {
	function, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	if window.err != nil {
		return Column{err: window.err}
	}
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_Window_{
		Window: &connect.Expression_Window{
			WindowFunction: function, PartitionSpec: window.partitions, OrderSpec: window.orders, FrameSpec: window.frame,
		},
	}}}
}
