package sms

import (
	"bytes"
	_ "embed" // the table of codes
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"comity/internal/dunning"
)

//go:embed codes.yaml
var codesYAML []byte

// Outcome is what one of the provider's codes means.
type Outcome struct {
	Class    dunning.Class `yaml:"class"`
	Retry    time.Duration `yaml:"retry"` // the shortest wait before trying again
	BadPoint bool          `yaml:"bad_point"`
	OptedOut bool          `yaml:"opted_out"`
	Meaning  string        `yaml:"meaning"` // without personal data
}

// Table says what codes mean: of a refusal, and, for the codes from 30001 on, of a message that was
// accepted and then not delivered.
type Table struct {
	Default  Outcome         `yaml:"default"`
	Codes    map[int]Outcome `yaml:"codes"`
	Statuses map[int]Outcome `yaml:"statuses"`
}

// Codes reads the table that is part of the program.
func Codes() (Table, error) {
	var t Table
	d := yaml.NewDecoder(bytes.NewReader(codesYAML))
	d.KnownFields(true)
	if err := d.Decode(&t); err != nil {
		return Table{}, fmt.Errorf("sms: codes.yaml: %w", err)
	}
	return t, nil
}

// Code is the meaning of one of Twilio's error codes.
func (t Table) Code(code int) Outcome {
	if o, ok := t.Codes[code]; ok {
		return o
	}
	return t.Default
}

// Refused is the receipt for an answer that is not 2xx, with Twilio's code if it had one (0: none). The
// code counts only with a 4xx: a server error says nothing about what was done before it.
func (t Table) Refused(status, code int) dunning.Receipt {
	name := strconv.Itoa(code)
	if code == 0 {
		name = strconv.Itoa(status)
	}
	return t.outcome(status, code).receipt(name)
}

func (t Table) outcome(status, code int) Outcome {
	refused := status/100 == 4
	if o, ok := t.Codes[code]; ok && refused {
		return o
	}
	if o, ok := t.Statuses[status]; ok {
		return o
	}
	if code != 0 && refused {
		return t.Default
	}
	return Outcome{Class: dunning.Uncertain, Meaning: "the answer does not say whether the message was taken"}
}

func (o Outcome) receipt(code string) dunning.Receipt {
	return dunning.Receipt{Class: o.Class, Provider: Provider, Code: code, Detail: o.Meaning,
		BadPoint: o.BadPoint, OptedOut: o.OptedOut, RetryHint: o.Retry}
}
