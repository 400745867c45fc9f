/** The characters of CEA-608 (ANSI/CTA-608 6.4.2). */

/** Codes of the basic set that are not those of ASCII. */
const BASIC: Readonly<Record<number, string>> = {
  ...{ 42: 'á', 92: 'é', 94: 'í', 95: 'ó', 96: 'ú' },
  ...{ 123: 'ç', 124: '÷', 125: 'Ñ', 126: 'ñ', 127: '█' },
};

/** Second bytes 0x30 to 0x3f behind 0x11; the tenth is a space that shows what is behind it. */
const SPECIAL = [...'®°½¿™¢£♪à èâêîôû'];

/** Second bytes 0x20 to 0x3f behind 0x12: Spanish and French; behind 0x13: Portuguese, German and Danish. */
const EXTENDED = [[..."ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»"], [...'ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘']];

/** @param code from 0x20 on. */
export function basicCharacter(code: number): string {
  return BASIC[code] ?? String.fromCharCode(code);
}

/** @param code 0x30 to 0x3f. */
export function specialCharacter(code: number): string {
  return SPECIAL[code - 0x30] ?? ' ';
}

/** @param set 0x12 or 0x13. @param code 0x20 to 0x3f. */
export function extendedCharacter(set: number, code: number): string {
  return EXTENDED[set - 0x12]?.[code - 0x20] ?? ' ';
}
