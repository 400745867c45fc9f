/** A paused process stands still, keeps its time, gives the same bytes, and can always be ended. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { isSupervised } from '../../../src/encoder/confinement/confinement.js';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import { countDown } from '../../../src/encoder/ffmpeg/countdown.js';
import { type FfmpegCommand, startFfmpeg } from '../../../src/encoder/ffmpeg/process.js';
import { isRunnable } from '../../../src/encoder/ffmpeg/process-state.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import { Pauses } from '../../../src/shared/scheduler/pauses.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';
import { untilRuns } from '../fixtures/process-life.js';

const NEVER = new AbortController().signal;

let binary: FfmpegBinary;
let pauses: Pauses;

beforeAll(async () => {
  binary = await ffmpegUnderTest();
});

/** Encodes raw frames that come through standard input. */
function encode(limits = {}): FfmpegCommand {
  const video = ['-filter_complex', '[0]null[v]', '-map', '[v]', '-c:v', 'libx264', '-threads', '1'];
  const raw = ['-f', 'rawvideo', '-video_size', '320x180', '-framerate', '25', '-i', 'pipe:0'];
  return {
    binary,
    args: ['-v', 'error', ...raw, ...video, '-flags', '+bitexact', '-f', 'h264', 'pipe:1'],
    limits: { ...GENEROUS_LIMITS, ...limits },
    registry: new ProcessRegistry(),
  };
}

const FRAME_BYTES = (320 * 180 * 3) / 2;

async function* frames(): AsyncGenerator<Uint8Array> {
  for (let frame = 0; frame < 50; frame++) {
    yield Uint8Array.from({ length: FRAME_BYTES }, (_, i) => (i * (frame + 1)) >> 7);
  }
}

/** Starts an encode and has it stand still before it is fed. */
async function paused(limits = {}, signal: AbortSignal = NEVER) {
  const process = await startFfmpeg(encode(limits));
  await untilRuns(process.pid, 'ffmpeg');
  pauses = new Pauses(() => performance.now());
  pauses.pause();
  const result = process.feed({ input: frames(), signal, pauses });
  result.catch(() => undefined);
  await vi.waitFor(() => expect(isRunnable(process.pid)).toBe(false));
  return { process, result };
}

describe.runIf(process.platform === 'linux')('a paused process', () => {
  test('goes on where it was, to the same bytes', async () => {
    const { result } = await paused();
    pauses.resume();
    const { stdout } = await result;
    const plain = await (await startFfmpeg(encode())).feed({ input: frames(), signal: NEVER });
    expect(stdout.length).toBeGreaterThan(1000);
    expect(Buffer.from(stdout).equals(plain.stdout)).toBe(true);
  });

  test('does not go on by itself', async () => {
    const { process, result } = await paused();
    const first = await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 300, 'still'))]);
    expect(first).toBe('still');
    process.kill();
    await expect(result).rejects.toMatchObject({ code: 'encode_cancelled' });
  });

  test('is killed at once when its signal aborts', async () => {
    const controller = new AbortController();
    const { process, result } = await paused({}, controller.signal);
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'encode_cancelled' });
    await vi.waitFor(() => expect(existsSync(`/proc/${process.pid}`)).toBe(false));
  });

  test('ends with the server all the same', async () => {
    const { process: ffmpeg, result } = await paused();
    // What the kernel sends when the thread that started it ends; see supervisor.ts.
    process.kill(ffmpeg.pid, isSupervised(binary.launcher.confinement ?? {}) ? 'SIGTERM' : 'SIGKILL');
    await expect(result).rejects.toBeDefined();
    await vi.waitFor(() => expect(existsSync(`/proc/${ffmpeg.pid}`)).toBe(false));
  });
});

describe('the time of a process', () => {
  test('does not pass while it is paused', () => {
    vi.useFakeTimers();
    try {
      const job = new Pauses(() => performance.now());
      const end = vi.fn();
      countDown(1000, end, job);
      vi.advanceTimersByTime(600);
      job.pause();
      vi.advanceTimersByTime(60_000);
      job.resume();
      vi.advanceTimersByTime(399);
      expect(end).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(end).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  test('is not counted any more once it has ended, whatever is paused later', () => {
    vi.useFakeTimers();
    try {
      const job = new Pauses(() => performance.now());
      const cancel = countDown(1000, () => undefined, job);
      cancel();
      job.pause();
      job.resume();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
