/** WebVTT 6.3: the settings of a cue, after its times. What is not as the standard says is as if it were not there. */
import type { CueSettings, LineAlign, PositionAlign, TextAlign } from '../cue.js';

/** All settings of a cue are a tenth of it. */
const MAX_CHARACTERS = 1024;
const PERCENT = /^(\d{1,9}(?:\.\d{1,9})?)%$/;
const LINE_NUMBER = /^(-?\d{1,9}(?:\.\d{1,9})?)$/;

type Setting = (value: string) => Partial<CueSettings>;

const SETTINGS: Readonly<Record<string, Setting>> = {
  vertical: (value) => (value === 'rl' || value === 'lr' ? { vertical: value } : {}),
  line: readLine,
  position: readPosition,
  size: (value) => optional('size', percent(value)),
  align: (value) => optional('align', oneOf<TextAlign>(value, ['start', 'center', 'end', 'left', 'right'])),
  region: (value) => ({ region: value }),
};

/** @param text what follows the times, such as `line:0 align:start`. @returns undefined if nothing is set. */
export function readSettings(text: string): CueSettings | undefined {
  let settings: CueSettings = {};
  for (const word of text.slice(0, MAX_CHARACTERS).split(/[ \t]+/)) {
    const [, name = '', value = ''] = /^([a-z]+):(.+)$/.exec(word) ?? [];
    if (Object.hasOwn(SETTINGS, name)) settings = { ...settings, ...SETTINGS[name]!(value) };
  }
  const shown = withoutRegionWhereLost(settings);
  return Object.keys(shown).length > 0 ? shown : undefined;
}

/** A cue with a line, a size or a direction is not part of a region (WebVTT 6.3, last steps). */
function withoutRegionWhereLost(settings: CueSettings): CueSettings {
  const { region, ...others } = settings;
  const isLost = others.line !== undefined || others.vertical !== undefined || (others.size ?? 100) !== 100;
  return isLost || region === undefined ? others : settings;
}

function readLine(text: string): Partial<CueSettings> {
  const [value = '', align] = text.split(',', 2);
  const lineAlign = align === undefined ? undefined : oneOf<LineAlign>(align, ['start', 'center', 'end']);
  if (align !== undefined && lineAlign === undefined) return {};
  const inPercent = percent(value);
  const inLines = LINE_NUMBER.exec(value)?.[1];
  if (inPercent === undefined && inLines === undefined) return {};
  const place =
    inPercent === undefined
      ? ({ value: rounded(Number(inLines)), unit: 'lines' } as const)
      : ({ value: inPercent, unit: 'percent' } as const);
  return { line: { ...place, ...(lineAlign && { align: lineAlign }) } };
}

function readPosition(text: string): Partial<CueSettings> {
  const [value = '', align] = text.split(',', 2);
  const known =
    align === undefined ? undefined : oneOf<PositionAlign>(align, ['line-left', 'center', 'line-right']);
  const place = percent(value);
  if (place === undefined || (align !== undefined && known === undefined)) return {};
  return { position: { percent: place, ...(known && { align: known }) } };
}

function percent(value: string): number | undefined {
  const match = PERCENT.exec(value);
  const number = match ? Number(match[1]) : Number.NaN;
  return number <= 100 ? rounded(number) : undefined;
}

/** So that it is written without an exponent; no screen has a thousandth of a percent. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function oneOf<T extends string>(value: string, allowed: readonly T[]): T | undefined {
  return allowed.find((word) => word === value);
}

function optional<K extends keyof CueSettings>(
  name: K,
  value: CueSettings[K] | undefined,
): Partial<CueSettings> {
  return value === undefined ? {} : ({ [name]: value } as Partial<CueSettings>);
}
