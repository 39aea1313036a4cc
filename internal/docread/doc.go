// Package docread reads documents that people write, in YAML or JSON, and tells them every mistake at once:
// in which file, line and column, in which field, what is wrong and what to do.
//
// A document is read by asking for its fields. What was asked for is what is known: Close reports every
// other key, so that no list of keys can fall behind the code that reads them. What reads in two ways is
// refused: keys given twice, aliases, tags, a second document. A value that is null counts as left out.
//
// Mistakes repeat words and dates, never what may be an address or a number of a person.
package docread
