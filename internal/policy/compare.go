package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
)

// The parts of a policy that can change.
const (
	PartFile     = "file" // what stands at the top of a file: title, jurisdiction, tolerance and so on
	PartStage    = "stage"
	PartStep     = "step"
	PartOccasion = "occasion"
	PartRelaxed  = "relaxed" // a rule of the house that is done without
	PartRule     = "rule"
	PartCalendar = "calendar"
)

// The ways in which a part changes.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// Change is one thing in which two policies differ.
type Change struct {
	Part   string        `json:"part"`
	ID     string        `json:"id"`
	File   string        `json:"file"` // where it stands, or stood
	Change string        `json:"change"`
	Fields []FieldChange `json:"fields,omitempty"`
}

// FieldChange is what a field said and says. A text is empty where the field is not there.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// Compare lists what changes from one policy to another, in the order of the later one, what is gone last. A
// nil policy has nothing. Comments and the order of a file are no change here; the files themselves tell them.
func Compare(before, after *Policy) []Change {
	was, is := parts(before), parts(after)
	var list []Change
	for _, x := range is {
		c := Change{Part: x.part, ID: x.id, File: x.file, Change: Added}
		from, old := find(was, x)
		if old {
			c.Change = Changed
		}
		if c.Fields = changes(from.fields, x.fields); !old || len(c.Fields) > 0 {
			list = append(list, c)
		}
	}
	for _, x := range was {
		if _, still := find(is, x); !still {
			list = append(list, Change{Part: x.part, ID: x.id, File: x.file, Change: Removed, Fields: changes(x.fields, nil)})
		}
	}
	return list
}

// part is one thing of a policy that has a name, with what it says.
type part struct {
	part, id, file string
	shared         bool // packs may each have one of this id
	fields         []Field
}

// find is the part of the same name.
func find(list []part, x part) (part, bool) {
	i := slices.IndexFunc(list, func(y part) bool {
		return y.part == x.part && y.id == x.id && (!x.shared || y.file == x.file)
	})
	if i < 0 {
		return part{}, false
	}
	return list[i], true
}

// changes lists the fields that differ: those of the later one, then those that are gone.
func changes(from, to []Field) []FieldChange {
	var list []FieldChange
	text := func(fields []Field, key string) string {
		if i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key }); i >= 0 {
			return fields[i].Text
		}
		return ""
	}
	for _, f := range to {
		if was := text(from, f.Key); was != f.Text {
			list = append(list, FieldChange{f.Key, was, f.Text})
		}
	}
	for _, f := range from {
		if f.Text != "" && !slices.ContainsFunc(to, func(x Field) bool { return x.Key == f.Key }) {
			list = append(list, FieldChange{f.Key, f.Text, ""})
		}
	}
	return list
}

// parts is everything of a policy that has a name.
func parts(p *Policy) []part {
	if p == nil {
		return nil
	}
	var list []part
	for _, pg := range p.pages() {
		list = append(list, part{PartFile, pg.file, pg.file, false, fields(pg.root, "name", "relax", "occasions", "stages", "rules")})
		for _, at := range pg.whole().items("relax") {
			list = append(list, part{PartRelaxed, field(at.node, "rule").Value, at.file, false, fields(at.node, "rule")})
		}
	}
	for _, s := range p.stages() {
		list = append(list, part{PartStage, field(s.node, "id").Value, s.file, false, fields(s.node, "id", "steps")})
		for _, at := range s.items("steps") {
			said := append([]Field{{PartStage, field(s.node, "id").Value}}, fields(at.node, "id")...)
			list = append(list, part{PartStep, field(at.node, "id").Value, at.file, false, said})
		}
	}
	places := p.spoken()
	for _, name := range []string{"promise", "appointment", "instalment", "missed", "thanks"} {
		if at, ok := places[name]; ok {
			list = append(list, part{PartOccasion, name, at.file, false, fields(at.node)})
		}
	}
	for _, c := range p.Clauses() {
		list = append(list, part{PartRule, c.ID, c.File, c.Kind == kindHold || c.Kind == kindBuiltin, c.Says})
	}
	for _, s := range p.sources {
		if path.Ext(s.File) == ".json" {
			sum := sha256.Sum256(s.Data)
			list = append(list, part{PartCalendar, s.File, s.File, false, []Field{{"sha256", hex.EncodeToString(sum[:6])}}})
		}
	}
	return list
}
