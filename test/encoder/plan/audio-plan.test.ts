import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audioFeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import { buildLadder } from '../../../src/encoder/ladder/index.js';
import { audioArguments, audioPlan, silenceArguments } from '../../../src/encoder/plan/audio-plan.js';
import { AAC_FRAME_SAMPLES } from '../../../src/masters/segment-map/segment-map.js';
import type { AudioTrack } from '../../../src/tracks/track.js';
import { audioTrack } from '../../masters/support/tracks.js';

const rungOf = (track: AudioTrack) => buildLadder({ audio: [track] }).audio.at(-1)!;

function commandOf(track: AudioTrack, firstFrame: number, endFrame: number): string {
  const rung = rungOf(track);
  const plan = audioPlan(track, rung, firstFrame, endFrame);
  const feed = audioFeedPlan(track, plan.startSample, plan.endSample, rung.sampleRate);
  return (feed ? audioArguments(track, rung, plan) : silenceArguments(rung, plan)).join(' ');
}

test('the command line of a segment', () => {
  expect(commandOf(audioTrack(60), 400, 588)).toMatchInlineSnapshot(
    `"-hide_banner -nostdin -loglevel error -copyts -analyzeduration 0 -flags bitexact -protocol_whitelist pipe -f mp4 -i pipe:0 -map 0:a:0 -vn -sn -dn -filter_threads 1 -af atrim=start=1000,aformat=sample_fmts=fltp:channel_layouts=stereo:sample_rates=48000,aresample=48000:internal_sample_fmt=s16p:async=1:min_hard_comp=0.01:first_pts=48000000,apad=whole_len=228352 -c:a aac -profile:a aac_low -aac_coder fast -b:a 128000 -ar 48000 -ac 2 -flags:a +bitexact -threads 1 -f mp4 -movflags empty_moov+default_base_moof+delay_moov pipe:1"`,
  );
});

test('the command line is the same for every segment in the middle of a track', () => {
  const track = audioTrack(60);
  expect(commandOf(track, 588, 776)).toBe(commandOf(track, 400, 588));
});

test('the command line where the track has no audio', () => {
  expect(commandOf(audioTrack(60, 48_000, 100), 400, 588)).toMatchInlineSnapshot(
    `"-hide_banner -nostdin -loglevel error -f lavfi -i anullsrc=r=48000:cl=stereo:n=1024 -t 4.757333 -c:a aac -profile:a aac_low -aac_coder fast -b:a 128000 -ar 48000 -ac 2 -flags:a +bitexact -threads 1 -f mp4 -movflags empty_moov+default_base_moof+delay_moov pipe:1"`,
  );
});

describe('the plan', () => {
  test('begins some frames early, ends some frames late, and selects the segment’s packets', () => {
    const track = audioTrack(60);
    const plan = audioPlan(track, rungOf(track), 400, 588);
    // The encoder's first packet covers the time before the first sample.
    const preRoll = plan.firstPacket - 1;
    expect(preRoll).toBeGreaterThan(3);
    expect(plan.startSample).toBe((400 - preRoll) * AAC_FRAME_SAMPLES);
    expect(plan.endSample).toBeGreaterThan(588 * AAC_FRAME_SAMPLES);
    expect(plan.packets).toBe(188);
  });

  test('begins on a whole sample of the master at every sample rate', () => {
    const rate = fc.constantFrom(
      8000,
      11_025,
      16_000,
      22_050,
      24_000,
      32_000,
      44_100,
      48_000,
      88_200,
      96_000,
      192_000,
    );
    fc.assert(
      fc.property(rate, fc.nat(1_000_000), (sampleRate, firstFrame) => {
        const track = audioTrack(1, sampleRate);
        const rung = rungOf(track);
        const plan = audioPlan(track, rung, firstFrame, firstFrame + 100);
        expect(Math.abs(plan.startSample * sampleRate) % rung.sampleRate).toBe(0);
        expect(plan.firstPacket).toBeLessThan(40);
      }),
      { seed: 20_260_801 },
    );
  });
});

describe('filters', () => {
  const filtersOf = (track: AudioTrack, first: number, end: number) =>
    / -af (\S+) /.exec(commandOf(track, first, end))?.[1];

  /** Feed time of a presentation time, in the feed for the frames [400, 588). */
  const fedAt = (track: AudioTrack, seconds: number) => {
    const { startSample } = audioPlan(track, rungOf(track), 400, 588);
    return Number((1000 + seconds - startSample / 48_000).toFixed(6)).toString();
  };

  test('cut audio where the track begins within the segment, and fill the time before with silence', () => {
    const late = audioTrack(60, 48_000, 9);
    const filters = filtersOf(late, 400, 588);
    expect(filters).toContain(`atrim=start=${fedAt(late, 9)},`);
    expect(filters).toContain(':first_pts=48000000');
  });

  test('cut audio where the track ends within the segment, and fill the time after with silence', () => {
    const short = audioTrack(10);
    const { startSample, endSample } = audioPlan(short, rungOf(short), 400, 588);
    const filters = filtersOf(short, 400, 588);
    expect(filters).toContain(`atrim=start=1000:end=${fedAt(short, 10)},`);
    expect(filters).toContain(`,apad=whole_len=${endSample - startSample}`);
  });

  test('convert mono to stereo at the same loudness, and downmix more channels', () => {
    expect(filtersOf({ ...audioTrack(60), channels: 1 }, 400, 588)).toContain(',pan=stereo|c0=c0|c1=c0');
    expect(filtersOf({ ...audioTrack(60), channels: 6 }, 400, 588)).toContain(
      ',aformat=sample_fmts=fltp:channel_layouts=stereo',
    );
  });
});
