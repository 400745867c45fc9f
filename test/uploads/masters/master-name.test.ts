import { describe, expect, it } from 'vitest';
import { assetOfName, masterName } from '../../../src/uploads/masters/master-name.js';

describe('the name of a new master', () => {
  it.each([
    ['films/trailer', {}, undefined],
    ['films/trailer', { fileName: 'IMG_1.MOV' }, 'films/trailer.mov'],
    ['films/trailer.mp4', { fileName: 'x.mkv' }, 'films/trailer.mp4'],
    ['films/trailer.MP4', {}, 'films/trailer.mp4'],
    ['films/trailer', { contentType: 'video/x-matroska' }, 'films/trailer.mkv'],
    ['films/trailer', { fileName: 'x.exe', contentType: 'text/plain' }, undefined],
    ['version 1.2', { contentType: 'video/mp4' }, 'version 1.2.mp4'],
    ['Cafe\u0301.mp4', {}, 'Caf\u00e9.mp4'],
  ])('of %s with %o is %s', (name, hints, file) => {
    if (file === undefined) {
      const wrong = expect.objectContaining({ code: 'media_type_unknown' });
      expect(() => masterName(name, hints)).toThrow(wrong);
    } else expect(masterName(name, hints).file).toBe(file);
  });

  it('says what the asset is called that plays it', () => {
    expect(assetOfName('films/trailer.mp4')).toBe('films/trailer');
    expect(assetOfName('films/version 1.2')).toBe('films/version 1.2');
  });

  it.each(['../x.mp4', '.mp4', 'a/.mp4', 'a\\b.mp4', 'a\0.mp4', '-', `${'x'.repeat(253)}.mp4`])(
    'is never %j',
    (name) => {
      const wrong = expect.objectContaining({ code: 'asset_name_invalid' });
      expect(() => masterName(name, { contentType: 'video/mp4' })).toThrow(wrong);
    },
  );
});
