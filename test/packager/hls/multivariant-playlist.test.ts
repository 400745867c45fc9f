import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AudioMedia,
  type MultivariantPlaylist,
  multivariantPlaylist,
  type SubtitlesMedia,
  type VariantStream,
} from '../../../src/packager/index.js';
import { parsePlaylist } from '../support/manifests.js';

const english: AudioMedia = {
  groupId: 'audio',
  name: 'English',
  language: 'en',
  default: true,
  channels: 2,
  description: false,
  uri: 'a1/index.m3u8',
};
const french: AudioMedia = {
  ...english,
  name: 'Français',
  language: 'fr',
  default: false,
  uri: 'a2/index.m3u8',
};

const video: VariantStream = {
  uri: 'v720/index.m3u8',
  bandwidth: 3_128_000.2,
  averageBandwidth: 2_100_000,
  codecs: ['avc1.64001f', 'mp4a.40.2'],
  video: { width: 1280, height: 720, frameRate: { numerator: 30000, denominator: 1001 }, range: 'SDR' },
  audioGroupId: 'audio',
};
const audioOnly: VariantStream = {
  uri: 'a1/index.m3u8',
  bandwidth: 130_000,
  averageBandwidth: 128_000,
  codecs: ['mp4a.40.2'],
  audioGroupId: 'audio',
};

const playlist: MultivariantPlaylist = { audio: [english, french], variants: [video, audioOnly] };

const described: AudioMedia = {
  ...english,
  name: 'English (audio description)',
  default: false,
  description: true,
};
const subtitles: SubtitlesMedia = {
  ...{ groupId: 'text', name: 'English', language: 'en', default: true, forced: false },
  ...{ characteristics: [], uri: 't-en/index.m3u8' },
};

/** Whether each audio rendition is AUTOSELECT, in order. */
function autoselected(audio: readonly AudioMedia[]): boolean[] {
  const text = multivariantPlaylist({ audio, variants: [] });
  return [...text.matchAll(/AUTOSELECT=(YES|NO)/g)].map(([, value]) => value === 'YES');
}

describe('multivariantPlaylist', () => {
  it('says of audio that it describes video (Apple: HLS Authoring Specification, accessibility)', () => {
    expect(multivariantPlaylist({ audio: [english, described], variants: [] })).toContain(
      'AUTOSELECT=NO,CHARACTERISTICS="public.accessibility.describes-video",CHANNELS="2"',
    );
  });

  it('lists subtitles with all their attributes, and the variants that have them', () => {
    const sdh = { ...subtitles, name: 'English (SDH)', default: false, characteristics: ['a.b', 'c.d'] };
    const forced = { ...subtitles, name: 'Signs', default: false, forced: true, language: 'und' };
    const text = multivariantPlaylist({
      audio: [],
      subtitles: [subtitles, sdh, forced, { ...subtitles, name: 'English 2', default: false }],
      variants: [{ ...video, subtitlesGroupId: 'text' }],
    });
    expect(text.split('\n').filter((line) => line.includes('SUBTITLES'))).toEqual([
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,FORCED=NO,URI="t-en/index.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English (SDH)",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS="a.b,c.d",URI="t-en/index.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="Signs",DEFAULT=NO,AUTOSELECT=YES,FORCED=YES,URI="t-en/index.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English 2",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=NO,FORCED=NO,URI="t-en/index.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=3128001,AVERAGE-BANDWIDTH=2100000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio",SUBTITLES="text",CLOSED-CAPTIONS=NONE',
    ]);
  });

  it('lists audio renditions and variants with all their attributes', () => {
    expect(multivariantPlaylist(playlist)).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:4',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a1/index.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Français",LANGUAGE="fr",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="a2/index.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=3128001,AVERAGE-BANDWIDTH=2100000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio",CLOSED-CAPTIONS=NONE',
        'v720/index.m3u8',
        '#EXT-X-STREAM-INF:BANDWIDTH=130000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2",AUDIO="audio",CLOSED-CAPTIONS=NONE',
        'a1/index.m3u8',
        '',
      ].join('\n'),
    );
  });

  it('is parsed by an independent parser without warnings', () => {
    expect(parsePlaylist(multivariantPlaylist(playlist))).toMatchObject({
      version: 4,
      independentSegments: true,
      mediaGroups: {
        AUDIO: {
          audio: {
            English: { default: true, autoselect: true, language: 'en', uri: 'a1/index.m3u8' },
            Français: { default: false, autoselect: true, language: 'fr', uri: 'a2/index.m3u8' },
          },
        },
      },
      playlists: [
        {
          uri: 'v720/index.m3u8',
          attributes: {
            BANDWIDTH: 3128001,
            'AVERAGE-BANDWIDTH': '2100000',
            CODECS: 'avc1.64001f,mp4a.40.2',
            RESOLUTION: { width: 1280, height: 720 },
            'FRAME-RATE': 29.97,
            AUDIO: 'audio',
            'CLOSED-CAPTIONS': 'NONE',
          },
        },
        { uri: 'a1/index.m3u8', attributes: { BANDWIDTH: 130000, CODECS: 'mp4a.40.2' } },
      ],
    });
  });

  it('states the video range of every variant if any of them is not SDR', () => {
    const withRange = (range: 'SDR' | 'HLG' | 'PQ'): VariantStream =>
      video.video === undefined ? video : { ...video, video: { ...video.video, range } };
    const ranges = (variants: readonly VariantStream[]) =>
      [...multivariantPlaylist({ audio: [], variants }).matchAll(/VIDEO-RANGE=(\w+)/g)].map(
        ([, range]) => range,
      );
    expect(ranges([withRange('SDR'), withRange('SDR'), audioOnly])).toEqual([]);
    expect(ranges([withRange('SDR'), withRange('PQ'), audioOnly])).toEqual(['SDR', 'PQ']);
  });

  it('lets players select automatically between languages, but not between two tracks of one language', () => {
    const commentary = { ...english, name: 'Commentary', default: false };
    expect(autoselected([commentary, english, french])).toEqual([false, true, true]);
    expect(
      autoselected([
        { ...french, name: 'VF' },
        { ...french, name: 'VFQ' },
      ]),
    ).toEqual([true, false]);
    expect(autoselected([english, { ...english, groupId: 'low' }])).toEqual([true, true]);
  });

  it('omits an unknown language and the audio group of a variant without one', () => {
    const unknown = { ...english, language: 'und' };
    const { audioGroupId: _, ...mute } = video;
    const text = multivariantPlaylist({ audio: [unknown], variants: [mute] });
    expect(text).not.toContain('LANGUAGE');
    expect(text).not.toContain('AUDIO="');
  });

  it('defines variables for the media playlists', () => {
    const text = multivariantPlaylist({ ...playlist, variables: [{ name: 'ad1', value: 'eyJ9+/==' }] });
    expect(text).toContain('#EXT-X-VERSION:8\n');
    expect(text).toContain('#EXT-X-DEFINE:NAME="ad1",VALUE="eyJ9+/=="\n');
    expect(text.indexOf('#EXT-X-DEFINE')).toBeLessThan(text.indexOf('#EXT-X-MEDIA'));
    expect(() => parsePlaylist(text)).not.toThrow();
  });

  it('quotes names and languages such that none can end its quotes, its attribute or its line', () => {
    const hostile = 'a",URI="http://evil/\r\n#EXT-X-ENDLIST\u0085\ufeff';
    const text = multivariantPlaylist({
      audio: [{ ...english, name: hostile, language: hostile }],
      variants: [],
    });
    const clean = `"a',URI='http://evil/ #EXT-X-ENDLIST "`;
    expect(text).toContain(`NAME=${clean},LANGUAGE=${clean},DEFAULT=YES`);
  });

  it('has the same lines whatever texts it contains', () => {
    const lines = (text: string) => text.split('\n').map((line) => line.replace(/[:,].*/, ''));
    const expected = lines(multivariantPlaylist({ audio: [english], variants: [] }));
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const audio = { ...english, name: text, language: text, groupId: text, uri: `x${text}` };
      expect(lines(multivariantPlaylist({ audio: [audio], variants: [] }))).toEqual(expected);
    });
    fc.assert(property, { seed: 6, numRuns: 500 });
  });
});
