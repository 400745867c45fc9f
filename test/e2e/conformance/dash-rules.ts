/** Rules 12 to 14: the MPD, compared with the segments it lists. */
import { expect, it } from 'vitest';
import { parseDashPresentation } from '../../support/dash-client.js';
import { runTool } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { frameRateOf } from './frame-rate.js';
import { durationOf, samplesOf } from './media-segment.js';
import { adaptationSets, type MpdElement, secondsOf, timelineOf } from './mpd-element.js';
import { type Manifests, type PlayedMaster, type PlayedRendition, renditionAt } from './played-master.js';
import { earliestPresentationTime, presentationOf } from './presentation.js';
import { longestWait, measuredRate } from './rates.js';

const SCHEMA = new URL('./mpd.xsd', import.meta.url).pathname;
const MICROSECOND = 1e-6;
const CORRECTED_TOLERANCE = 1.1;

export function dashRules(played: () => PlayedMaster): void {
  it('12: the MPD is valid against the schema', async () => {
    const args = ['--noout', '--nonet', '--schema', SCHEMA, '-'];
    const input = Buffer.from(played().before.mpdText);
    const { code, stderr } = await runTool('xmllint', args, { input });
    expect(stderr).toBe('- validates\n');
    expect(code).toBe(0);
  });

  it('12: it is static, and its one Period starts at 0', () => {
    const { mpd } = played().before;
    expect(mpd.get('type')).toBe('static');
    expect(secondsOf(mpd.only('Period').get('start'))).toBe(0);
  });

  it('12: its duration is the end of the last sample, which audio may exceed by less than an AAC frame', () => {
    const duration = secondsOf(played().before.mpd.get('mediaPresentationDuration'));
    const ends = played().renditions.map((rendition) => ({ rendition, ...presentationOf(rendition) }));
    for (const { rendition, end } of ends) {
      const beyond = rendition.init.audio ? 1024 / rendition.init.audio.sampleRate : 0;
      expect(end - duration).toBeLessThanOrEqual(beyond + MICROSECOND);
    }
    expect(Math.max(...ends.map(({ end }) => end))).toBeGreaterThanOrEqual(duration - MICROSECOND);
  });

  it('13: segments follow one another without gap or overlap, from the first sample to the end', () => {
    for (const { set, renditions } of setsOf(played())) {
      const timeline = timelineOf(set);
      timeline.slice(1).forEach(({ start }, index) => {
        expect(start).toBe(timeline[index]!.start + timeline[index]!.duration);
      });
      const { start, end } = presentationOf(renditions[0]!);
      const timescale = set.only('SegmentTemplate').number('timescale');
      const [first, last] = [timeline[0]!, timeline.at(-1)!];
      expect(first.start / timescale).toBeCloseTo(start, 9);
      expect((last.start + last.duration) / timescale).toBeCloseTo(end, 9);
    }
  });

  it('13: @t is the earliest presentation time of its segment, @d its actual duration, in the timescale of mdhd', () => {
    for (const { set, renditions } of setsOf(played())) {
      const timeline = timelineOf(set).map(({ start, duration }) => ({ start, duration }));
      for (const rendition of renditions) {
        const actual = rendition.segments.map((segment) => ({
          start: earliestPresentationTime(segment, rendition),
          duration: durationOf(segment),
        }));
        expect(timeline).toEqual(actual);
        expect(set.only('SegmentTemplate').number('timescale')).toBe(rendition.init.timescale);
      }
    }
  });

  it('13: it lists the same segments as HLS, and there are no others', async () => {
    const { before, renditions } = played();
    const { video, audio } = parseDashPresentation(before.mpdText, before.mpdUrl);
    for (const { init, segments } of [...video, ...audio]) {
      const hls = renditionAt(played(), init);
      const expected = [hls.initUrl, ...hls.segmentUrls].map(withoutGrant);
      expect([init, ...segments].map(withoutGrant)).toEqual(expected);
      expect((await bytesOf(segments.at(-1)!)).equals(hls.segmentBytes.at(-1)!)).toBe(true);
      const beyond = segments[0]!.replace(/\d+\.m4s$/, `${segments.length}.m4s`);
      expect((await fetch(beyond)).status).toBe(404);
    }
    expect(video.length + audio.length).toBe(renditions.length);
  });

  it('14: every representation describes its init segment and samples correctly', () => {
    for (const { set, representations, renditions } of setsOf(played())) {
      expect(set.get('mimeType')).toBe(`${set.get('contentType')}/mp4`);
      representations.forEach((representation, index) => {
        const { init } = renditions[index]!;
        expect(representation.get('codecs')).toBe(init.codecs);
        if (init.video) expectVideo(set, representation, renditions[index]!);
        else expect(representation.number('audioSamplingRate')).toBe(init.audio?.sampleRate);
      });
    }
  });

  it('14: @bandwidth is never below the measured peak, and within 10% of it once all segments are produced', () => {
    for (const [manifests, tolerance] of [
      [played().before, Number.POSITIVE_INFINITY],
      [played().after, CORRECTED_TOLERANCE],
    ] as const) {
      for (const { representations, renditions } of setsOf(played(), manifests)) {
        representations.forEach((representation, index) => {
          const { peak } = measuredRate(renditions[index]!);
          expect(representation.number('bandwidth')).toBeGreaterThanOrEqual(peak);
          expect(representation.number('bandwidth')).toBeLessThanOrEqual(tolerance * peak);
        });
      }
    }
  });

  it('14: a player that buffers @minBufferTime at @bandwidth never underruns, wherever playback starts', () => {
    const minBufferTime = secondsOf(played().before.mpd.get('minBufferTime'));
    for (const { representations, renditions } of setsOf(played())) {
      representations.forEach((representation, index) => {
        expect(longestWait(renditions[index]!, representation.number('bandwidth'))).toBeLessThanOrEqual(
          minBufferTime,
        );
      });
    }
  });

  it('14: adaptation sets have ids, roles, languages, and segments that are aligned and start with a SAP of type 1', () => {
    const sets = setsOf(played());
    expect(new Set(sets.map(({ set }) => set.get('id'))).size).toBe(sets.length);
    for (const { set, renditions } of sets) {
      expect([set.get('segmentAlignment'), set.get('startWithSAP')]).toEqual(['true', '1']);
      expect(['main', 'alternate']).toContain(set.only('Role').get('value'));
      for (const rendition of renditions) expectStartsWithSap(rendition);
    }
    for (const kind of new Set(sets.map(({ set }) => set.get('contentType')))) {
      const alike = sets.filter(({ set }) => set.get('contentType') === kind);
      expect(alike.filter(({ set }) => set.only('Role').get('value') === 'main')).toHaveLength(1);
      if (alike.length > 1) expect(new Set(alike.map(({ set }) => set.get('lang'))).size).toBe(alike.length);
    }
  });

  it('14: ids of representations are unique and have no spaces', () => {
    const ids = setsOf(played()).flatMap(({ representations }) =>
      representations.map((each) => each.get('id')),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => /\s/.test(id))).toEqual([]);
  });
}

interface PlayedSet {
  readonly set: MpdElement;
  readonly representations: readonly MpdElement[];
  /** The fetched rendition of each representation. */
  readonly renditions: readonly PlayedRendition[];
}

function setsOf(played: PlayedMaster, manifests: Manifests = played.before): readonly PlayedSet[] {
  return adaptationSets(manifests.mpd).map((set) => {
    const representations = set.all('Representation');
    const renditions = representations.map((representation) => {
      const initialization = representation.only('SegmentTemplate').get('initialization');
      return renditionAt(played, new URL(initialization, manifests.mpdUrl).href);
    });
    return { set, representations, renditions };
  });
}

function expectVideo(set: MpdElement, representation: MpdElement, rendition: PlayedRendition): void {
  const { size, pixelAspect } = rendition.init.video!;
  expect([representation.number('width'), representation.number('height')]).toEqual(size);
  expect(representation.get('sar')).toBe(pixelAspect?.join(':'));
  const [frames = 0, seconds = 1] = representation.get('frameRate').split('/').map(Number);
  const { rate, tolerance } = frameRateOf(rendition);
  expect(Math.abs(frames / seconds - rate)).toBeLessThan(tolerance);
  expect(size[0]).toBeLessThanOrEqual(set.number('maxWidth'));
  expect(size[1]).toBeLessThanOrEqual(set.number('maxHeight'));
}

/** The first sample is a sync sample, and no other sample is presented before it (ISO/IEC 14496-12 Annex I). */
function expectStartsWithSap(rendition: PlayedRendition): void {
  for (const segment of rendition.segments) {
    const [first] = samplesOf(segment.fragments);
    const shown = first!.decodeTime + first!.compositionOffset - (rendition.init.editMediaTime ?? 0);
    expect(first!.sync).toBe(true);
    expect(shown).toBe(earliestPresentationTime(segment, rendition));
  }
}

function withoutGrant(url: string): string {
  return new URL(url).pathname.replace(/^\/-\/[^/]+\//, '');
}
