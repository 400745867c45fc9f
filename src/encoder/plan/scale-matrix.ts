/** The scale filter's names of matrix coefficients (ISO/IEC 23091-2 8.3); undefined for those it does not know. */
export function scaleMatrix(matrix: number): string | undefined {
  return { 1: 'bt709', 4: 'fcc', 5: 'bt470', 6: 'smpte170m', 7: 'smpte240m', 9: 'bt2020' }[matrix];
}
