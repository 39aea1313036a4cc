package letter

// proportional reads which glyphs have a proportional form: the feature "pwid" of the GSUB table (OpenType
// 1.9). A Chinese font maps the quotation marks of English to full-width glyphs; an English letter wants the
// proportional ones. Only single substitutions are read, for there are no others in it.
func (f *face) proportional() error {
	gsub, err := f.table("GSUB")
	if err != nil {
		return err
	}
	f.prop = map[uint16]uint16{}
	features, lookups := tail(gsub, be16(gsub, 6)), tail(gsub, be16(gsub, 8))
	for i := range entries(features, 0, 6) {
		if be32(features, 2+6*i) != 0x70776964 { // "pwid"
			continue
		}
		feature := tail(features, be16(features, 6+6*i))
		for j := range entries(feature, 2, 2) {
			f.substitutions(tail(lookups, be16(lookups, 2+2*int(be16(feature, 4+2*j)))))
		}
		return nil
	}
	return nil
}

func (f *face) substitutions(lookup []byte) {
	if be16(lookup, 0) != 1 {
		return
	}
	for i := range entries(lookup, 4, 2) {
		sub := tail(lookup, be16(lookup, 6+2*i))
		for n, g := range covered(tail(sub, be16(sub, 2))) {
			switch be16(sub, 0) {
			case 1:
				f.prop[g] = g + be16(sub, 4)
			case 2:
				f.prop[g] = be16(sub, 6+2*n)
			}
		}
	}
}

// covered lists the glyphs of a coverage table in its order.
func covered(cov []byte) []uint16 {
	var list []uint16
	if be16(cov, 0) == 1 {
		for i := range entries(cov, 2, 2) {
			list = append(list, be16(cov, 4+2*i))
		}
		return list
	}
	for i := range entries(cov, 2, 6) {
		for g := int(be16(cov, 4+6*i)); g <= int(be16(cov, 6+6*i)); g++ {
			list = append(list, uint16(g))
		}
	}
	return list
}

// entries is the count at an offset, or as many entries of that size as there really are behind it.
func entries(b []byte, at, size int) int {
	return min(int(be16(b, at)), max(len(b)-at-2, 0)/size)
}
