import type { ImageFormat, SegmentedRendition } from '../../encoder/index.js';

/** Media types of manifests and media (Apple's HLS authoring specification, item 10.4; RFC 4337). */
export const contentTypes = {
  hls: 'application/vnd.apple.mpegurl',
  dash: 'application/dash+xml',
  video: 'video/mp4',
  audio: 'audio/mp4',
  text: 'text/vtt',
  json: 'application/json',
} as const;

const imageTypes: Readonly<Record<ImageFormat, string>> = {
  ...{ avif: 'image/avif', gif: 'image/gif' },
  ...{ jpg: 'image/jpeg', webp: 'image/webp' },
};

/** The media type of a rendition's segments. */
export function contentTypeOf(rendition: SegmentedRendition): string {
  if (rendition.kind !== 'image') return contentTypes[rendition.kind];
  return rendition.purpose === 'trick' ? contentTypes.video : imageTypes[rendition.format];
}
