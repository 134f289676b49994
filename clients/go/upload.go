// DataFrames of Arrow data: small ones are in the plan, larger ones are uploaded in pieces that the server keeps by their
// hash.

package sparrow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const (
	// inlineBytesMax is the size up to which data goes into the plan.
	inlineBytesMax = 1 << 20
	// pieceBytesMax is the largest piece of an upload; a single row may be larger.
	pieceBytesMax = 4 << 20
	// piecesAtOnce is how many pieces are held until the server is asked which of them it has.
	piecesAtOnce = 4
)

// CreateDataFrame has the rows of Arrow data: an array.RecordReader, which is read to its end and released by the caller,
// an arrow.Table, an arrow.RecordBatch, or a slice of these. Data of any size is uploaded with the memory of some pieces.
func (s *Session) CreateDataFrame(ctx context.Context, data any) (*DataFrame, error) {
	switch rows := data.(type) {
	case array.RecordReader:
		return s.upload(ctx, rows)
	case arrow.Table:
		reader := array.NewTableReader(rows, -1)
		defer reader.Release()
		return s.upload(ctx, reader)
	case arrow.RecordBatch:
		return s.CreateDataFrame(ctx, []arrow.RecordBatch{rows})
	case []arrow.RecordBatch:
		if len(rows) == 0 {
			return nil, clientError("no batch was given, so there is no schema: give at least an empty one")
		}
		reader, err := array.NewRecordReader(rows[0].Schema(), rows)
		if err != nil {
			return nil, causedError(KindClient, err, "the batches have different schemas")
		}
		defer reader.Release()
		return s.upload(ctx, reader)
	default:
		return nil, clientError("rows cannot be made of the Go type %T: give an array.RecordReader, an arrow.Table, an "+
			"arrow.RecordBatch or a slice of these", data)
	}
}

func (s *Session) upload(ctx context.Context, reader array.RecordReader) (*DataFrame, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	pieces, err := newPieces(reader.Schema(), func(group []piece) error { return s.sendMissing(ctx, group) })
	if err != nil {
		return nil, err
	}
	for reader.Next() {
		if ctx.Err() != nil {
			return nil, contextError(ctx.Err())
		}
		if err := pieces.add(reader.RecordBatch()); err != nil {
			return nil, err
		}
	}
	if reader.Err() != nil {
		return nil, causedError(KindClient, reader.Err(), "the Arrow data cannot be read")
	}
	if data := pieces.inline(); data != nil {
		return s.frame(&connect.Relation{RelType: &connect.Relation_LocalRelation{
			LocalRelation: &connect.LocalRelation{Data: data},
		}}), nil
	}
	if err := pieces.flush(); err != nil {
		return nil, err
	}
	return s.frame(&connect.Relation{RelType: &connect.Relation_ChunkedCachedLocalRelation{
		ChunkedCachedLocalRelation: &connect.ChunkedCachedLocalRelation{DataHashes: pieces.hashes},
	}}), nil
}

// piece is a part of the data: a stream of Arrow IPC, and the name that the server keeps it by.
type piece struct {
	name string
	data []byte
}

// pieces cuts batches into pieces and hands them on in groups.
type pieces struct {
	// begin and end are what a stream has before and after its batches.
	begin, end []byte
	body       bytes.Buffer
	group      []piece
	hashes     []string
	send       func([]piece) error
}

func newPieces(schema *arrow.Schema, send func([]piece) error) (*pieces, error) {
	var stream bytes.Buffer
	writer := ipc.NewWriter(&stream, ipc.WithSchema(schema))
	if err := writer.Close(); err != nil {
		return nil, causedError(KindClient, err, "the Arrow schema cannot be written")
	}
	whole := stream.Bytes()
	return &pieces{begin: whole[:len(whole)-len(endOfStream)], end: endOfStream, send: send}, nil
}

// endOfStream is how a stream of Arrow IPC ends.
var endOfStream = []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}

// add takes a batch, by halves where it is larger than a piece may be.
func (p *pieces) add(batch arrow.RecordBatch) error {
	if batch.NumRows() == 0 {
		return nil
	}
	room := pieceBytesMax - len(p.begin) - len(p.end)
	var message bytes.Buffer
	if likelyBytes(batch) <= 2*int64(room) || batch.NumRows() == 1 {
		var err error
		if message, err = p.encode(batch); err != nil {
			return err
		}
		if message.Len() <= room || batch.NumRows() == 1 {
			return p.put(message.Bytes(), room)
		}
	}
	middle := batch.NumRows() / 2
	for _, half := range []arrow.RecordBatch{batch.NewSlice(0, middle), batch.NewSlice(middle, batch.NumRows())} {
		err := p.add(half)
		half.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

// likelyBytes is about the size of a batch, by the part of the buffers that its rows are; 0 where that is not known.
func likelyBytes(batch arrow.RecordBatch) int64 {
	var size int64
	for _, column := range batch.Columns() {
		data := column.Data()
		switch values := column.(type) {
		case *array.String:
			size += int64(len(values.ValueBytes()))
		case *array.Binary:
			size += int64(len(values.ValueBytes()))
		default:
			if fixed, ok := data.DataType().(arrow.FixedWidthDataType); ok {
				size += int64(fixed.BitWidth()) * int64(data.Len()) / 8
			}
		}
	}
	return size
}

// encode is the message of a batch, as it stands in a stream.
func (p *pieces) encode(batch arrow.RecordBatch) (bytes.Buffer, error) {
	var message bytes.Buffer
	payload, err := ipc.GetRecordBatchPayload(batch)
	if err != nil {
		return message, causedError(KindClient, err, "the Arrow data cannot be written")
	}
	defer payload.Release()
	if _, err := payload.WritePayload(&message); err != nil {
		return message, causedError(KindClient, err, "the Arrow data cannot be written")
	}
	return message, nil
}

func (p *pieces) put(message []byte, room int) error {
	if p.body.Len() > 0 && p.body.Len()+len(message) > room {
		if err := p.finish(); err != nil {
			return err
		}
	}
	p.body.Write(message)
	return nil
}

// finish makes a piece of what was taken, and hands a group on when it is full.
func (p *pieces) finish() error {
	data := slices.Concat(p.begin, p.body.Bytes(), p.end)
	p.body.Reset()
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	p.hashes = append(p.hashes, hash)
	p.group = append(p.group, piece{name: "cache/" + hash, data: data})
	if len(p.group) < piecesAtOnce {
		return nil
	}
	return p.sendGroup()
}

func (p *pieces) sendGroup() error {
	if len(p.group) == 0 {
		return nil
	}
	err := p.send(p.group)
	p.group = p.group[:0]
	return err
}

// inline is the whole data where it fits into a plan, else nil.
func (p *pieces) inline() []byte {
	if len(p.hashes) > 0 || len(p.begin)+p.body.Len()+len(p.end) > inlineBytesMax {
		return nil
	}
	return slices.Concat(p.begin, p.body.Bytes(), p.end)
}

// flush hands on what is left.
func (p *pieces) flush() error {
	if p.body.Len() > 0 {
		if err := p.finish(); err != nil {
			return err
		}
	}
	return p.sendGroup()
}
