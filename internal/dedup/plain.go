package dedup

// IsPlain reports whether the comparison knows a word: a legal form, a small word,
// a word of the trade or of an address. Such a word, in lower case and without
// accents, says nothing about anybody; given names are none.
func IsPlain(word string) bool {
	_, short := shortened()[word]
	return short || legalForms()[word] || joiners()[word] || legalFronts()[word] || addressForms()[word] ||
		stopWords()[word] || customary()[word]
}
