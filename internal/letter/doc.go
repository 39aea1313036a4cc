// Package letter turns a composed letter (dunning.LetterPage) into a PDF file that can be printed, folded
// and posted. It is the only room that knows gofpdf.
//
// A letter passes through four steps:
//
//  1. layout: text becomes glyphs, glyphs become lines, lines and tables fill pages, and every page gets its
//     letterhead or running head, its marks and its foot. The result is marks on sheets, which is pure data.
//  2. ink: the marks become the operators of pages, each page from the same graphics state; gofpdf makes a
//     document of the pages.
//  3. embed: each typeface is cut to the characters that the letter uses.
//  4. assemble: pages and fonts become one file.
//
// Promises:
//
//   - No character is lost or replaced. Lines are broken here (UAX #14 and 行首行尾禁则), for gofpdf's own line
//     breaking loses a Chinese character at every break. What pdftotext reads is what the letter says.
//   - A character beyond U+FFFF, or one that only a fall-back font has, is drawn as
//     an outline and still reads as itself. One that no font has is a *GlyphError and never a blank or a box.
//   - The window of the envelope shows the address and nothing else, even when the sheet slides.
//   - The same letter gives the same bytes. A page is the same alone and behind other letters.
//   - Nothing is shared between letters but what never changes, so one Drawer serves all goroutines.
//   - Text is pure black, fonts are embedded, there is no transparency, script, form or attachment.
//   - A letter that fits on one sheet with its lines a little closer is one sheet, with its seal at the foot.
package letter
