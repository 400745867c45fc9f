/** The texts of one stream of a transport stream: subtitles in several languages may be sent in the same packets. */
import { canonicalLanguage, streamLanguage } from '../../../demux/index.js';
import { regionOf, teletextConfiguration } from '../../../text/index.js';
import type { TextTrack } from '../../../tracks/index.js';
import {
  type StreamEntry,
  type Subtitling,
  subtitlePages,
  subtitlingOf,
} from '../../../transport-stream/index.js';

/** What the programme map says of a text. */
export interface TextService extends Pick<TextTrack, 'language' | 'isHearingImpaired' | 'configuration'> {
  /** Whether what is sent for a page is of this text. */
  readonly has: (page: number) => boolean;
}

/** `component_type` of subtitles for the hard of hearing (ETSI EN 300 468 table 26, stream_content 3): 0x20 to 0x25. */
const [FIRST_HARD_OF_HEARING, LAST_HARD_OF_HEARING] = [0x20, 0x25];

type Codec = TextTrack['format']['codec'];

/** In the order of the descriptor, each page once. Of teletext that announces no page of subtitles there is none. */
export function textServices({ descriptors }: StreamEntry, codec: Codec): readonly TextService[] {
  if (codec === 'dvb_teletext') return teletextServices(descriptors);
  const subtitling = firstOfEach(subtitlingOf(descriptors), ({ compositionPage }) => compositionPage);
  const language = streamLanguage(descriptors);
  const plain = { language, isHearingImpaired: false, configuration: new Uint8Array(), has: () => true };
  const [first, second] = subtitling;
  if (!first) return [plain];
  // What is sent alone is of the only text, whatever its page says.
  if (!second) return [{ ...plain, ...describedBy(first) }];
  return subtitling.map((entry) => ({
    ...describedBy(entry),
    language: canonicalLanguage(entry.language),
    has: (page) => page === entry.compositionPage || page === entry.ancillaryPage,
  }));
}

/** The samples of all pages are the same packets. */
function teletextServices(descriptors: StreamEntry['descriptors']): readonly TextService[] {
  return firstOfEach(subtitlePages(descriptors), ({ page }) => page).map((announced) => {
    const language = canonicalLanguage(announced.language);
    const configuration = teletextConfiguration({ page: announced.page, region: regionOf(language) });
    return { language, isHearingImpaired: announced.isForHardOfHearing, configuration, has: () => true };
  });
}

/** The configuration is what the `CodecPrivate` of Matroska has of DVB subtitles: both pages, and the type. */
function describedBy({ type, compositionPage, ancillaryPage }: Subtitling) {
  return {
    isHearingImpaired: type >= FIRST_HARD_OF_HEARING && type <= LAST_HARD_OF_HEARING,
    configuration: Uint8Array.of(
      ...[compositionPage >> 8, compositionPage & 0xff],
      ...[ancillaryPage >> 8, ancillaryPage & 0xff, type],
    ),
  };
}

function firstOfEach<T>(all: readonly T[], keyOf: (one: T) => number): readonly T[] {
  return [...new Map(all.toReversed().map((one) => [keyOf(one), one])).values()].reverse();
}
