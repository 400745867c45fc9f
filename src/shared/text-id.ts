/** The ids by which sessions choose a text to burn in, as tokens and queries give them. */

/** The number of a track, or the id of a text in a file beside the master; see `burnTexts`. */
const TEXT_ID = /^(?:0|[1-9]\d{0,8}|t-[a-z0-9-]{1,39})$/;

export function isTextId(text: string): boolean {
  return TEXT_ID.test(text);
}
