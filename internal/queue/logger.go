package queue

import (
	"fmt"
	"log/slog"
)

// logger passes on what asynq says. Its chatter about starting and stopping is for debugging; what it
// calls fatal is an error here, as ending the process is not a library's business.
type logger struct{ to *slog.Logger }

func (l logger) Debug(args ...any) { l.to.Debug(fmt.Sprint(args...), "from", "asynq") }
func (l logger) Info(args ...any)  { l.to.Debug(fmt.Sprint(args...), "from", "asynq") }
func (l logger) Warn(args ...any)  { l.to.Warn(fmt.Sprint(args...), "from", "asynq") }
func (l logger) Error(args ...any) { l.to.Error(fmt.Sprint(args...), "from", "asynq") }
func (l logger) Fatal(args ...any) { l.to.Error(fmt.Sprint(args...), "from", "asynq") }
