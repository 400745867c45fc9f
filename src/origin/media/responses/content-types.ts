import type { SegmentedRendition } from '../../../encoder/index.js';
import { imageFormats } from '../../../shared/image-formats.js';

/** Media types of manifests and media (Apple's HLS authoring specification, item 10.4; RFC 4337). */
export const contentTypes = {
  hls: 'application/vnd.apple.mpegurl',
  dash: 'application/dash+xml',
  video: 'video/mp4',
  audio: 'audio/mp4',
  text: 'text/vtt',
  json: 'application/json',
} as const;

/** The media type of a rendition's segments. */
export function contentTypeOf(rendition: SegmentedRendition): string {
  if (rendition.kind !== 'image') return contentTypes[rendition.kind];
  return rendition.purpose === 'trick' ? contentTypes.video : imageFormats[rendition.format].contentType;
}
