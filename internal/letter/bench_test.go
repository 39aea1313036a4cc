package letter

import "testing"

// BenchmarkDraw is the cost of one letter as a PDF of its own.
func BenchmarkDraw(b *testing.B) {
	d := newDrawer(b, Options{})
	pages := names(200)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		pdf, err := d.Draw(chinese(pages[i%len(pages)], 1))
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(pdf)))
	}
}

// BenchmarkNew is what a process pays once.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		newDrawer(b, Options{})
	}
}
