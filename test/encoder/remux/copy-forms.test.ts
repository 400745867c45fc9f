import { expect, test } from 'vitest';
import { copyForms } from '../../../src/encoder/remux/copy-forms.js';

const formats = (kind: 'video' | 'audio', codec: string) =>
  copyForms({ kind, codec }, false).map(({ format, isDecoded }) =>
    isDecoded ? `decoded ${format}` : format,
  );

test('a stream is decoded only where no container holds it as it is', () => {
  expect(formats('video', 'h264')).toEqual(['mp4', 'mov', 'matroska', 'decoded matroska']);
  expect(formats('audio', 'aac')).toEqual(['mp4', 'decoded mp4']);
  expect(formats('audio', 'pcm_s24le')).toEqual(['mov', 'decoded mp4']);
  expect(formats('audio', 'pcm_dvd')).toEqual(['decoded mp4']);
  expect(formats('video', 'vp8')).toEqual(['matroska', 'decoded matroska']);
});

test('packed B-frames are unpacked', () => {
  const [form] = copyForms({ kind: 'video', codec: 'mpeg4' }, true);
  expect(form!.codec).toContain('mpeg4_unpack_bframes');
  expect(formats('video', 'mpeg4')).toEqual(['mp4', 'mov', 'matroska', 'decoded matroska']);
});
