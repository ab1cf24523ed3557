// Answers the questions of the golden files for patterns and trees with the code that BuildKit itself uses, so that the
// Java tests need no Go. To ask more, add lines to a golden file (the answer may be missing) and run, in a Go module that
// requires github.com/moby/patternmatcher v0.6.0 and github.com/tonistiigi/fsutil v0.0.0-20240424095704-91a3fc46842c,
//
//	go run golden.go TREE <patterns.jsonl >new
//	go run golden.go TREE <selections.jsonl >new
//
// where TREE is a folder made as TreeFilterGoldenTest makes it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io/fs"
	"os"

	"github.com/moby/patternmatcher"
	"github.com/tonistiigi/fsutil"
)

type question struct {
	Patterns    []string `json:"patterns,omitempty"`
	Path        string   `json:"path,omitempty"`
	Includes    []string `json:"includes,omitempty"`
	Excludes    []string `json:"excludes,omitempty"`
	FollowPaths []string `json:"followPaths,omitempty"`
	Answer      any      `json:"answer"`
}

func main() {
	in, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		var err error
		if q.Path != "" {
			q.Answer, err = matches(q)
		} else {
			q.Answer, err = paths(q, os.Args[1])
		}
		if err != nil {
			q.Answer = "error"
		}
		if err := out.Encode(q); err != nil {
			panic(err)
		}
	}
}

func matches(q question) (bool, error) {
	matcher, err := patternmatcher.New(q.Patterns)
	if err != nil {
		return false, err
	}
	return matcher.MatchesOrParentMatches(q.Path)
}

func paths(q question, tree string) ([]string, error) {
	files, err := fsutil.NewFS(tree)
	if err != nil {
		return nil, err
	}
	files, err = fsutil.NewFilterFS(files, &fsutil.FilterOpt{
		IncludePatterns: q.Includes,
		ExcludePatterns: q.Excludes,
		FollowPaths:     q.FollowPaths,
	})
	if err != nil {
		return nil, err
	}
	found := []string{}
	err = files.Walk(context.Background(), "/", func(path string, _ fs.DirEntry, err error) error {
		found = append(found, path)
		return err
	})
	return found, err
}
