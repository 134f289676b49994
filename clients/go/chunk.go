// How a batch that comes in several responses is put together, and its numbers checked.

package sparrow

import (
	"bytes"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const (
	// batchBytesMax is the largest batch that is put together.
	batchBytesMax = 2 << 30
	// reservedBytesMax is how much is set aside at once for a batch whose size is only announced.
	reservedBytesMax = 64 << 20
)

// assembly holds the chunks of a batch that is not complete.
type assembly struct {
	data     bytes.Buffer
	taken    int64
	expected int64
	first    *connect.ExecutePlanResponse_ArrowBatch
}

// add takes a response's batch or chunk. It returns the whole batch's bytes once they are there, else nil.
func (a *assembly) add(batch *connect.ExecutePlanResponse_ArrowBatch) ([]byte, error) {
	if batch.ChunkIndex == nil && batch.NumChunksInBatch == nil {
		if a.first != nil {
			return nil, protocolError("a whole batch came after chunk %d of %d of another one", a.taken, a.expected)
		}
		return batch.GetData(), nil
	}
	index, chunks := batch.GetChunkIndex(), batch.GetNumChunksInBatch()
	if a.first == nil {
		a.first, a.expected = batch, chunks
		a.data.Grow(min(reservedBytesMax, len(batch.GetData())*int(min(max(chunks, 1), 1<<20))))
	}
	switch {
	case chunks < 1 || chunks != a.expected || index != a.taken:
		return nil, protocolError("chunk %d of %d came where %d of %d was due", index, chunks, a.taken, a.expected)
	case batch.GetRowCount() != a.first.GetRowCount() || batch.GetStartOffset() != a.first.GetStartOffset():
		return nil, protocolError("the chunks of one batch name different rows")
	case a.data.Len()+len(batch.GetData()) > batchBytesMax:
		return nil, protocolError("a batch has more than %d bytes", batchBytesMax)
	}
	a.data.Write(batch.GetData())
	a.taken++
	if a.taken < a.expected {
		return nil, nil
	}
	whole := a.data.Bytes()
	*a = assembly{}
	return whole, nil
}

// complete is an error where a batch has begun and not ended.
func (a *assembly) complete() error {
	if a.first != nil {
		return protocolError("the result ended after %d of %d chunks of a batch", a.taken, a.expected)
	}
	return nil
}

// protocolError is an error of an answer that breaks the rules of the protocol.
func protocolError(format string, arguments ...any) *Error {
	refused := clientError("the server's answer breaks the protocol: "+format, arguments...)
	refused.Kind = KindTransport
	return refused
}
