/** The formats of images: by what extension they are asked for, and as what they are sent. How each is encoded is the encoder's. */

interface FormatFacts {
  /** Media type (IANA). */
  readonly contentType: string;
  /** Whether frames, posters and sheets are made in it. */
  readonly isStill: boolean;
  /** Whether previews, which move, are made in it. */
  readonly isAnimated: boolean;
}

/** By the extension of their files. In the order of preference where a client accepts several alike. */
export const imageFormats = {
  jpg: { contentType: 'image/jpeg', isStill: true, isAnimated: false },
  avif: { contentType: 'image/avif', isStill: true, isAnimated: false },
  webp: { contentType: 'image/webp', isStill: true, isAnimated: true },
  gif: { contentType: 'image/gif', isStill: false, isAnimated: true },
} as const satisfies Readonly<Record<string, FormatFacts>>;

type Table = typeof imageFormats;

export type ImageFormat = keyof Table;
export type StillFormat = { [F in ImageFormat]: Table[F]['isStill'] extends true ? F : never }[ImageFormat];
export type AnimatedFormat = {
  [F in ImageFormat]: Table[F]['isAnimated'] extends true ? F : never;
}[ImageFormat];

const all = Object.keys(imageFormats) as ImageFormat[];

/** In the order of the table, as the lists below. */
export const imageFormatNames: readonly ImageFormat[] = all;
export const stillFormatNames = all.filter(isStillFormat);
export const animatedFormatNames = all.filter(isAnimatedFormat);

export function isStillFormat(format: ImageFormat): format is StillFormat {
  return imageFormats[format].isStill;
}

export function isAnimatedFormat(format: ImageFormat): format is AnimatedFormat {
  return imageFormats[format].isAnimated;
}
