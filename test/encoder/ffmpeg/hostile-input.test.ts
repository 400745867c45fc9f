/** ffmpeg reads only its standard input, whatever that contains. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GLOBAL_ARGUMENTS, PIPE_OUTPUT, pipeInputArguments } from '../../../src/encoder/ffmpeg/arguments.js';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import { runFfmpeg } from '../../../src/encoder/ffmpeg/process.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import { runTool } from '../../support/ffmpeg.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';

let binary: FfmpegBinary;
let server: Server;
let bait: string;
/** How often the bait was requested. */
let visits = 0;

beforeAll(async () => {
  binary = await ffmpegUnderTest(false);
  server = createServer((_request, response) => {
    visits += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bait = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bait.ts`;
});

beforeEach(() => {
  visits = 0;
});

afterAll(() => server.close());

function read(text: string | Uint8Array, inputArguments = pipeInputArguments('mp4')) {
  return runFfmpeg({
    binary,
    args: [...GLOBAL_ARGUMENTS, ...inputArguments, '-f', 'rawvideo', PIPE_OUTPUT],
    limits: GENEROUS_LIMITS,
    registry: new ProcessRegistry(),
    input: (async function* () {
      yield Buffer.from(text);
    })(),
    signal: new AbortController().signal,
  });
}

const HOSTILE: readonly (readonly [string, () => string])[] = [
  ['an HLS playlist', () => `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${bait}\n#EXT-X-ENDLIST\n`],
  ['a concat script', () => `ffconcat version 1.0\nfile ${bait}\n`],
  [
    'a DASH manifest',
    () =>
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet contentType="video" mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${bait}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
  ],
];

test.each(HOSTILE)('%s is refused and opens nothing', async (_name, text) => {
  await expect(read(text())).rejects.toMatchObject({ code: 'encode_failed' });
  expect(visits).toBe(0);
});

test.each(HOSTILE)('%s opens nothing even where its format is not forced', async (_name, text) => {
  await expect(read(text(), ['-protocol_whitelist', 'pipe', '-i', 'pipe:0'])).rejects.toBeDefined();
  expect(visits).toBe(0);
});

test('the bait is requested where protocols are allowed, so the tests above can fail', async () => {
  const [, playlist] = HOSTILE[0] ?? ['', () => ''];
  const careless = ['-protocol_whitelist', 'pipe,http,tcp', '-i', 'pipe:0'];
  await expect(read(playlist(), careless)).rejects.toBeDefined();
  expect(visits).toBeGreaterThan(0);
});

test('an image is refused', async () => {
  const image = ['-f', 'lavfi', '-i', 'color=size=16x16', '-frames:v', '1', '-f', 'mjpeg', 'pipe:1'];
  const { stdout } = await runTool('ffmpeg', ['-loglevel', 'error', ...image]);
  await expect(read(stdout)).rejects.toMatchObject({ code: 'encode_failed' });
});

test('a fragmented MP4 is decoded', async () => {
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=32x16:rate=25:duration=1', '-pix_fmt', 'yuv420p'];
  const fragmented = ['-c:v', 'libx264', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4', 'pipe:1'];
  const { stdout } = await runTool('ffmpeg', ['-loglevel', 'error', ...source, ...fragmented]);
  const result = await read(stdout);
  expect(result.stdout).toHaveLength(25 * 32 * 16 * 1.5);
});
