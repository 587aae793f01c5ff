package store

import (
	"encoding/binary"
	"io"
	"os"
)

// Every rollback journal begins with these bytes once its pages are safe.
const journalMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"

// pageBefore gives the beginning of the first page as it was before a command
// that did not end: such a command leaves its journal, and until SQLite has rolled
// it back, the file itself may begin with anything. An empty page is that of a file
// that was only being made. nil: there is no such journal, or it does not hold the
// page, which then was not written either.
//
// The format: https://www.sqlite.org/fileformat2.html#the_rollback_journal
func pageBefore(path string) []byte {
	f, err := os.Open(path + "-journal")
	if err != nil {
		return nil
	}
	defer f.Close()
	header := make([]byte, 28)
	for at := int64(0); ; {
		if _, err := f.ReadAt(header, at); err != nil || string(header[:8]) != journalMagic {
			return nil
		}
		records, pages := binary.BigEndian.Uint32(header[8:]), binary.BigEndian.Uint32(header[16:])
		sector, size := int64(binary.BigEndian.Uint32(header[20:])), int64(binary.BigEndian.Uint32(header[24:]))
		if pages == 0 {
			return []byte{}
		}
		if records == 0 || sector < 32 || sector > 65536 || size < 512 || size > 65536 {
			return nil
		}
		at += sector
		for ; records > 0; records-- {
			page := make([]byte, 4+headSize)
			if n, err := f.ReadAt(page, at); n < len(page) && err != io.EOF || n < 4 {
				return nil
			}
			if binary.BigEndian.Uint32(page) == 1 {
				return page[4:]
			}
			at += 4 + size + 4
		}
		at = (at + sector - 1) / sector * sector // the next part begins at a sector
	}
}
