/** Text in Unicode's normal form C, in linear time. */

/** No letter of any language has as many marks (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format: 30 are enough). */
const MAX_MARKS = 128;

/**
 * As `normalize("NFC")`, which takes quadratic time to order the marks behind a letter: a text in which a letter has more of them than any has
 * stays as it is.
 */
export function normalForm(text: string): string {
  for (const [marks] of text.matchAll(/\p{M}+/gu)) if (marks.length > MAX_MARKS) return text;
  return text.normalize("NFC");
}
