package store

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"leads/internal/crm"
	"leads/internal/say"
)

// head is what the first bytes of a file tell.
type head struct {
	version int  // 0 for a file still empty
	wal     bool // another program has it keep what was written last in a second file
	copied  bool // it carries the mark of an automatic copy
	bare    bool // it has tables and neither mark nor version: another program's, or reloaded from a dump
}

// prepare makes sure that there is a file and reads its header, before SQLite
// touches it.
func prepare(path string) (head, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return head{}, create(path)
	case err != nil:
		return head{}, fileError(path, err)
	case !info.Mode().IsRegular():
		return head{}, crm.Errorf(crm.Refused, "%s is not a file", path).WithHint("name another with --db FILE")
	case info.Size() == 0: // made by another program, or by us a moment ago
		if err := os.Chmod(path, 0o600); err != nil {
			return head{}, fileError(path, err)
		}
		return head{}, nil
	}
	header, err := firstBytes(path)
	if err != nil {
		return head{}, fileError(path, err)
	}
	if before := pageBefore(path); before != nil {
		if len(before) == 0 {
			return head{}, nil
		}
		header = before
	}
	if len(header) < headSize || string(header[:16]) != "SQLite format 3\x00" {
		return head{}, crm.Errorf(crm.Refused, "%s is not a leads file", path).WithHint("name another with --db FILE")
	}
	version := int(binary.BigEndian.Uint32(header[60:]))
	switch id := binary.BigEndian.Uint32(header[68:]); {
	case id == 0 && version == 0 && hasTables(header):
		return head{bare: true}, nil
	case id != applicationID && id != copyID && (id != 0 || version != 0):
		return head{}, foreign(path)
	case version > newest, version > 0 && version < oldest:
		return head{}, outdated(path, version)
	}
	return head{version: version, wal: header[18] == 2, copied: binary.BigEndian.Uint32(header[68:]) == copyID}, nil
}

// foreign refuses a file of another program.
func foreign(path string) error {
	return crm.Errorf(crm.Refused, "%s belongs to another program", path).WithHint("name another with --db FILE")
}

// headSize is how many bytes SQLite's own head of a file has.
const headSize = 100

// firstBytes reads the head of a file, or what there is of it.
func firstBytes(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header := make([]byte, headSize)
	n, err := io.ReadFull(f, header)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return header[:n], err
}

// hasTables reads the schema cookie: 0 until the first table is made.
func hasTables(header []byte) bool { return binary.BigEndian.Uint32(header[40:]) != 0 }

// create makes an empty private file. Losing a race against another process
// that makes the same file is no error.
func create(path string) error {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return fileError(path, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fileError(path, err)
	}
	return f.Close()
}

// There reports whether a path leads to a file that holds something.
func There(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}

// Any reports whether a path leads to anything, an empty file or a folder included.
func Any(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// fileError puts a failure of the file system into one line.
func fileError(path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	if errors.As(err, &p) {
		err = p.Err
	} else if errors.As(err, &l) {
		err = l.Err
	}
	return &crm.Error{Kind: crm.Refused, Msg: crm.Errorf(crm.Refused, "cannot open %s: %s", path, say.Text{Format: err.Error()}).Msg, Err: err}
}

// writable asks the file system, so that a file in a read-only place can still be read.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close() // before SQLite has any lock on it: closing would drop those
	return true
}
