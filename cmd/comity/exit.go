package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"comity/internal/access"
	"comity/internal/app"
	"comity/internal/nightrun"
	"comity/internal/settings"
)

// Exit codes, as docs/cli.md promises them.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2   // the command line or the settings are wrong; nothing was begun
	exitHeld    = 3   // a person must act first: a run is held
	exitPartly  = 4   // done in part: rows of a file were rejected
	exitRefused = 5   // the actor may not do this
	exitCut     = 130 // a signal came before the end
)

// exitWords says an exit code.
func (c *cli) exitWords(code int) string {
	switch code {
	case exitDone:
		return c.say("done", "完成")
	case exitUsage:
		return c.say("the command line or the settings are wrong; nothing was begun", "命令行或设置有误，未执行任何操作")
	case exitHeld:
		return c.say("the run is held until a person releases it", "批次已暂停，待人工放行")
	case exitPartly:
		return c.say("done in part: rows were rejected", "部分完成：有数据行被退回")
	case exitRefused:
		return c.say("refused: who acts may not do this", "无权执行")
	case exitCut:
		return c.say("stopped by a signal before the end", "执行完毕前被信号中止")
	default:
		return c.say("failed", "失败")
	}
}

// errUsage marks what a person got wrong on the command line.
type errUsage struct{ error }

var (
	// errPartly says that rows were rejected; the report has said so already.
	errPartly = errors.New("some rows were rejected")
	// errCut says that a signal came before the end.
	errCut = errors.New("stopped before the end")
)

// usage makes a usage error; both sentences take the same arguments in the same order.
func (c *cli) usage(en, zh string, args ...any) error {
	return errUsage{fmt.Errorf(c.say(en, zh), args...)}
}

// fail makes an error of another kind.
func (c *cli) fail(en, zh string, args ...any) error { return fmt.Errorf(c.say(en, zh), args...) }

// cutOff says of an error that a signal was its cause, and what to do now. What ends by itself and is
// asked to stop has not done what it was for; every command may be given again.
func (c *cli) cutOff(err error) error {
	said := c.say("stopped before the end; the same command again goes on from here", "执行完毕前已中止；再次执行同一命令即可继续")
	if errors.Is(err, errCut) || errors.Is(err, context.Canceled) {
		return &spokenError{said, errCut}
	}
	return &spokenError{said + ": " + err.Error(), errCut}
}

// spokenError is a sentence for people, and what a caller may ask for.
type spokenError struct {
	said string
	is   error
}

func (e *spokenError) Error() string { return e.said }
func (e *spokenError) Unwrap() error { return e.is }

// sentence says an error in the language asked for, as far as it can be said in it.
func (c *cli) sentence(err error) string {
	var both interface {
		error
		In(locale string) string
	}
	if errors.As(err, &both) {
		return both.In(c.lang)
	}
	return strings.TrimSpace(err.Error())
}

func exitCode(err error) int {
	var wrong errUsage
	var problem *settings.Problem
	var denied *access.Denied
	var refused *access.Refused
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errCut):
		return exitCut
	case errors.As(err, &wrong), errors.As(err, &problem), errors.Is(err, app.ErrMovedClock):
		return exitUsage
	case errors.Is(err, nightrun.ErrHeld):
		return exitHeld
	case errors.Is(err, errPartly):
		return exitPartly
	case errors.As(err, &denied), errors.As(err, &refused), errors.Is(err, access.ErrNoUsers):
		return exitRefused
	}
	return exitFailed
}
