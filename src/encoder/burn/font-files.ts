/** Fonts, which a master may bring as attachments: whatever it says of them, their bytes decide. */
import type { ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';

/** Fonts of Chinese have up to 20 MB. */
const MAX_FONT_BYTES = 32 * 1024 * 1024;
/** Of all fonts of a master: each segment with text has to read them. */
const MAX_FONTS_BYTES = 64 * 1024 * 1024;
const MAX_FONTS = 64;

/** The first four bytes of TrueType, of OpenType, of TrueType by Apple, and of collections (ISO/IEC 14496-22 4.5). */
const SIGNATURES = new Map([
  [0x00010000, 'ttf'],
  [0x4f54544f, 'otf'],
  [0x74727565, 'ttf'],
  [0x74746366, 'ttc'],
] as const);
const SIGNATURE_BYTES = 4;

export interface FontFile {
  readonly bytes: Uint8Array;
  readonly extension: 'ttf' | 'otf' | 'ttc';
}

/** The font that bytes are, by what they begin with; undefined for anything else. */
export function fontFile(bytes: Uint8Array): FontFile | undefined {
  if (bytes.byteLength < SIGNATURE_BYTES) return undefined;
  const signature = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const extension = (SIGNATURES as ReadonlyMap<number, FontFile['extension']>).get(signature);
  return extension && { bytes, extension };
}

/** How fonts are named, and their media types (RFC 8081, and `application/x-truetype-font`). */
const FONT_NAME = /\.(?:ttf|otf|ttc)$/i;
const FONT_TYPE = /^font\/|truetype|opentype/i;

interface AttachedFonts {
  /** In the order of the attachments. */
  readonly fonts: readonly FontFile[];
  /** Whether any that is called a font is not used. */
  readonly areIncomplete: boolean;
}

/** Reads the attachments that are fonts, as far as their sizes allow. @throws what `read` throws. */
export async function readFonts(
  attachments: readonly Attachment[],
  source: ByteSource,
): Promise<AttachedFonts> {
  const fonts: FontFile[] = [];
  let areIncomplete = false;
  let left = MAX_FONTS_BYTES;
  for (const attachment of attachments) {
    const isAllowed = attachment.size <= Math.min(MAX_FONT_BYTES, left) && fonts.length < MAX_FONTS;
    const font = isAllowed ? await readFont(attachment, source) : undefined;
    if (font) {
      fonts.push(font);
      left -= attachment.size;
    } else areIncomplete ||= isCalledFont(attachment);
  }
  return { fonts, areIncomplete };
}

async function readFont({ offset, size }: Attachment, source: ByteSource): Promise<FontFile | undefined> {
  if (!fontFile(await source.read(offset, Math.min(size, SIGNATURE_BYTES)))) return undefined;
  return fontFile(await source.read(offset, size));
}

function isCalledFont({ name, mediaType }: Attachment): boolean {
  return FONT_NAME.test(name) || FONT_TYPE.test(mediaType);
}
