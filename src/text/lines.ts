/** The lines of a text, with the numbers that a person sees in an editor. */

/** Splits at LF, CR LF and CR, as all subtitle formats do; NUL becomes U+FFFD (WebVTT 6.1). */
export function linesOf(text: string): readonly string[] {
  return text.replaceAll('\0', '\uFFFD').split(/\r\n|\r|\n/);
}
