package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"time"

	"leads/internal/crm"
	"leads/internal/say"

	sqlite "modernc.org/sqlite"
)

// keptCopies is how many automatic copies stay beside a file; older ones go.
const keptCopies = 5

// Backup writes a consistent copy of the file to a new path, also while other
// programs use the file, and proves that the copy can be read before it gets
// its name. A path that is taken is Refused. The folder is made private.
func (s *Store) Backup(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return fileError(path, err)
	}
	err = s.copyTo(ctx, path, applicationID)
	if errors.Is(err, fs.ErrExist) {
		return &crm.Error{Kind: crm.Refused, Msg: say.T("%s already exists, and a backup overwrites nothing", path),
			Hint: say.T("name another, or take the dated name: leads backup"), Err: err}
	}
	return err
}

// copyID marks an automatic copy in its SQLite header: "leac" in ASCII, where the
// file itself has "lead". A copy that is opened to be written loses the mark: it
// is the owner's then.
const copyID = 0x6c656163

// copiesOf is the folder of the automatic copies of a file.
func copiesOf(path string) string { return path + ".copies" }

// KeepCopy puts an automatic copy into the folder of its own before something
// grave and drops the oldest beyond five. It gives the path of the copy.
func (s *Store) KeepCopy(ctx context.Context, before string, now crm.Instant) (string, error) {
	folder := copiesOf(s.path)
	if err := makeFolder(folder); err != nil {
		return "", fileError(folder, err)
	}
	name := fmt.Sprintf("before-%s-%s", before, stamp(now))
	path := filepath.Join(folder, name+".db")
	for n := 2; ; n++ {
		err := s.copyTo(ctx, path, copyID)
		if err == nil {
			return path, s.dropOldCopies()
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		path = filepath.Join(folder, fmt.Sprintf("%s-%d.db", name, n)) // two in one second
	}
}

// stamp writes an instant so that it fits into a file's name.
func stamp(now crm.Instant) string {
	return strings.NewReplacer("-", "", ":", "").Replace(string(now))
}

// Copies lists the automatic copies of a file, oldest first: files in the folder
// of its own that carry the mark. Whatever else is there is somebody's.
func Copies(path string) ([]string, error) {
	path, err := actual(path)
	if err != nil {
		return nil, err
	}
	entries, err := entriesIn(copiesOf(path))
	if err != nil {
		return nil, err
	}
	type copied struct {
		made time.Time // by the clock of the disk: the program may be told another
		path string
	}
	var found []copied
	for _, e := range entries {
		at := filepath.Join(copiesOf(path), e.Name())
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !isCopy(at) {
			continue
		}
		found = append(found, copied{info.ModTime(), at})
	}
	sort.Slice(found, func(i, j int) bool {
		if !found[i].made.Equal(found[j].made) {
			return found[i].made.Before(found[j].made)
		}
		return found[i].path < found[j].path
	})
	list := make([]string, len(found))
	for i, c := range found {
		list[i] = c.path
	}
	return list, nil
}

// isCopy reports whether a file carries the mark of an automatic copy.
func isCopy(path string) bool {
	header, err := firstBytes(path)
	return err == nil && len(header) == headSize && binary.BigEndian.Uint32(header[68:]) == copyID
}

// entriesIn lists what is in a folder; nothing where there is none.
func entriesIn(path string) ([]os.DirEntry, error) {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fileError(path, err)
	}
	return entries, nil
}

// cutShort is the name of a copy that was not finished, as os.CreateTemp makes it,
// and setAside that of a damaged file which a restore has kept.
var (
	cutShort = regexp.MustCompile(`^\..*\.\d+$`)
	setAside = regexp.MustCompile(`^damaged-[0-9TZ]+\.db(-journal)?$`)
)

// remains lists what else there is of a file's content: copies that were cut
// short, and damaged files that a restore has set aside.
func remains(path string) (list []string, err error) {
	beside, base := filepath.Split(path)
	entries, err := entriesIn(filepath.Clean(beside))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := e.Name()
		if e.Type().IsRegular() && strings.HasPrefix(name, "."+base+".") && (cutShort.MatchString(name) || name == "."+base+".restored") {
			list = append(list, filepath.Join(beside, name))
		}
	}
	if entries, err = entriesIn(copiesOf(path)); err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Type().IsRegular() && (cutShort.MatchString(e.Name()) || setAside.MatchString(e.Name())) {
			list = append(list, filepath.Join(copiesOf(path), e.Name()))
		}
	}
	return list, nil
}

func (s *Store) dropOldCopies() error {
	list, err := Copies(s.path)
	if err != nil {
		return err
	}
	for _, old := range list[:max(len(list)-keptCopies, 0)] {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fileError(old, err)
		}
	}
	return nil
}

// copyTo makes a copy under another name in the same folder, checks and syncs
// it, and only then links it to its own: never over an existing file, never
// through a symbolic link.
func (s *Store) copyTo(ctx context.Context, path string, id uint32) error {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*") // 0600; not itself taken for a copy
	if err != nil {
		return fileError(path, err)
	}
	temporary := f.Name()
	defer os.Remove(temporary + "-journal")
	defer os.Remove(temporary)
	defer f.Close()
	if err := s.exec(ctx, "VACUUM INTO ?", temporary); err != nil { // does not sync
		if isFull(err) { // the disk of the copy, which may be another
			return plain(path, err)
		}
		return plain(s.path, err)
	}
	if _, err := f.WriteAt(binary.BigEndian.AppendUint32(nil, id), 68); err != nil {
		return fileError(path, err)
	}
	if err := Check(ctx, temporary); err != nil {
		return fmt.Errorf("the copy: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fileError(path, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := give(temporary, path); err != nil {
		return fileError(path, err)
	}
	return syncFolder(folder)
}

// give puts a finished file at a path that nothing may hold yet.
func give(temporary, path string) error {
	err := os.Link(temporary, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, taken := os.Lstat(path); taken == nil { // a file system without links
		return &fs.PathError{Op: "link", Path: path, Err: fs.ErrExist}
	}
	return os.Rename(temporary, path)
}

// Check reads a whole file as a doctor would: is it ours, does this program
// understand it, is it sound? It writes nothing.
func Check(ctx context.Context, path string) error { return check(ctx, path, readOnly) }

// check is Check with a choice of access: a file whose last command did not end
// needs more than reading.
func check(ctx context.Context, path string, how access) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return fileError(path, err)
	}
	head, err := prepare(path)
	if err != nil {
		return err
	}
	if head.version == 0 {
		return crm.Errorf(crm.Refused, "%s is empty", path)
	}
	s, err := connect(ctx, path, how)
	if err != nil {
		return err
	}
	defer s.Close()
	if head.version == newest { // the triggers of an older file go when it is converted
		if err := s.guard(ctx); err != nil {
			return err
		}
	}
	fault, err := s.fault(ctx, "PRAGMA quick_check(1)")
	if err == nil && fault != "" {
		err = crm.Errorf(crm.Refused, "%s is damaged: %s", path, fault)
	}
	return plain(path, err)
}

// fault is the first line of a check of SQLite's that is not "ok".
func (s *Store) fault(ctx context.Context, pragma string) (text string, err error) {
	rows, err := s.conn.QueryContext(ctx, pragma)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() && text == "" {
		if err := rows.Scan(&text); err != nil {
			return "", err
		}
		if text == "ok" {
			text = ""
		}
	}
	return text, rows.Err()
}

// Restore makes the file at path what the copy holds. The copy is checked
// first. What the file held before is kept beside it, and its path is given:
// through SQLite where the file is sound, so that other programs that have it
// open see one moment or the other; by renaming where it cannot be opened. ""
// when there was nothing.
func Restore(ctx context.Context, path, from string, now crm.Instant) (kept string, err error) {
	if path, err = actual(path); err != nil {
		return "", err
	}
	if from, err = filepath.Abs(from); err != nil {
		return "", err
	}
	if same, err := sameFile(path, from); err != nil {
		return "", err
	} else if same {
		return "", crm.Errorf(crm.Refused, "%s is the file itself", from)
	}
	if err := Check(ctx, from); err != nil {
		return "", err
	}
	source, err := connect(ctx, from, readOnly)
	if err != nil {
		return "", err
	}
	defer source.Close()
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0:
		if _, err := prepare(path); err != nil { // makes it
			return "", err
		}
	case err != nil:
		return "", fileError(path, err)
	case !info.Mode().IsRegular():
		return "", crm.Errorf(crm.Refused, "%s is not a file", path).WithHint("name another with --db FILE")
	default:
		switch err := check(ctx, path, reading); {
		case isDamage(err):
			return source.replace(ctx, path, now)
		case err != nil:
			return "", err
		}
		s, err := connect(ctx, path, reading)
		if err != nil {
			return "", err
		}
		defer s.Close()
		if kept, err = s.KeepCopy(ctx, "restore", now); err != nil {
			return "", err
		}
	}
	return kept, unsure(path, source.conn.Raw(func(driver any) error {
		b, err := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup(dsn(path, writing))
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			if more, err = b.Step(4096); err == nil {
				err = ctx.Err()
			}
		}
		return errors.Join(err, b.Finish()) // without all of it, nothing
	}))
}

func sameFile(path, other string) (bool, error) {
	a, err := os.Stat(other)
	if err != nil {
		return false, fileError(other, err)
	}
	b, err := os.Stat(path)
	return err == nil && os.SameFile(a, b), nil
}

// isDamage distinguishes a damaged file from one that cannot be
// read just now, which is left alone.
func isDamage(err error) bool {
	var e *sqlite.Error
	var p *fs.PathError
	return isCorrupt(err) || crm.KindOf(err) == crm.Refused && !errors.As(err, &e) && !errors.As(err, &p)
}

// replace puts a copy of the file in the place of one that is damaged, which is
// renamed with its journal and stays beside it. The copy is whole before that.
func (s *Store) replace(ctx context.Context, path string, now crm.Instant) (kept string, err error) {
	fresh := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".restored")
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a restore that was cut short
		return "", fileError(fresh, err)
	}
	if err := s.copyTo(ctx, fresh, applicationID); err != nil {
		return "", err
	}
	defer os.Remove(fresh)
	if err := makeFolder(copiesOf(path)); err != nil {
		return "", fileError(path, err)
	}
	kept = filepath.Join(copiesOf(path), fmt.Sprintf("damaged-%s.db", stamp(now)))
	if _, err := os.Lstat(kept); err == nil {
		return "", crm.Errorf(crm.Refused, "%s is already there", kept)
	}
	aside := func(from, to string) error {
		for _, end := range []string{"-journal", ""} { // a journal belongs to its file
			if err := os.Rename(from+end, to+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fileError(path, err)
			}
		}
		return nil
	}
	if err := aside(path, kept); err != nil {
		return "", err
	}
	if err := give(fresh, path); err != nil {
		_ = aside(kept, path) // or it stays under its other name, which the next restore does not touch
		return "", fileError(path, err)
	}
	return kept, syncFolder(filepath.Dir(path))
}
