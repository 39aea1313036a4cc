// Package synth invents books: files as intake takes them in, about people who do not exist. Names are
// put together from common ones, phone numbers begin with +86 100, which nobody is given, email ends in
// .example (RFC 2606), streets and towns are made up.
//
// FromUCI takes amounts and lateness from the real, nameless data of the UCI Machine Learning Repository,
// "Default of Credit Card Clients" (I-C. Yeh, C.-H. Lien, 2009), and invents the rest. Demo invents
// everything: a small book in which each thing that may happen happens to somebody.
//
// It promises: the same options and input give the same files, byte for byte; memory does not grow with
// the input, but for the ids seen; files appear under their names only once all of them are complete;
// what is written is taken in by intake without a single rejected row.
package synth
