import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AudioAdaptationSet,
  type MediaPresentation,
  mediaPresentationDescription,
  type Period,
  segmentTimeline,
  type VideoAdaptationSet,
} from '../../../src/packager/index.js';
import { errorCodeOf } from '../support/errors.js';
import { parseMpd } from '../support/manifests.js';

const video: VideoAdaptationSet = {
  contentType: 'video',
  role: 'main',
  timescale: 30000,
  startNumber: 1,
  timeline: segmentTimeline([
    { start: 0, duration: 120120 },
    { start: 120120, duration: 120120 },
    { start: 240240, duration: 60060 },
  ]),
  representations: [
    {
      id: 'v360',
      bandwidth: 800_000.5,
      codecs: 'avc1.64001e',
      media: 'v360/$Number$.m4s',
      initialization: 'v360/init.mp4',
      width: 640,
      height: 360,
      frameRate: { numerator: 15000, denominator: 1001 },
    },
    {
      id: 'v720',
      bandwidth: 3_000_000,
      codecs: 'avc1.64001f',
      media: 'v720/$Number$.m4s',
      initialization: 'v720/init.mp4',
      width: 1280,
      height: 720,
      frameRate: { numerator: 30000, denominator: 1001 },
    },
  ],
};

const audio: AudioAdaptationSet = {
  contentType: 'audio',
  role: 'main',
  language: 'en',
  label: 'English',
  description: false,
  channels: 2,
  timescale: 48000,
  startNumber: 1,
  timeline: segmentTimeline([
    { start: 0, duration: 192512 },
    { start: 192512, duration: 287968 },
  ]),
  representations: [
    {
      id: 'a1',
      bandwidth: 128_000,
      codecs: 'mp4a.40.2',
      media: 'a1/$Number$.m4s',
      initialization: 'a1/init.mp4',
      sampleRate: 48000,
    },
  ],
};

const period: Period = { start: { ticks: 0, timescale: 1 }, adaptationSets: [video, audio] };
const presentation: MediaPresentation = {
  type: 'static',
  duration: { ticks: 300300, timescale: 30000 },
  minBufferTime: 4,
  periods: [period],
};

const written = (values: MediaPresentation) =>
  Buffer.concat(mediaPresentationDescription(values).map((piece) => Buffer.from(piece))).toString();
/** With one period. */
const textOf = ({
  adaptationSets = period.adaptationSets,
  ...changes
}: Partial<MediaPresentation & Period>) =>
  written({ ...presentation, ...changes, periods: [{ ...period, adaptationSets }] });

describe('mediaPresentationDescription', () => {
  it('describes video and audio with elements in the order that the schema prescribes', () => {
    expect(textOf({})).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static" mediaPresentationDuration="PT10.01S" minBufferTime="PT4S">
  <Period id="0" start="PT0S">
    <AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1" par="16:9" maxWidth="1280" maxHeight="720" maxFrameRate="30000/1001">
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <SegmentTemplate timescale="30000" startNumber="1">
        <SegmentTimeline>
          <S t="0" d="120120" r="1"/>
          <S d="60060"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="v360" bandwidth="800001" codecs="avc1.64001e" width="640" height="360" sar="1:1" frameRate="15000/1001">
        <SegmentTemplate initialization="v360/init.mp4" media="v360/$Number$.m4s"/>
      </Representation>
      <Representation id="v720" bandwidth="3000000" codecs="avc1.64001f" width="1280" height="720" sar="1:1" frameRate="30000/1001">
        <SegmentTemplate initialization="v720/init.mp4" media="v720/$Number$.m4s"/>
      </Representation>
    </AdaptationSet>
    <AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" segmentAlignment="true" startWithSAP="1" lang="en">
      <AudioChannelConfiguration schemeIdUri="urn:mpeg:mpegB:cicp:ChannelConfiguration" value="2"/>
      <Label>English</Label>
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
      <SegmentTemplate timescale="48000" startNumber="1">
        <SegmentTimeline>
          <S t="0" d="192512"/>
          <S d="287968"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="a1" bandwidth="128000" codecs="mp4a.40.2" audioSamplingRate="48000">
        <SegmentTemplate initialization="a1/init.mp4" media="a1/$Number$.m4s"/>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`);
  });

  it('has a period for each part, from the time at which it begins', () => {
    const second = { start: { ticks: 300300, timescale: 30000 }, adaptationSets: [audio] };
    const text = written({ ...presentation, periods: [period, second] });
    expect(text.match(/<Period .*>/g)).toEqual([
      '<Period id="0" start="PT0S">',
      '<Period id="1" start="PT10.01S">',
    ]);
    expect(text).not.toContain('isoff-main');
  });

  it('has the URLs that players request at their times before the sets, with ids that are unique in all periods', () => {
    const start = { ticks: 10, timescale: 1 };
    const callbacks = [
      { seconds: 0, duration: 1, url: 'https://t.example/?a=1&b=<2>' },
      { seconds: 2.5006, duration: 0.1, url: 'https://t.example/"' },
    ];
    const periods = [
      { ...period, callbacks },
      { ...period, start, callbacks },
    ];
    const text = written({ ...presentation, periods });
    expect(
      text,
    ).toContain(`    <EventStream schemeIdUri="urn:mpeg:dash:event:callback:2015" value="1" timescale="1000">
      <Event presentationTime="0" duration="1000" id="0">https://t.example/?a=1&amp;b=&lt;2&gt;</Event>
      <Event presentationTime="2500" duration="100" id="1">https://t.example/&quot;</Event>
    </EventStream>
    <AdaptationSet `);
    expect(text).toContain('<Event presentationTime="0" duration="1000" id="2">');
  });

  it('is parsed by an independent parser without warnings', () => {
    const segment = (number: number, duration: number, presentationTime: number) => ({
      duration,
      presentationTime,
      resolvedUri: `https://test/v720/${number}.m4s`,
      map: { resolvedUri: 'https://test/v720/init.mp4' },
    });
    expect(parseMpd(textOf({}))).toMatchObject({
      duration: 10.01,
      mediaGroups: { AUDIO: { audio: { English: { language: 'en', default: true } } } },
      playlists: [
        { attributes: { NAME: 'v360', BANDWIDTH: 800001, RESOLUTION: { width: 640, height: 360 } } },
        {
          attributes: { NAME: 'v720', CODECS: 'avc1.64001f' },
          endList: true,
          segments: [segment(1, 4.004, 0), segment(2, 4.004, 4.004), segment(3, 2.002, 8.008)],
        },
      ],
    });
  });

  it.each([
    [30030, 30000, 'PT1.001S'],
    [0, 1, 'PT0S'],
    [100, 1, 'PT100S'],
    [1, 3, 'PT0.333333333S'],
    [1, 90000, 'PT0.000011111S'],
    [14400 * 90000 + 1, 90000, 'PT14400.000011111S'],
    [1, 4_000_000_000, 'PT0S'],
  ])('writes a duration of %i/%i s as %s', (ticks, timescale, text) => {
    expect(textOf({ duration: { ticks, timescale } })).toContain(`mediaPresentationDuration="${text}"`);
  });

  it('states a time in the timeline only where it does not follow from the previous segment', () => {
    const timeline = segmentTimeline([
      { start: 90, duration: 10 },
      { start: 100, duration: 10 },
      { start: 115, duration: 10 },
      { start: 125, duration: 12 },
    ]);
    const text = textOf({ adaptationSets: [{ ...audio, timeline }] });
    const entries = [...text.matchAll(/<S .*\/>/g)].map(([entry]) => entry);
    expect(entries).toEqual(['<S t="90" d="10" r="1"/>', '<S t="115" d="10"/>', '<S d="12"/>']);
  });

  it('holds more segments than a call can have arguments', () => {
    const segments = Array.from({ length: 200_000 }, (_, i) => ({ start: i * 2, duration: 1 + (i % 2) }));
    const text = textOf({ adaptationSets: [{ ...audio, timeline: segmentTimeline(segments) }] });
    expect(text.match(/<S /g)).toHaveLength(segments.length);
  });

  it('lists every segment for a player, whatever their durations are', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 30 });
    const property = fc.property(durations, (list) => {
      let start = 0;
      const segments = list.map((duration) => {
        start += duration;
        return { start: start - duration, duration };
      });
      const duration = { ticks: start, timescale: 1 };
      const sets = [{ ...video, timescale: 1, timeline: segmentTimeline(segments) }];
      const manifest = parseMpd(textOf({ duration, adaptationSets: sets }));
      expect(manifest).toMatchObject({
        playlists: [{ segments: list.map((each) => ({ duration: each })) }, {}],
      });
    });
    fc.assert(property, { seed: 7, numRuns: 50 });
  });

  it('states the maximum size and frame rate, and the aspect ratio of the largest representation', () => {
    const [small, large] = video.representations;
    const representations = [
      { ...large!, width: 1920, height: 800, frameRate: { numerator: 50, denominator: 2 } },
      { ...small!, width: 854, height: 356, frameRate: { numerator: 24000, denominator: 1001 } },
    ];
    const text = textOf({ adaptationSets: [{ ...video, representations }] });
    expect(text).toContain('par="12:5" maxWidth="1920" maxHeight="800" maxFrameRate="25"');
    expect(text).toContain('frameRate="25"');
    expect(text).toContain('frameRate="24000/1001"');
  });

  it('omits an unknown language and an empty label', () => {
    const text = textOf({ adaptationSets: [{ ...audio, language: 'und', label: '' }] });
    expect(text).not.toContain('lang=');
    expect(text).not.toContain('<Label>');
  });

  it('refuses a set without representations and a channel count without a layout', () => {
    const emptySet = { ...video, representations: [] };
    expect(errorCodeOf(() => textOf({ adaptationSets: [emptySet] }))).toBe('packaging_impossible');
    const oddAudio = { ...audio, channels: 7 };
    expect(errorCodeOf(() => textOf({ adaptationSets: [oddAudio] }))).toBe('packaging_impossible');
  });

  it('escapes names, languages and URLs such that none becomes markup', () => {
    const hostile = `"/><Evil a='&amp;'>\u0000\ud800`;
    const [first] = audio.representations;
    const set = {
      ...audio,
      label: hostile,
      language: hostile,
      representations: [{ ...first!, media: hostile }],
    };
    const text = textOf({ adaptationSets: [set] });
    const clean = '&quot;/&gt;&lt;Evil a=&apos;&amp;amp;&apos;&gt;  ';
    expect(text).toContain(`lang="${clean}"`);
    expect(text).toContain(`<Label>${clean}</Label>`);
    expect(text).toContain(`media="${clean}"`);
  });

  it('is well-formed whatever texts it contains', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (label) => {
      expect(() => parseMpd(textOf({ adaptationSets: [video, { ...audio, label }] }))).not.toThrow();
    });
    fc.assert(property, { seed: 8, numRuns: 100 });
  });
});
