/** Rules 16 to 18: the segments. */
import { expect, it } from 'vitest';
import { runTool } from '../../support/ffmpeg.js';
import { groupedBy } from './grouped.js';
import { durationOf, samplesOf } from './media-segment.js';
import { type PlayedMaster, type PlayedRendition, renditionsOf } from './played-master.js';
import { earliestPresentationTime } from './presentation.js';

export function cmafRules(played: () => PlayedMaster): void {
  it('16: tfdt is the sum of all earlier durations, counted from the first sample', () => {
    for (const { segments } of played().renditions) {
      let expected = segments[0]!.fragments[0]!.baseMediaDecodeTime;
      for (const segment of segments) {
        expect(segment.fragments.map(({ baseMediaDecodeTime }) => baseMediaDecodeTime)).toEqual([expected]);
        expected += durationOf(segment);
      }
    }
  });

  it('16: a segment is one fragment, with offsets relative to its moof and samples that fill its mdat', () => {
    for (const { segments } of played().renditions) {
      for (const { boxTypes, fragments } of segments) {
        expect(boxTypes).toEqual(['styp', 'moof', 'mdat']);
        for (const { baseIsMoof, hasBaseDataOffset, fillsMediaData } of fragments) {
          expect({ baseIsMoof, hasBaseDataOffset, fillsMediaData }).toEqual({
            baseIsMoof: true,
            hasBaseDataOffset: false,
            fillsMediaData: true,
          });
        }
      }
    }
  });

  it('16: any segment can be decoded after the init segment alone', async () => {
    for (const rendition of played().renditions) {
      const middle = rendition.segments.length >> 1;
      expect(await decodedPackets(rendition, middle)).toBe(
        samplesOf(rendition.segments[middle]!.fragments).length,
      );
    }
  });

  it('17: signed composition offsets and an edit list are never used together', () => {
    for (const { init, segments } of renditionsOf(played(), 'video')) {
      const offsets = segments.flatMap(({ fragments }) =>
        samplesOf(fragments).map(({ compositionOffset }) => compositionOffset),
      );
      const isSigned = segments.some(({ fragments }) => fragments.some(({ runVersion }) => runVersion > 0));
      expect(isSigned && init.editMediaTime !== undefined).toBe(false);
      if (!isSigned) expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
      if (init.editMediaTime === undefined) continue;
      const [first] = segments;
      expect(earliestPresentationTime(first!, { init })).toBeGreaterThanOrEqual(0);
    }
  });

  it('18: all renditions of a track have one timescale, one codec family, and aligned fragments', () => {
    for (const renditions of tracksOf(played())) {
      const [first] = renditions;
      for (const rendition of renditions) {
        expect(rendition.init.timescale).toBe(first!.init.timescale);
        expect(rendition.init.codecs.split('.')[0]).toBe(first!.init.codecs.split('.')[0]);
        expect(cutsOf(rendition)).toEqual(cutsOf(first!));
      }
    }
  });

  it('18: audio segments end where video segments end, to half an AAC frame', () => {
    const [video] = renditionsOf(played(), 'video');
    if (!video) return;
    for (const audio of renditionsOf(played(), 'audio')) {
      const tolerance = 512 / audio.init.timescale;
      const [ends, audioEnds] = [video, audio].map((each) =>
        cutsOf(each).map(({ end }) => end / each.init.timescale),
      );
      ends!.slice(0, -1).forEach((end, index) => {
        expect(Math.abs(audioEnds![index]! - end)).toBeLessThanOrEqual(tolerance + 1e-9);
      });
    }
  });
}

/** Renditions grouped by track: all video, and for each audio track those that differ only in bitrate. */
function tracksOf({ renditions }: PlayedMaster): (readonly PlayedRendition[])[] {
  const trackOf = ({ key, kind }: PlayedRendition) => (kind === 'video' ? kind : (key.split('-')[0] ?? ''));
  return [...groupedBy(renditions, trackOf).values()];
}

/** Start and end of each segment, in ticks. */
function cutsOf(rendition: PlayedRendition) {
  return rendition.segments.map((segment) => {
    const start = earliestPresentationTime(segment, rendition);
    return { start, end: start + durationOf(segment) };
  });
}

/** Number of frames decoded from one segment, which must cause no decode errors. */
async function decodedPackets(
  { initBytes, segmentBytes }: PlayedRendition,
  segment: number,
): Promise<number> {
  const input = Buffer.concat([initBytes, segmentBytes[segment]!]);
  const count = ['-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'];
  const { stdout, stderr } = await runTool('ffprobe', ['-v', 'error', ...count, 'pipe:0'], { input });
  expect(stderr).toBe('');
  return Number(stdout.toString());
}
