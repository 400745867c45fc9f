import { describe, expect, test } from 'vitest';
import { buildLadder } from '../../../src/encoder/ladder/index.js';
import { parameterSetArguments, videoArguments } from '../../../src/encoder/plan/video-arguments.js';
import type { VideoTrack } from '../../../src/tracks/track.js';
import { videoTrack } from '../../masters/support/tracks.js';

/** A track of 24 frames a second with the given properties. */
function video(values: Partial<VideoTrack> = {}): VideoTrack {
  const frames = Array.from({ length: 48 }, (_, i) => ({ time: i * 1000, sync: i % 24 === 0 }));
  return { ...videoTrack(frames, 24_000, 1000), ...values };
}

const rungOf = (track: VideoTrack, id = 'v360') => {
  const rung = buildLadder({ video: track, audio: [] }).video.find((rendition) => rendition.id === id);
  if (!rung) throw new Error(`there is no ${id}`);
  return rung;
};
const commandOf = (track: VideoTrack, chunks = 1) => videoArguments(track, rungOf(track), chunks).join(' ');
const valueAfter = (option: string, track: VideoTrack, chunks = 1) => {
  const args = videoArguments(track, rungOf(track), chunks);
  return args[args.indexOf(option) + 1];
};

test('the command line of a segment', () => {
  expect(commandOf(video())).toMatchInlineSnapshot(
    `"-hide_banner -nostdin -loglevel error -loglevel level+warning -copyts -analyzeduration 0 -noautorotate -threads 2 -strict 1 -protocol_whitelist pipe -f mp4 -i pipe:0 -filter_complex_threads 1 -filter_complex [0:v:0]trim=start=1000:end=1100,select=isnan(prev_selected_t)+gt(t\\,prev_selected_t),scale=w=640:h=360:flags=bicubic+accurate_rnd+bitexact:in_range=limited:out_range=limited:in_color_matrix=bt709:out_color_matrix=bt709,format=yuv420p,setsar=1,setparams=field_mode=prog:range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[chunk0] -map [chunk0] -fps_mode passthrough -enc_time_base 1:24000 -c:v libx264 -preset veryfast -profile:v high -level:v 3 -crf 23 -maxrate 365000 -bufsize 365000 -threads 1 -forced-idr 1 -x264-params fps=24/1:stitchable=1:open-gop=0:keyint=250:min-keyint=25:ref=3:bframes=3:b-pyramid=none:weightp=1:8x8dct=1:cabac=1:chromaloc=0:repeat-headers=1:cpu-independent=1 -bsf:v filter_units=remove_types=6 -video_track_timescale 24000 -f mp4 -movflags empty_moov+default_base_moof+negative_cts_offsets+frag_discont pipe:1"`,
  );
});

test('the command line for parameter sets ends like that of a segment', () => {
  const track = video();
  const rung = rungOf(track);
  const segment = videoArguments(track, rung, 1);
  const parameters = parameterSetArguments([rung]);
  const encoder = segment.slice(segment.indexOf('-fps_mode'));
  expect(parameters.slice(-encoder.length)).toEqual(encoder);
  expect(parameters.slice(0, -encoder.length).join(' ')).toMatchInlineSnapshot(
    `"-hide_banner -nostdin -loglevel error -f lavfi -i color=c=black:s=640x360:r=1,settb=1/24000 -filter_threads 1 -map 0:v:0 -frames:v 1 -vf format=yuv420p,setsar=1,setparams=field_mode=prog:range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"`,
  );
});

test('chunks encoded by one process have the same filters and encoder, and one output each', () => {
  const [alone = '', together = ''] = [1, 3].map((chunks) => commandOf(video(), chunks));
  const chain = /\[0:v:0\]trim=start=1000:end=1100,(\S+)\[chunk0\]/.exec(alone)?.[1] ?? 'none';
  expect(together).toContain(
    [
      ' [0:v:0]split=3[all0][all1][all2]',
      `[all0]trim=start=1000:end=1010,${chain}[chunk0]`,
      `[all1]trim=start=1010:end=1020,setpts=PTS-10/TB,${chain}[chunk1]`,
      `[all2]trim=start=1020:end=1100,setpts=PTS-20/TB,${chain}[chunk2] `,
    ].join(';'),
  );
  const encoder = / -fps_mode (.*) pipe:1$/.exec(alone)?.[1] ?? 'none';
  const outputs = together.slice(together.indexOf(' -map '));
  expect(outputs).toBe(
    [1, 3, 4].map((pipe, chunk) => ` -map [chunk${chunk}] -fps_mode ${encoder} pipe:${pipe}`).join(''),
  );
});

test('keyframes are forced by time where the frames’ order is unknown', () => {
  expect(commandOf(video())).not.toContain('-force_key_frames');
  expect(valueAfter('-force_key_frames', video({ orderUnknown: true }))).toBe(
    'expr:gte(t,n_forced*2-0.0001)',
  );
});

describe('filters', () => {
  const filtersOf = (values: Partial<VideoTrack>) =>
    (valueAfter('-filter_complex', video(values)) ?? '').replace(/^\[0:v:0\]|\[chunk0\]$/g, '');

  test('deinterlace before trimming, so that frames on both sides are available', () => {
    expect(filtersOf({ interlaced: true })).toMatch(/^bwdif=mode=send_frame:parity=auto:deint=all,trim=/);
    expect(filtersOf({})).toMatch(/^trim=start=1000:end=1100,/);
  });

  test.each([
    [{ mirrored: false, rotation: 0 }, ',prev_selected_t),scale='],
    [{ mirrored: false, rotation: 90 }, ',transpose=clock,scale='],
    [{ mirrored: false, rotation: 180 }, ',hflip,vflip,scale='],
    [{ mirrored: false, rotation: 270 }, ',transpose=cclock,scale='],
    [{ mirrored: true, rotation: 0 }, ',hflip,scale='],
    [{ mirrored: true, rotation: 90 }, ',hflip,transpose=clock,scale='],
  ] as const)('turn %j upright', (orientation, expected) => {
    expect(filtersOf({ orientation, width: 640, height: 640 })).toContain(expected);
  });

  test('drop every second frame of a segment for half the frame rate', () => {
    const frames = Array.from({ length: 120 }, (_, i) => ({ time: i * 400, sync: i % 60 === 0 }));
    expect(valueAfter('-filter_complex', videoTrack(frames, 24_000, 400))).toContain(
      ',select=not(mod(n\\,2)),',
    );
    expect(filtersOf({})).not.toContain('mod(');
  });

  test('read full range and the master’s matrix, and always write limited range', () => {
    const colour = { primaries: 9, transfer: 14, matrix: 9, fullRange: true };
    expect(filtersOf({ colour })).toContain(
      'in_range=full:out_range=limited:in_color_matrix=bt2020:out_color_matrix=bt2020',
    );
  });

  test('tone-map HDR to BT.709', () => {
    const filters = filtersOf({ colour: { primaries: 9, transfer: 16, matrix: 9, fullRange: false } });
    expect(filters).toContain('primariesin=9:transferin=16:matrixin=9:rangein=0:transfer=linear:npl=100');
    expect(filters).toContain('tonemap=tonemap=hable');
    expect(filters).toMatch(/color_primaries=bt709:color_trc=bt709:colorspace=bt709$/);
  });

  test('assume BT.2020 for HDR with unspecified primaries', () => {
    const colour = { primaries: 2, transfer: 18, matrix: 2, fullRange: false };
    expect(filtersOf({ colour })).toContain('primariesin=9:transferin=18:matrixin=9');
  });
});
