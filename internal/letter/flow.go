package letter

// item is a strip of the body: a line of text, a row of a table. A page is filled with items from the top.
type item struct {
	height float64
	above  float64 // space over it, which vanishes at the top of a page
	keep   bool    // must not be parted from the item that follows
	draw   func(y float64) []mark
	repeat *item // what is said again when this item begins a page: the head of its table
}

// span of a body on one page, in points.
type extent struct{ top, bottom float64 }

// fill spreads items over as many pages as they need. Items that keep together move together, unless they
// are taller than a page.
func fill(items []item, first, next extent) []sheet {
	var sheets []sheet
	page, y := sheet(nil), first.top
	room, fresh := first, true
	for len(items) > 0 {
		n := group(items)
		if !fresh && y+tall(items[:n], false) > room.bottom {
			sheets, page = append(sheets, page), nil
			room, y, fresh = next, next.top, true
		}
		if n > 1 && y+tall(items[:n], fresh) > room.bottom {
			n = 1 // taller than a page: what cannot be kept together is parted
		}
		for _, it := range items[:n] {
			if fresh && it.repeat != nil && len(sheets) > 0 {
				page = append(page, it.repeat.draw(y)...)
				y += it.repeat.height
			} else if !fresh {
				y += it.above
			}
			page = append(page, it.draw(y)...)
			y += it.height
			fresh = false
		}
		items = items[n:]
	}
	return append(sheets, page)
}

// group is how many items at the front keep together.
func group(items []item) int {
	for i, it := range items {
		if !it.keep {
			return i + 1
		}
	}
	return len(items)
}

func tall(items []item, fresh bool) float64 {
	var h float64
	for i, it := range items {
		if i > 0 || !fresh {
			h += it.above
		}
		h += it.height
	}
	return h
}
