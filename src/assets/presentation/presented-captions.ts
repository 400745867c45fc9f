import type { VideoTrack } from '../../tracks/index.js';

/** Captions that a viewer can choose: a channel of CEA-608, 1 to 4, or a service of CEA-708, 1 to 63. */
export interface PresentedCaptions {
  readonly standard: 'cea-608' | 'cea-708';
  readonly number: number;
}

/** What captions nearly always are in, where none were shown in what was searched. */
const MAIN_CHANNEL: PresentedCaptions = { standard: 'cea-608', number: 1 };

/**
 * The captions to offer: the channels, which every player with captions shows; the services only where there are no channels,
 * since they repeat those.
 */
export function presentedCaptions(video: VideoTrack | undefined): readonly PresentedCaptions[] {
  const captions = video?.captions;
  if (!captions) return [];
  const { channels, services } = captions;
  if (channels.length > 0) return channels.map((number) => ({ standard: 'cea-608', number }));
  if (services.length > 0) return services.map((number) => ({ standard: 'cea-708', number }));
  return [MAIN_CHANNEL];
}
