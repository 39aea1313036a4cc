// Package facts reads what a decision may look at from a file that people write: a person, their contact
// points, accounts, history and holds, at an instant. So anybody can ask the engine without a database, and
// a table of cases can be held to what it is expected to say.
//
// A file holds one case, a list of cases, or {cases: [...]}, in YAML or JSON. What a case does not say is
// taken as the schema says (see Schema): never in a way that would permit more than the facts do. Every
// mistake of a file is told at once, with its place; one that has any holds no cases.
package facts
