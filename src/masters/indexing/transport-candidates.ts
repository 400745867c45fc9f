/** The elementary streams of a transport stream as candidates. */
import type { ProgrammeStream, Programmes, ReadableStream } from '../../demux/index.js';
import type { IgnoredTrack } from '../../tracks/index.js';
import type { CandidateTrack } from './tracks/candidate-track.js';
import { ignoredTrack } from './tracks/select-tracks.js';

/** Streams of other programmes that are listed; a whole satellite transponder has some two hundred. */
const MAX_FOREIGN_STREAMS = 1000;

interface TransportCandidate extends CandidateTrack {
  readonly stream: ProgrammeStream;
}

export interface ReadableCandidate extends TransportCandidate {
  readonly stream: ReadableStream;
}

interface TransportCandidates {
  /** Those of the programme that is played, whose codecs are read. */
  readonly readable: readonly ReadableCandidate[];
  /** All others, each with the reason. */
  readonly ignored: readonly IgnoredTrack[];
}

/** Numbers the streams of all programmes, those of the one that is played first. */
export function transportCandidates({ played, others }: Programmes): TransportCandidates {
  const own = played.streams.map((stream, id) => candidateOf(stream, id));
  const foreign = others
    .flatMap(({ streams, programNumber }) => streams.map((stream) => ({ stream, programNumber })))
    .slice(0, MAX_FOREIGN_STREAMS)
    .map(({ stream, programNumber }, i) =>
      ignoredTrack(candidateOf(stream, own.length + i), `it is of programme ${programNumber}`),
    );
  const readable = own.filter(isReadable);
  const unread = own.filter((candidate) => !isReadable(candidate));
  return {
    readable,
    ignored: [...unread.map((candidate) => ignoredTrack(candidate, reasonFor(candidate))), ...foreign],
  };
}

/** Audio that is announced in the middle of the file. @param id after those of all others. */
export function lateCandidate(stream: ReadableStream, id: number): ReadableCandidate {
  return { ...candidateOf(stream, id), stream };
}

function candidateOf(stream: ProgrammeStream, id: number): TransportCandidate {
  const { kind, codec } = stream.kind;
  return {
    ...{ stream, id, kind, codec },
    isEnabled: true,
    // The container does not say it.
    area: 0,
    // More than one, until it is read: what is sent as packets is no picture.
    sampleCount: stream.isSent ? 2 : 0,
    isImageCodec: false,
    isAuxiliary: false,
  };
}

function isReadable(candidate: TransportCandidate): candidate is ReadableCandidate {
  return !('isUnread' in candidate.stream.kind);
}

function reasonFor({ kind, codec }: TransportCandidate): string {
  if (kind === 'text') return 'text in transport streams is not read';
  return kind === 'video' || kind === 'audio'
    ? `there is no decoder for ${codec}`
    : 'neither video nor audio';
}
