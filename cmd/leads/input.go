package main

import (
	"bytes"
	"io"
	"os"

	"leads/internal/importer"
)

// input is a file that is read from its path, or "" for stdin.
func input(path string) (importer.Input, error) {
	f := os.Stdin
	if path != "" {
		var err error
		if f, err = os.Open(path); err != nil {
			return nil, err
		}
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() {
		begin, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		return io.NewSectionReader(f, begin, max(0, info.Size()-begin)), nil
	}
	return spool(importer.Bounded(f))
}

// spoolFrom is how much of a pipe is held in memory.
const spoolFrom = 16 << 20

// spool reads a pipe: into memory, or, where it is long, into a file that only
// its owner can read and that has no name any more.
func spool(r io.Reader) (importer.Input, error) {
	head, err := io.ReadAll(io.LimitReader(r, spoolFrom))
	if err != nil || len(head) < spoolFrom {
		return bytes.NewReader(head), err
	}
	f, err := os.CreateTemp("", "leads-import-*")
	if err != nil {
		return nil, err
	}
	gone := os.Remove(f.Name()) == nil
	size, err := io.Copy(f, io.MultiReader(bytes.NewReader(head), r))
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, err
	}
	if gone {
		return io.NewSectionReader(f, 0, size), nil
	}
	return &spooled{io.NewSectionReader(f, 0, size), f}, nil // where an open file keeps its name
}

// spooled is a spool to be removed at the end.
type spooled struct {
	*io.SectionReader
	f *os.File
}

func (s *spooled) Close() error {
	s.f.Close()
	return os.Remove(s.f.Name())
}
