/** The renditions of audio that lies in a file of its own beside the master. */
import type { AudioTrack } from '../../tracks/index.js';
import { audioCodecs } from '../codecs/index.js';
import type { AudioRendition, Ladder } from '../rendition.js';
import { AUDIO_BITRATES, AUDIO_CODEC, outputSampleRate } from './audio-bitrates.js';
import { languageName } from './audio-names.js';

/** A track of a file beside the master. No two of one ladder have the same language and the same `description`. */
export interface Dub {
  /** With an id that no other track of the ladder has. */
  readonly track: AudioTrack;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Whether it also says what is seen. */
  readonly description: boolean;
  /** Of the file. */
  readonly version: string;
}

/**
 * The ladder with every dub at every bitrate, behind the master's own tracks. What is said of one dub does not depend on the others,
 * so that its renditions stay the same while those come and go. All have the sample rate of the master's audio, and so its segments.
 */
export function withDubs(ladder: Ladder, dubs: readonly Dub[]): Ladder {
  if (dubs.length === 0) return ladder;
  const taken = new Set(ladder.audio.map(({ name }) => name));
  const sampleRate = ladder.audio[0]?.sampleRate;
  const audio = AUDIO_BITRATES.flatMap((bitrate) => [
    ...ladder.audio.filter((rendition) => rendition.bitrate === bitrate),
    ...dubs.map(
      (dub): AudioRendition => ({
        kind: 'audio',
        id: `${idOf(dub)}-${bitrate / 1000}k`,
        codec: AUDIO_CODEC,
        codecs: audioCodecs[AUDIO_CODEC].codecsString,
        trackId: dub.track.id,
        channels: 2,
        sampleRate: sampleRate ?? outputSampleRate(dub.track.sampleRate),
        bitrate,
        language: dub.language,
        name: freeName(dub, taken),
        default: false,
        ...(dub.description && { description: true }),
        sidecar: { version: dub.version },
      }),
    ),
  ]);
  return { ...ladder, audio };
}

/** No tag has two hyphens in a row: `en-AD` is English as in Andorra. */
function idOf({ language, description }: Dub): string {
  return `a-${language.toLowerCase()}${description ? '--ad' : ''}`;
}

/** @param taken the names of the master's tracks. */
function freeName({ language, description }: Dub, taken: ReadonlySet<string>): string {
  const spoken = language === 'und' ? undefined : (languageName(language) ?? language);
  const purpose = description ? 'audio description' : 'dub';
  const plain = description && spoken ? `${spoken} (${purpose})` : (spoken ?? capitalized(purpose));
  if (!taken.has(plain)) return plain;
  const told = description || !spoken ? plain : `${spoken} (${purpose})`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? told : `${told} ${number}`;
    if (!taken.has(name)) return name;
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
