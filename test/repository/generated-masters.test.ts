import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeFrameNumbers } from '../support/decoded-frames.js';
import { runTool } from '../support/ffmpeg.js';
import {
  type EncodedKind,
  encodedKinds,
  frameCount,
  generateMaster,
  hostileKinds,
} from '../support/masters.js';
import { type ProbedStream, probe, probeVideoPackets } from '../support/probe.js';

const MAX_BYTES = 2_000_000;

/** The streams that ffprobe must find, in order, each with at least these fields. */
const H264 = { codec_name: 'h264', width: 640, height: 360, pix_fmt: 'yuv420p' };
const AAC = { codec_name: 'aac', sample_rate: '48000', channels: 2 };
const expected: Record<EncodedKind, Partial<ProbedStream>[]> = {
  'h264-24-gop2': [{ ...H264, width: 1280, height: 720, avg_frame_rate: '24/1', duration: '12.000000' }, AAC],
  'h264-23976-irregular-gop': [{ ...H264, avg_frame_rate: '24000/1001', has_b_frames: 2 }, AAC],
  'h264-2997': [{ ...H264, avg_frame_rate: '30000/1001', duration: '12.012000' }, AAC],
  'h264-5994': [{ ...H264, avg_frame_rate: '60000/1001', duration: '12.012000' }, AAC],
  'h264-vfr': [H264, AAC],
  'h264-open-gop': [{ ...H264, has_b_frames: 2 }, AAC],
  'h264-fragmented': [H264, AAC],
  'long-gop': [{ ...H264, duration: '20.000000' }, AAC],
  'rotated-90': [H264, AAC],
  mirrored: [H264, AAC],
  anamorphic: [{ ...H264, width: 480, sample_aspect_ratio: '4:3' }, AAC],
  interlaced: [{ ...H264, height: 480, field_order: 'tt', avg_frame_rate: '25/1' }, AAC],
  'full-range': [{ ...H264, pix_fmt: 'yuvj420p', color_range: 'pc' }, AAC],
  'hevc10-hdr': [
    {
      codec_name: 'hevc',
      codec_tag_string: 'hvc1',
      pix_fmt: 'yuv420p10le',
      color_primaries: 'bt2020',
      color_transfer: 'smpte2084',
      color_space: 'bt2020nc',
    },
    AAC,
  ],
  'audio-only': [AAC],
  silent: [H264],
  'two-languages': [H264, AAC, AAC],
  'late-video': [
    { ...H264, start_time: '0.500000' },
    { ...AAC, start_time: '0.000000' },
  ],
  'late-audio': [{ ...H264, start_time: '0.000000' }, AAC],
  'audio-longer': [
    { ...H264, duration: '3.000000' },
    { ...AAC, duration: '4.000000' },
  ],
  'audio-shorter': [
    { ...H264, duration: '3.000000' },
    { ...AAC, duration: '2.000000' },
  ],
  'mkv-h264-ac3': [H264, { codec_name: 'ac3' }],
  'webm-vp8-vorbis': [{ codec_name: 'vp8' }, { codec_name: 'vorbis' }],
  'webm-vp9-opus': [{ codec_name: 'vp9' }, { codec_name: 'opus' }],
  'ts-h264-aac': [H264, AAC],
  'mp3-cover': [{ codec_name: 'mp3' }, { codec_name: 'mjpeg' }],
  'pcm-mov': [H264, { codec_name: 'pcm_s16le' }],
  'prores-mov': [{ codec_name: 'prores' }, { codec_name: 'pcm_s16le' }],
  jpeg: [{ codec_name: 'mjpeg' }],
  'truncated-moov-first': [H264, AAC],
};

/** The filter that rotates the coded frame upright, if it is not. */
const upright: Partial<Record<EncodedKind, string>> = { 'rotated-90': 'transpose=clock', mirrored: 'hflip' };

describe.each(encodedKinds)('the generated master %s', (kind) => {
  it('is small and has the streams of its kind', async () => {
    const path = await generateMaster(kind);
    expect((await stat(path)).size).toBeLessThan(MAX_BYTES);
    const { streams } = await probe(path);
    expect(streams).toMatchObject(expected[kind]);
    expect(streams).toHaveLength(expected[kind].length);
  });
});

describe('every frame number appears once, in order, in the generated master', () => {
  const whole = encodedKinds.filter((kind) => frameCount(kind) > 0 && kind !== 'truncated-moov-first');

  it.each(whole)('%s', async (kind) => {
    const filter = upright[kind];
    const numbers = await decodeFrameNumbers(await generateMaster(kind), filter ? { upright: filter } : {});
    expect(numbers).toEqual(Array.from({ length: frameCount(kind) }, (_, frame) => frame));
  });
});

describe('among the generated masters', () => {
  const keyTimes = async (kind: EncodedKind) =>
    (await probeVideoPackets(await generateMaster(kind)))
      .filter(({ flags }) => flags.startsWith('K'))
      .map(({ pts_time }) => Number(pts_time));

  it('the regular one has a keyframe every two seconds, and its movie box last', async () => {
    expect(await keyTimes('h264-24-gop2')).toEqual([0, 2, 4, 6, 8, 10]);
    const file = await readFile(await generateMaster('h264-24-gop2'));
    expect(file.lastIndexOf('moov')).toBeGreaterThan(file.indexOf('mdat'));
  });

  it('the irregular one has keyframes less than one to almost ten seconds apart', async () => {
    const times = await keyTimes('h264-23976-irregular-gop');
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeLessThan(1);
    expect(Math.max(...gaps)).toBeGreaterThan(9);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10.02);
  });

  it('the long one has a single keyframe', async () => {
    expect(await keyTimes('long-gop')).toEqual([0]);
  });

  it('the one with open GOPs has leading frames, decoded after a keyframe and presented before it', async () => {
    const leading = async (kind: EncodedKind) => {
      let key = 0;
      return (await probeVideoPackets(await generateMaster(kind))).filter(({ flags, pts_time }) => {
        if (flags.startsWith('K')) key = Number(pts_time);
        return Number(pts_time) < key;
      }).length;
    };
    expect(await leading('h264-open-gop')).toBeGreaterThan(0);
    expect(await leading('long-gop')).toBe(0);
  });

  it('the one of variable frame rate has frame intervals of several lengths', async () => {
    const packets = await probeVideoPackets(await generateMaster('h264-vfr'));
    const times = packets.map(({ pts_time }) => Number(pts_time)).sort((a, b) => a - b);
    const intervals = times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) * 1000));
    expect([...new Set(intervals)].sort((a, b) => a - b)).toEqual([33, 78, 1578]);
  });

  it('the fragmented one is made of movie fragments', async () => {
    const file = await readFile(await generateMaster('h264-fragmented'));
    expect(file.indexOf('moof')).toBeGreaterThan(0);
  });

  it('the rotated and the mirrored ones have a display matrix', async () => {
    const matrix = async (kind: EncodedKind) => {
      const [video] = (await probe(await generateMaster(kind))).streams;
      return video?.side_data_list?.[0]?.displaymatrix?.match(/-?\d+(?=\s)/g)?.map(Number);
    };
    const [one, far] = [65_536, 2 ** 30];
    expect(await matrix('rotated-90')).toEqual([0, one, 0, -one, 0, 0, 360 * one, 0, far]);
    expect(await matrix('mirrored')).toEqual([-one, 0, 0, 0, one, 0, 640 * one, 0, far]);
  });

  it('the late audio starts late', async () => {
    const [, audio] = (await probe(await generateMaster('late-audio'))).streams;
    expect(Number(audio?.start_time)).toBeGreaterThan(0.4);
  });

  it('the two languages are English and German', async () => {
    const { streams } = await probe(await generateMaster('two-languages'));
    expect(streams.map(({ tags }) => tags?.language)).toEqual(['und', 'eng', 'deu']);
  });

  it('the truncated one lacks samples that its movie box lists', async () => {
    const path = await generateMaster('truncated-moov-first');
    const [video] = (await probe(path)).streams;
    expect(video?.nb_frames).toBe(`${frameCount('truncated-moov-first')}`);
    expect((await decodeFrameNumbers(path)).length).toBeLessThan(frameCount('truncated-moov-first'));
  });

  it.each(hostileKinds)('%s has no stream that ffprobe opens', async (kind) => {
    const { stdout } = await runTool('ffprobe', [
      ...['-v', 'quiet', '-protocol_whitelist', 'file', '-of', 'csv', '-show_streams'],
      await generateMaster(kind),
    ]);
    expect(stdout.toString()).toBe('');
  });
});
