package main

import (
	"errors"
	"os"
	"syscall"
)

// room makes sure, where f is a file, that an answer can be written behind what it
// holds: its disk reserves a block for it. What is not a file, or cannot reserve,
// is taken at its word.
func room(f *os.File) error {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	const keepSize, block = 1, 4096 // FALLOC_FL_KEEP_SIZE
	err = syscall.Fallocate(int(f.Fd()), keepSize, info.Size(), block)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return &os.PathError{Op: "write", Path: f.Name(), Err: err}
	}
	return nil
}
