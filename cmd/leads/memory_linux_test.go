package main

import "syscall"

// memory is a folder that is kept in memory, where there is one with room in
// which programs may run; "" elsewhere.
func memory() string {
	const folder, enough, noExec = "/dev/shm", 2 << 30, 0x8
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil || s.Flags&noExec != 0 || int64(s.Bavail)*int64(s.Bsize) < enough ||
		syscall.Access(folder, 7) != nil {
		return ""
	}
	return folder
}
