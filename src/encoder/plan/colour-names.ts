/** ffmpeg's names of the code points of ISO/IEC 23091-2; `unknown` for those without a name. */
import type { Colour } from '../../tracks/index.js';

const PRIMARIES: Readonly<Record<number, string>> = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'film',
  9: 'bt2020',
  10: 'smpte428',
  11: 'smpte431',
  12: 'smpte432',
};

const TRANSFERS: Readonly<Record<number, string>> = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'linear',
  9: 'log100',
  10: 'log316',
  11: 'iec61966-2-4',
  12: 'bt1361e',
  13: 'iec61966-2-1',
  14: 'bt2020-10',
  15: 'bt2020-12',
  16: 'smpte2084',
  17: 'smpte428',
  18: 'arib-std-b67',
};

const MATRICES: Readonly<Record<number, string>> = {
  0: 'gbr',
  1: 'bt709',
  4: 'fcc',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'ycgco',
  9: 'bt2020nc',
  10: 'bt2020c',
};

export const primariesName = (code: number): string => PRIMARIES[code] ?? 'unknown';
export const transferName = (code: number): string => TRANSFERS[code] ?? 'unknown';
export const matrixName = (code: number): string => MATRICES[code] ?? 'unknown';

export const primariesCode = (name: string): number => codeOf(PRIMARIES, name);
export const transferCode = (name: string): number => codeOf(TRANSFERS, name);
export const matrixCode = (name: string): number => codeOf(MATRICES, name);

/** 2 (unspecified) for names that are not in the table. */
function codeOf(table: Readonly<Record<number, string>>, name: string): number {
  return Number(Object.entries(table).find(([, known]) => known === name)?.[0] ?? 2);
}

/** PQ (SMPTE ST 2084) or HLG (ARIB STD-B67). */
export function isHdr(colour: Colour): boolean {
  return colour.transfer === 16 || colour.transfer === 18;
}
