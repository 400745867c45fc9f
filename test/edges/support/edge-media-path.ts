/** What an edge reads in the path of a media URL, as text. */
export interface EdgeMediaPath {
  readonly grant: string;
  /** The path after the grant. */
  readonly name: string;
  /** Percent-encoded, as grants are signed for it. */
  readonly asset: string;
}
