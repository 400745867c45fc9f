import { expect, test } from 'vitest';
import { isSupported, parseVersion } from '../../../src/encoder/ffmpeg/version.js';

const LIBRARIES_OF_6 = 'libavutil      58. 29.100 / 58. 29.100\nlibavcodec     60. 31.102 / 60. 31.102';
const LIBRARIES_OF_5_0 = 'libavutil      57. 17.100 / 57. 17.100\nlibavcodec     59. 18.100 / 59. 18.100';

test.each([
  ['ffmpeg version 5.1.9-0+deb12u1 Copyright', '5.1.9-0+deb12u1', true],
  ['ffmpeg version 5.1 Copyright', '5.1', true],
  ['ffmpeg version 5.0.3 Copyright', '5.0.3', false],
  ['ffmpeg version n4.4 Copyright', 'n4.4', false],
  ['ffmpeg version n7.1-12-gabcdef Copyright', 'n7.1-12-gabcdef', true],
  ['ffmpeg version 10.0 Copyright', '10.0', true],
  [`ffmpeg version N-113000-g1234567 Copyright\n${LIBRARIES_OF_6}`, 'N-113000-g1234567', true],
  [`ffmpeg version 2023-12-07-git-9 Copyright\n${LIBRARIES_OF_6}`, '2023-12-07-git-9', true],
  [`ffmpeg version N-104000-g1234567 Copyright\n${LIBRARIES_OF_5_0}`, 'N-104000-g1234567', false],
  ['ffmpeg version unknown Copyright', 'unknown', false],
  ['ffprobe version 7.0 Copyright', undefined, false],
  ['', undefined, false],
])('%j', (output, version, supported) => {
  expect(parseVersion(output)).toBe(version);
  expect(isSupported(output)).toBe(supported);
});
