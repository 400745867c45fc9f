import { describe, expect, it } from 'vitest';
import { quoted, uriText } from '../../../src/packager/hls/playlist-text.js';

describe('untrusted text in a playlist', () => {
  it.each([
    ['Director’s cut', '"Director’s cut"'],
    ['a "quoted" name', `"a 'quoted' name"`],
    ['two\r\nlines', '"two lines"'],
  ])('%j is a quoted string', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  it.each(['{$x}', '{{$x}}', '{"{$x}', '{\n{$x}', '{$x}{$y}', '{$', '{$$x}'])(
    '%j refers to no variable',
    (text) => {
      expect(quoted(text)).not.toContain('{$');
      expect(uriText(text)).not.toContain('{$');
    },
  );

  it('has braces and dollars where they refer to nothing', () => {
    expect([quoted('{x} $5 $y{z}'), uriText('a{b}?c=$d')]).toEqual(['"{x} $5 $y{z}"', 'a{b}?c=$d']);
  });

  it('has the brace of a reference percent-encoded in a URI', () => {
    expect(uriText('a/{$x}.m4s')).toBe('a/%7B$x}.m4s');
  });
});
