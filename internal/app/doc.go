// Package app wires the rooms together and starts any set of roles in one process: scheduler, worker,
// doors. The command line and the tests both start what is here.
//
// It is the only place beside cmd that reads the clock of the machine. A clock can be moved, but only
// where every channel is the outbox: nothing that leaves the house may go at a pretended hour.
package app
