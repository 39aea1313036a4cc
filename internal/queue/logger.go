package queue

import (
	"fmt"
	"log/slog"
)

// logger passes on what asynq says. Its chatter about starting and stopping is for debugging; what it
// calls fatal is an error here, as ending the process is not a library's business.
type logger struct{ to *slog.Logger }

const says = "asynq says"

func (l logger) Debug(args ...any) { l.to.Debug(says, "text", fmt.Sprint(args...)) }
func (l logger) Info(args ...any)  { l.to.Debug(says, "text", fmt.Sprint(args...)) }
func (l logger) Warn(args ...any)  { l.to.Warn(says, "text", fmt.Sprint(args...)) }
func (l logger) Error(args ...any) { l.to.Error(says, "text", fmt.Sprint(args...)) }
func (l logger) Fatal(args ...any) { l.to.Error(says, "text", fmt.Sprint(args...)) }
