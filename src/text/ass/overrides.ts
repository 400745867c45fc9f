/** The overrides of ASS: `{\tag…}` in the text of an event. */
import { keyOfSsa } from './script.js';

/** What is kept of them; all others change how a text looks or moves in ways that WebVTT does not have. */
export type Override =
  | { readonly kind: 'italic' | 'bold' | 'underline'; readonly on: boolean | undefined }
  | { readonly kind: 'place'; readonly key: number }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  | { readonly kind: 'drawing'; readonly on: boolean }
  | { readonly kind: 'reset'; readonly style: string }
  | { readonly kind: 'dropped' };

const NUMBER = String.raw`\s*(-?\d{1,7}(?:\.\d{1,9})?)\s*`;
const POINT = new RegExp(String.raw`^(pos|move)\(${NUMBER},${NUMBER}[,)]`);
const FACES = { i: 'italic', b: 'bold', u: 'underline' } as const;

/** @param group between the braces; what stands before the first backslash is a comment. */
export function readOverrides(group: string): readonly Override[] {
  return withoutNested(group).split('\\').slice(1).map(readOverride);
}

/** Transformations hold overrides of their own, which are dropped with them. */
function withoutNested(group: string): string {
  return group.replace(/\\t\s*\([^)]*(?:\([^)]*\)[^)]*)?\)?/g, '\\t');
}

function readOverride(written: string): Override {
  const tag = written.trim();
  const [, face, value] = /^([ibu])(\d{0,3})$/.exec(tag) ?? [];
  // A weight of 100 to 900 may stand for 1; nothing for what the style has.
  if (face)
    return { kind: FACES[face as keyof typeof FACES], on: value ? isOn(face, Number(value)) : undefined };
  const [, alignment, key] = /^(an?)(\d{1,2})$/.exec(tag) ?? [];
  if (alignment) return { kind: 'place', key: alignment === 'an' ? Number(key) : keyOfSsa(Number(key)) };
  const [, how, x, y] = POINT.exec(tag) ?? [];
  if (how) return { kind: 'point', x: Number(x), y: Number(y) };
  const [, drawing] = /^p(\d{1,2})$/.exec(tag) ?? [];
  if (drawing) return { kind: 'drawing', on: Number(drawing) > 0 };
  return tag.startsWith('r') ? { kind: 'reset', style: tag.slice(1) } : { kind: 'dropped' };
}

function isOn(face: string, value: number): boolean {
  return face === 'b' && value > 1 ? value >= 600 : value !== 0;
}
