package main

import (
	"errors"
	"os"
	"slices"
)

const demoMark = ".comity-demo" // in a folder that a demo made, and may make anew

// freshFolder makes the demo's folder anew, but only one that is empty or that a demo made.
func (d demo) freshFolder() error {
	entries, err := os.ReadDir(d.folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return d.usage("--dir: %w; name a folder", "--dir：%w；请写一个文件夹", err)
	case len(entries) > 0 && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == demoMark }):
		return d.usage("--dir: %s holds something that no demo made; name another folder", "--dir：%s 中有并非演示所建的内容；请换一个文件夹", d.folder)
	default:
		for _, name := range []string{"book", "data", "outbox"} {
			if err := os.RemoveAll(d.path(name)); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(d.path(demoMark), nil, 0o600)
}
