/** Fonts for text whose own the master does not bring: a fixed list, as far as they are installed. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type FontFile, fontFile } from './font-files.js';

/** In the order of preference, by the packages that have them in Debian. The first is installed with ffmpeg. */
export const FONTS_BY_PACKAGE = {
  'fonts-dejavu-core': ['truetype/dejavu/DejaVuSans.ttf', 'truetype/dejavu/DejaVuSans-Bold.ttf'],
  'fonts-noto-core': [
    'truetype/noto/NotoSansArabic-Regular.ttf',
    'truetype/noto/NotoSansHebrew-Regular.ttf',
    'truetype/noto/NotoSansDevanagari-Regular.ttf',
    'truetype/noto/NotoSansThai-Regular.ttf',
  ],
  'fonts-noto-cjk': ['opentype/noto/NotoSansCJK-Regular.ttc'],
} as const;

const FONTS = Object.values(FONTS_BY_PACKAGE)
  .flat()
  .map((file) => `/usr/share/fonts/${file}`);

/** The id where no font is installed: then only text whose font the master brings can be drawn. */
export const NO_FONTS = 'none';

export interface StandInFonts {
  /** Twelve hexadecimal digits that depend on every byte of the fonts; `NO_FONTS` without any. */
  readonly id: string;
  /** In memory, so that they stay what the id says when the system is updated. */
  readonly files: readonly FontFile[];
}

/** Reads the fonts that are installed. Never rejects: without any, text is drawn with those that the master brings. */
export async function readStandInFonts(paths: readonly string[] = FONTS): Promise<StandInFonts> {
  const hash = createHash('sha256');
  const files: FontFile[] = [];
  for (const path of paths) {
    const font = fontFile(await readFile(path).catch(() => new Uint8Array()));
    if (!font) continue;
    files.push(font);
    hash.update(`${font.bytes.byteLength}\n`).update(font.bytes);
  }
  return { id: files.length === 0 ? NO_FONTS : hash.digest('hex').slice(0, 12), files };
}
