// How pieces of data reach the server: only those that it lacks, in small messages with checksums.

package sparrow

import (
	"context"
	"errors"
	"hash/crc32"
	"io"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const (
	// artifactMessageBytes is the data in one message.
	artifactMessageBytes = 512 << 10
	// artifactSends is how often a piece is sent that arrives damaged: once, and three times again.
	artifactSends = 4
)

// sendMissing sends the pieces that the server does not have.
func (s *Session) sendMissing(ctx context.Context, group []piece) error {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	missing, err := s.missing(ctx, group)
	if err != nil {
		return err
	}
	for range artifactSends {
		if len(missing) == 0 {
			return nil
		}
		if missing, err = s.sendArtifacts(ctx, missing); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		failed := clientError("%d pieces of data arrived damaged at the server %d times: look for what changes data on the way",
			len(missing), artifactSends)
		failed.Kind = KindTransport
		return failed
	}
	return nil
}

// missing are the pieces that the server does not have, each once.
func (s *Session) missing(ctx context.Context, group []piece) ([]piece, error) {
	request := &connect.ArtifactStatusesRequest{
		SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType,
		ClientObservedServerSideSessionId: s.observed(),
	}
	distinct := map[string]piece{}
	for _, piece := range group {
		if _, known := distinct[piece.name]; !known {
			distinct[piece.name] = piece
			request.Names = append(request.Names, piece.name)
		}
	}
	answer := &connect.ArtifactStatusesResponse{}
	if err := s.unary(ctx, methodArtifactStatus, request, answer); err != nil {
		return nil, err
	}
	var missing []piece
	for _, name := range request.Names {
		if !answer.GetStatuses()[name].GetExists() {
			missing = append(missing, distinct[name])
		}
	}
	return missing, nil
}

// sendArtifacts sends pieces in one call and returns those that did not arrive as they are.
func (s *Session) sendArtifacts(ctx context.Context, pieces []piece) ([]piece, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	answer := &connect.AddArtifactsResponse{}
	err := s.repeated(ctx, func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		stream, err := s.connection.NewStream(ctx, uploadStream, methodAddArtifacts)
		if err != nil {
			return err
		}
		for _, piece := range pieces {
			err := s.eachMessage(piece, func(message *connect.AddArtifactsRequest) error { return stream.SendMsg(message) })
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
		}
		if err := stream.CloseSend(); err != nil {
			return err
		}
		if err := stream.RecvMsg(answer); err != nil {
			return err
		}
		return s.observe(answer)
	})
	if err != nil {
		return nil, err
	}
	arrived := map[string]bool{}
	for _, summary := range answer.GetArtifacts() {
		arrived[summary.GetName()] = summary.GetIsCrcSuccessful()
	}
	var damaged []piece
	for _, piece := range pieces {
		if !arrived[piece.name] {
			damaged = append(damaged, piece)
		}
	}
	return damaged, nil
}

// eachMessage cuts a piece into messages.
func (s *Session) eachMessage(piece piece, send func(*connect.AddArtifactsRequest) error) error {
	chunks := (len(piece.data) + artifactMessageBytes - 1) / artifactMessageBytes
	for index := range chunks {
		part := piece.data[index*artifactMessageBytes : min((index+1)*artifactMessageBytes, len(piece.data))]
		chunk := &connect.AddArtifactsRequest_ArtifactChunk{Data: part, Crc: int64(crc32.ChecksumIEEE(part))}
		message := &connect.AddArtifactsRequest{
			SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType,
			ClientObservedServerSideSessionId: s.observed(),
		}
		if index == 0 {
			message.Payload = &connect.AddArtifactsRequest_BeginChunk{BeginChunk: &connect.AddArtifactsRequest_BeginChunkedArtifact{
				Name: piece.name, TotalBytes: int64(len(piece.data)), NumChunks: int64(chunks), InitialChunk: chunk,
			}}
		} else {
			message.Payload = &connect.AddArtifactsRequest_Chunk{Chunk: chunk}
		}
		if err := send(message); err != nil {
			return err
		}
	}
	return nil
}
