/** How long each kind of answer may be kept (RFC 9111). Problems have their own table beside their codes. */
export const cacheControl = {
  /** Named by its recipe: whatever changes its bytes changes its URL. */
  media: 'public, max-age=31536000, immutable',
  /** Named by the recipe too, but the words of a playlist may change with a new version of Onplay. */
  mediaPlaylist: 'public, max-age=300',
  /** Made for one session; declared rates become truer as segments are made. */
  manifest: 'private, max-age=5',
  /** What may not be kept at all. */
  none: 'no-store',
} as const;
