// Package place says where a person may be: the places whose law and holidays may concern them, and the
// time zones whose clocks may be theirs. It reads postal addresses and phone numbers, and what was stated.
//
// Whoever asks must keep to the rules of every place that comes back, so a place or a zone too many is only
// strict, and one that is missing is wrong. What is not known for certain is therefore left as wide as it
// is: a state that lies in two zones has both, an address without a state is somewhere in its country, and a
// number that belongs to no place says nothing.
//
// Places are written as calendar.Place writes them. Below a country they are states of the United States
// (US-MA), with the city of New York (US-NY-NYC) and the territories (US-PR); the parts of the United Kingdom
// (GB-SCT); the provinces of China (CN-11), with the prefectures of Tibet by their codes of GB/T 2260
// (CN-54-540100), because Lhasa keeps holidays of its own; and the provinces of Canada (CA-ON).
//
// The package is pure. Its tables say where they come from.
package place
