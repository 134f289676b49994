// Uploads: what goes into the plan, what into pieces, and pieces that arrive damaged.

package sparrow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// store is a server's store of artifacts. It damages what comes so many times.
type store struct {
	damages  int
	messages int
	pieces   map[string][]byte
}

func (s *testService) stores(t *testing.T, held *store) {
	held.pieces = map[string][]byte{}
	s.answers[methodArtifactStatus] = answering(func(request *connect.ArtifactStatusesRequest) (proto.Message, error) {
		answer := &connect.ArtifactStatusesResponse{
			SessionId: testSession, ServerSideSessionId: testServerSide,
			Statuses: map[string]*connect.ArtifactStatusesResponse_ArtifactStatus{},
		}
		for _, name := range request.GetNames() {
			_, exists := held.pieces[name]
			answer.Statuses[name] = &connect.ArtifactStatusesResponse_ArtifactStatus{Exists: exists}
		}
		return answer, nil
	})
	s.answers[methodAddArtifacts] = func(stream grpc.ServerStream) error {
		answer := &connect.AddArtifactsResponse{SessionId: testSession, ServerSideSessionId: testServerSide}
		arrived := map[string][]byte{}
		name := ""
		for {
			request := &connect.AddArtifactsRequest{}
			if err := stream.RecvMsg(request); err != nil {
				break
			}
			held.messages++
			part := request.GetChunk()
			if begin := request.GetBeginChunk(); begin != nil {
				name, part = begin.GetName(), begin.GetInitialChunk()
			}
			if len(part.GetData()) > artifactMessageBytes || part.GetCrc() != int64(crc32.ChecksumIEEE(part.GetData())) {
				t.Errorf("a message has %d bytes, or a wrong checksum", len(part.GetData()))
			}
			arrived[name] = append(arrived[name], part.GetData()...)
		}
		for name, data := range arrived {
			whole := held.damages == 0
			if whole {
				held.pieces[name] = data
			}
			answer.Artifacts = append(answer.Artifacts, &connect.AddArtifactsResponse_ArtifactSummary{Name: name, IsCrcSuccessful: whole})
		}
		if held.damages > 0 {
			held.damages--
		}
		return stream.SendMsg(answer)
	}
}

func manyNumbers(rows int) arrow.RecordBatch {
	values := make([]int64, rows)
	for index := range values {
		values[index] = int64(index)
	}
	return numbers(values...)
}

func TestLargeDataIsSentInPieces(t *testing.T) {
	for name, test := range map[string]struct {
		rows, damages int
		fails         bool
	}{
		"inline":          {1000, 0, false},
		"pieces":          {3_000_000, 0, false},
		"damaged twice":   {300_000, 2, false},
		"damaged forever": {300_000, 9, true},
	} {
		t.Run(name, func(t *testing.T) {
			service, held := serve(t), &store{damages: test.damages}
			service.stores(t, held)
			session, _ := service.connect(t)
			batch := manyNumbers(test.rows)
			defer batch.Release()
			frame, err := session.CreateDataFrame(context.Background(), batch)
			if test.fails {
				var failed *Error
				if !errors.As(err, &failed) || failed.Kind != KindTransport {
					t.Fatalf("the error is %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if data := frame.relation.GetLocalRelation().GetData(); data != nil {
				if len(data) > inlineBytesMax || held.messages != 0 {
					t.Errorf("%d bytes are in the plan, %d messages were sent", len(data), held.messages)
				}
				return
			}
			checkPieces(t, frame.relation.GetChunkedCachedLocalRelation().GetDataHashes(), held.pieces, int64(test.rows))
			messages := held.messages
			if _, err := session.CreateDataFrame(context.Background(), batch); err != nil || held.messages != messages {
				t.Errorf("the same data again: %v, %d messages", err, held.messages-messages)
			}
		})
	}
}

// checkPieces checks that pieces are named by what they hold, not too large, and hold all rows in their order.
func checkPieces(t *testing.T, hashes []string, pieces map[string][]byte, rows int64) {
	t.Helper()
	next := int64(0)
	for _, hash := range hashes {
		data := pieces["cache/"+hash]
		sum := sha256.Sum256(data)
		if hex.EncodeToString(sum[:]) != hash || len(data) > pieceBytesMax {
			t.Errorf("a piece of %d bytes is named %s", len(data), hash)
		}
		var decoded result
		if _, err := decoded.decode(data); err != nil {
			t.Fatal(err)
		}
		for _, batch := range decoded.batches {
			found, err := rowsOf(batch, []string{"id"})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range found {
				if row.At(0) != next {
					t.Fatalf("row %d has %v", next, row)
				}
				next++
			}
		}
	}
	if next != rows {
		t.Errorf("%d rows are in the pieces, %d are due", next, rows)
	}
}
