/** The claim `overlays` of tokens: marks as an issuer writes them, and what becomes of them. */
import { z } from 'zod';
import {
  drawableText,
  MARK_IMAGE_NAME,
  MARK_PLACES,
  MARK_SIZES,
  MAX_MARKS,
  type Mark,
  MIN_MARK_OPACITY,
} from './mark.js';

/** Before claims are put in: a name in braces is longer than what stands for it. */
const MAX_TEMPLATE = 512;
const MAX_SEED = 64;
const SECONDS = { min: 1, max: 86_400 } as const;
/** A frame of slow video lasts as long. */
const SHORTEST_SHOWN = 0.5;

const seconds = z.number().min(SECONDS.min).max(SECONDS.max);

/** One overlay. Times are in seconds. Without `every` and `for` it is always shown. */
export const overlaySchema = z
  .strictObject({
    text: z.string().min(1).max(MAX_TEMPLATE).optional(),
    image: z.string().regex(MARK_IMAGE_NAME).optional(),
    place: z.enum(MARK_PLACES).optional(),
    size: z.number().min(MARK_SIZES.min).max(MARK_SIZES.max).optional(),
    opacity: z.number().min(MIN_MARK_OPACITY).max(1).optional(),
    every: seconds.optional(),
    for: z.number().min(SHORTEST_SHOWN).max(SECONDS.max).optional(),
    from: z.number().min(0).max(SECONDS.max).optional(),
    move: seconds.optional(),
    seed: z.string().min(1).max(MAX_SEED).optional(),
  })
  .refine(({ text, image }) => (text === undefined) !== (image === undefined), {
    error: 'a mark is a text or an image',
  })
  .refine((overlay) => (overlay.every === undefined) === (overlay.for === undefined), {
    error: 'every and for belong together',
  })
  .refine(({ every = 0, for: length = 0 }) => every === 0 || length < every, {
    error: 'for must be shorter than every; leave both out for a mark that is always shown',
  })
  .refine(({ every, from }) => from === undefined || (every !== undefined && from < every), {
    error: 'from must be less than every',
  })
  .refine(({ place, move }) => place === undefined || move === undefined, {
    error: 'a mark has a place, or moves',
  })
  .refine(({ seed, move }) => seed === undefined || move !== undefined, {
    error: 'seed is for a mark that moves',
  });

export const overlaysSchema = z.array(overlaySchema).min(1).max(MAX_MARKS);

export type Overlay = z.output<typeof overlaySchema>;
type Claims = Readonly<Record<string, unknown>>;

/** The name of a claim, in the place of which a text has its value. */
const PLACEHOLDER = /\{([A-Za-z_][\w-]{0,63})\}/g;

/** Says which overlay no mark can be made of, and why. */
export class OverlayProblem extends Error {}

/**
 * The marks of overlays.
 * @param claims all those of the token.
 * @throws OverlayProblem where a text names a claim that the token does not have, and where nothing of it would be seen.
 */
export function marksOf(overlays: readonly Overlay[], claims: Claims): readonly Mark[] {
  return overlays.map((overlay, i) => markOf(overlay, claims, `overlays.${i}.text`));
}

/** The claims that texts name, each once. */
export function claimsNamedIn(overlays: readonly Overlay[]): readonly string[] {
  const names = overlays.flatMap(({ text = '' }) =>
    [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}

function markOf(overlay: Overlay, claims: Claims, name: string): Mark {
  const { size = MARK_SIZES.usual, opacity = 0.6, place = 'bottom-right', every, from = 0, move } = overlay;
  const { image } = overlay;
  const drawn = image === undefined ? { text: textOf(overlay, claims, name) } : { image: { name: image } };
  const seed = overlay.seed ?? drawn.text ?? image ?? '';
  return {
    ...drawn,
    ...(move === undefined ? { place } : { moves: { every: milliseconds(move), seed } }),
    size,
    opacity,
    ...(every !== undefined && {
      shown: {
        every: milliseconds(every),
        for: milliseconds(overlay.for ?? every),
        from: milliseconds(from),
      },
    }),
  };
}

function textOf(overlay: Overlay, claims: Claims, name: string): string {
  const text = drawableText(filledIn(overlay.text ?? '', claims, name));
  if (text !== undefined) return text;
  throw new OverlayProblem(`${name}: it must have a letter or a digit, and at most 128 characters`);
}

function filledIn(template: string, claims: Claims, name: string): string {
  return template.replaceAll(PLACEHOLDER, (_, claim: string) => {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw new OverlayProblem(`${name}: the token has no claim ${claim} that is text or a number`);
  });
}

function milliseconds(inSeconds: number): number {
  return Math.round(inSeconds * 1000);
}
