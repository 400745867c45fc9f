import { expect, test } from 'vitest';
import {
  isHdr,
  matrixCode,
  matrixName,
  primariesCode,
  primariesName,
  transferCode,
  transferName,
} from '../../../src/encoder/plan/colour-names.js';
import { runToolOrFail } from '../../support/ffmpeg.js';

const codes = Array.from({ length: 23 }, (_, code) => code);

test('every name maps back to its code point, and unknown names to unspecified', () => {
  const pairs = [
    [primariesName, primariesCode],
    [transferName, transferCode],
    [matrixName, matrixCode],
  ] as const;
  for (const [nameOf, codeOf] of pairs) {
    for (const code of codes) expect([code, 2]).toContain(codeOf(nameOf(code)));
    expect([nameOf(2), codeOf('unknown'), codeOf('constructor')]).toEqual(['unknown', 2, 2]);
  }
});

test('ffmpeg knows every name', async () => {
  const names = codes.flatMap((code) => [
    `color_primaries=${primariesName(code)}`,
    `color_trc=${transferName(code)}`,
    `colorspace=${matrixName(code)}`,
  ]);
  const filters = names.map((name) => `setparams=${name}`).join(',');
  await runToolOrFail('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    `color=s=16x16,${filters}`,
    '-frames:v',
    '1',
    '-f',
    'null',
    '-',
  ]);
});

test('PQ and HLG are HDR', () => {
  const hdr = codes.filter((transfer) => isHdr({ primaries: 9, transfer, matrix: 9, fullRange: false }));
  expect(hdr).toEqual([16, 18]);
});
