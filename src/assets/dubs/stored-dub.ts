/** Audio of files beside a master: the track of each, as one of the film's. */
import { createHash } from 'node:crypto';
import type { Dub } from '../../encoder/index.js';
import type { MasterIndex } from '../../masters/index.js';
import type { ByteSource, Sidecar } from '../../stores/index.js';
import type { AudioTrack } from '../../tracks/index.js';

export interface StoredDub {
  readonly sidecar: Sidecar;
  /** The track that is played, as the file's own index has it. */
  readonly track: AudioTrack;
  /** What the file is as an asset of its own. */
  readonly asset: {
    readonly index: MasterIndex;
    openFile(file: number, signal?: AbortSignal): Promise<ByteSource>;
  };
}

/** Ids of tracks in containers have up to 32 bits. */
const FIRST_ID = 2 ** 32;
const ID_BYTES = 6;

/** The track of a file's index that is its audio: the one that the file says to play, else the first. */
export function playedAudio({ audio }: MasterIndex): AudioTrack | undefined {
  return audio.find(({ enabled }) => enabled) ?? audio[0];
}

/** The tracks of dubs in a film of this index: their files come after its own. */
export function dubTracks(dubs: readonly StoredDub[], { files }: MasterIndex): readonly Dub[] {
  return dubs.map(({ sidecar, track }, i) => {
    const { language, description, version } = sidecar;
    return { track: { ...track, id: idOf(sidecar), file: files.length + i }, language, description, version };
  });
}

/** From what the name says, of which no two are alike in one film: an id does not depend on what else is there. */
function idOf({ language, description }: Sidecar): number {
  const digest = createHash('sha256').update(`${language}:${description}`).digest();
  return FIRST_ID + digest.readUIntBE(0, ID_BYTES);
}
