/** The tracks of Matroska and WebM as candidates. */
import { fourCharacterCode, type TrackEntry } from '../../matroska/index.js';
import type { CandidateTrack } from './tracks/candidate-track.js';
import { matroskaTextFormat } from './tracks/text-formats.js';

export interface MatroskaCandidate extends CandidateTrack {
  readonly entry: TrackEntry;
}

/** @param id its index among all tracks. @param sampleCount 0 for one that is not read. */
export function matroskaCandidate(entry: TrackEntry, id: number, sampleCount: number): MatroskaCandidate {
  const { type, codecId, isEnabled, isDefault, video } = entry;
  const text = type === 'text' ? matroskaTextFormat(codecId) : undefined;
  return {
    ...{ entry, id, codec: codecId, sampleCount },
    ...(text && { text }),
    kind: type === 'other' ? 'data' : type,
    isEnabled: isEnabled && isDefault,
    area: video ? video.width * video.height : 0,
    isImageCodec: IMAGE_CODECS.has(codecId) || IMAGE_CODES.has(fourCharacterCode(entry) ?? ''),
    isAuxiliary: false,
  };
}

const IMAGE_CODECS: ReadonlySet<string> = new Set(['V_MJPEG', 'V_PNG', 'V_GIF', 'V_BMP', 'V_TIFF', 'V_WEBP']);
const IMAGE_CODES: ReadonlySet<string> = new Set(['MJPG', 'MPNG', 'PNG ', 'PNG1', 'JPEG']);
