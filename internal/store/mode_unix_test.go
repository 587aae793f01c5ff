//go:build unix

package store

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
)

// Not parallel: the umask is the whole process's.
func TestNobodyElseMayReadTheFileWhateverTheUmask(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077} {
		t.Run(fmt.Sprintf("umask %03o", mask), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a", "b", "leads.db")
			was := syscall.Umask(mask)
			s := open(t, path)
			syscall.Umask(was)
			must(t, s.Close())
			wantMode(t, path, 0o600)
			wantMode(t, filepath.Dir(path), 0o700)
			wantMode(t, filepath.Dir(filepath.Dir(path)), 0o700)
		})
	}
}
