import { holdFrames } from '../../../tracks/index.js';
import type { MasterIndex } from '../../master-index.js';
import { alignTracks } from '../align-tracks.js';
import type { IndexedTracks } from '../tracks/indexed-tracks.js';

/** An index of which the places of most samples are not known: enough to cut a film, and to produce its first segments. */
export type OutlinedIndex = MasterIndex & Required<Pick<MasterIndex, 'outline'>>;

/** Undefined for a film whose video does not last as long as its audio: it is cut when all of it is known. */
export function outlinedIndex(
  tracks: IndexedTracks,
  headFrames: number,
  identity: Pick<MasterIndex, 'format' | 'asset' | 'version' | 'size'>,
): OutlinedIndex | undefined {
  const { video, audio, ignored } = holdFrames(alignTracks(tracks));
  if (!video || video.runs) return undefined;
  const place = { container: 'matroska', files: [{ kind: 'master' }] } as const;
  return {
    ...identity,
    ...place,
    text: [],
    chapters: [],
    attachments: [],
    video,
    audio,
    ignored,
    outline: { video, audio, headFrames },
  };
}
