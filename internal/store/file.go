package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// makeFolder makes a private folder with those above it, each so that its name
// outlives a loss of power. A file in a folder that is gone is gone, too.
func makeFolder(folder string) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	above := filepath.Dir(folder)
	if above != folder {
		if err := makeFolder(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(above)
}

// syncFolder makes a new name in a folder last. Where folders cannot be synced,
// nothing better can be had; a disk that fails at it says so.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer d.Close()
	if err := d.Sync(); errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC) {
		return fileError(folder, err)
	}
	return nil
}

// narrow takes the file from all but its owner, whatever made it wider. What
// is not ours to change stays: doctor reports it.
func narrow(path string) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(path, info.Mode().Perm()&0o700)
	}
}

// oneFile brings a file back from the write-ahead log, which another program may
// have chosen, to a journal that is gone after each command: then the file is all
// there is, to copy and to erase from. While that program has it open, it stays.
func (s *Store) oneFile(ctx context.Context) error {
	err := s.exec(ctx, "PRAGMA busy_timeout = 500; PRAGMA journal_mode = DELETE")
	if err != nil && !isBusy(err) {
		return err
	}
	return s.exec(ctx, "PRAGMA busy_timeout = 30000")
}
