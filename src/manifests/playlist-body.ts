/** Media playlists, ready to send. */
import type { Thumbnails, Timeline, Variant } from '../assets/index.js';
import type { Rendition } from '../encoder/index.js';
import { renditionPlaylist } from './hls.js';
import { TextBody } from './text-body.js';
import { thumbnailPlaylist } from './thumbnails.js';

/** Looked up for every request of a playlist; renditions with the same segments share one. Lives as long as the asset. */
const bodies = new WeakMap<Subject, TextBody>();

/** The media playlist of a rendition, built on the first call; undefined for images other than the presentation's thumbnails. */
export function playlistBody(variant: Variant): TextBody | undefined {
  const subject = subjectOf(variant);
  const known = subject && bodies.get(subject);
  if (!subject || known) return known;
  const body = new TextBody(textOf(variant, subject));
  bodies.set(subject, body);
  return body;
}

/** The media playlist if `playlistBody` was called for a rendition with the same segments before, else undefined. */
export function knownPlaylistBody(variant: Variant): TextBody | undefined {
  const subject = subjectOf(variant);
  return subject && bodies.get(subject);
}

type Subject = Timeline | Thumbnails | Rendition;

/** What the playlist is of. One that names other renditions is of one rendition. */
function subjectOf({ asset: { presentation }, rendition, key }: Variant): Subject | undefined {
  if (rendition.kind !== 'image')
    return presentation.sharedKeyOf ? rendition : presentation.of(rendition).timeline;
  const thumbnails = presentation.thumbnails?.();
  return thumbnails?.key === key ? thumbnails : undefined;
}

function textOf({ asset: { presentation }, rendition }: Variant, subject: Subject): string {
  if ('sheets' in subject) return thumbnailPlaylist(subject);
  if (rendition.kind === 'image') throw new Error('the playlist of images is one of thumbnails');
  return renditionPlaylist(presentation, rendition);
}
