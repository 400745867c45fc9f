/** What is fed to ffmpeg for an audio segment, and its command line. */
import type { AudioTrack } from '../../../tracks/index.js';
import { type AudioFeed, editedAudioFeed } from '../../feed/edited-audio-feed.js';
import { audioFeedPlan } from '../../feed/feed-plan.js';
import { aloneInPlan, piecesWithin, placedPieces } from '../../plan/audio-pieces.js';
import {
  type AudioPlan,
  audioArguments,
  editedAudioArguments,
  silenceArguments,
} from '../../plan/audio-plan.js';
import type { AudioRendition } from '../../rendition.js';

export interface AudioInput {
  readonly args: readonly string[];
  /** Absent where there is nothing but silence. */
  readonly feed?: AudioFeed;
  /** The plan at the times of the feed's track. */
  readonly plan: AudioPlan;
  /** Whether pieces are fed that are not one after the other in the media. */
  readonly isJoined: boolean;
}

/** @throws OnplayError as `audioFeedPlan`. */
export function audioInput(track: AudioTrack, rendition: AudioRendition, plan: AudioPlan): AudioInput {
  if (!track.pieces) return continuousInput(track, rendition, plan);
  const { sampleRate } = rendition;
  const pieces = piecesWithin(track, plan, sampleRate);
  const [first] = pieces;
  if (!first) return { args: silenceArguments(rendition, plan), plan, isJoined: false };
  if (pieces.length === 1 && first.rate === 1) {
    // The command line of a track that is not edited, for which a process may be waiting.
    const alone = aloneInPlan(track, first, plan, sampleRate);
    return continuousInput(alone.track, rendition, alone.plan);
  }
  const placed = placedPieces(track, pieces, plan, sampleRate);
  const args = editedAudioArguments(track, rendition, plan, placed);
  return { args, feed: editedAudioFeed(track, placed), plan, isJoined: true };
}

function continuousInput(track: AudioTrack, rendition: AudioRendition, plan: AudioPlan): AudioInput {
  const { startSample, endSample } = plan;
  const feed = audioFeedPlan(track, startSample, endSample, rendition.sampleRate);
  if (!feed) return { args: silenceArguments(rendition, plan), plan, isJoined: false };
  return { args: audioArguments(track, rendition, plan), feed: { track, plan: feed }, plan, isJoined: false };
}
