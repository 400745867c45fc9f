/** The head of an ASS or SSA script: its styles, and the size that its positions are counted in. */

interface AssStyle {
  readonly italic: boolean;
  readonly bold: boolean;
  readonly underline: boolean;
  /** As `\an`. */
  readonly key: number;
}

export interface AssScript {
  /** Of the picture, in the script's own units. */
  readonly width: number;
  readonly height: number;
  /** By name. */
  readonly styles: ReadonlyMap<string, AssStyle>;
  /** The names of the fields of an event, in lower case. */
  readonly eventFields: readonly string[];
  /** Whether `\n` breaks a line (WrapStyle 2). */
  readonly breaksSoftly: boolean;
}

export const PLAIN_STYLE: AssStyle = { italic: false, bold: false, underline: false, key: 2 };
/** More come from no program that writes subtitles. */
const MAX_STYLES = 2000;
/** What libass takes where a script says nothing. */
const [DEFAULT_WIDTH, DEFAULT_HEIGHT] = [384, 288];
/** What is asked of the script's information; a script may have any other. */
const INFO_NAMES: ReadonlySet<string> = new Set(['playresx', 'playresy', 'wrapstyle']);
const STYLE_FIELDS =
  'name,fontname,fontsize,primarycolour,secondarycolour,outlinecolour,backcolour,bold,italic,underline,strikeout,scalex,scaley,spacing,angle,borderstyle,outline,shadow,alignment,marginl,marginr,marginv,encoding';
const EVENT_FIELDS = 'layer,start,end,style,name,marginl,marginr,marginv,effect,text';

/** Reads all that stands before the events. Never fails: what is missing has the defaults of libass. */
export function readScript(lines: readonly string[]): AssScript {
  const reading = new ScriptReading();
  for (const line of lines) reading.read(line);
  return reading.script;
}

class ScriptReading {
  readonly #info = new Map<string, string>();
  readonly #styles = new Map<string, AssStyle>();
  #section = '';
  #styleFields = STYLE_FIELDS.split(',');
  #eventFields = EVENT_FIELDS.split(',');

  read(line: string): void {
    const [, section] = /^\s*\[([^\]]{1,64})\]/.exec(line) ?? [];
    if (section !== undefined) this.#section = section.toLowerCase();
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim();
    if (!/^[A-Za-z][\w ]{0,32}$/.test(name)) return;
    const value = line.slice(colon + 1);
    if (this.#section === 'script info') this.#keepInfo(name.toLowerCase(), value.trim());
    else if (this.#section.endsWith('styles')) this.#readStyle(name, value);
    else if (this.#section === 'events' && name === 'Format') this.#eventFields = fieldNames(value);
  }

  #keepInfo(name: string, value: string): void {
    if (INFO_NAMES.has(name)) this.#info.set(name, value);
  }

  #readStyle(name: string, value: string): void {
    if (name === 'Format') this.#styleFields = fieldNames(value);
    if (name !== 'Style' || this.#styles.size >= MAX_STYLES) return;
    const fields = fieldsOf(value, this.#styleFields);
    const key = Number(fields.get('alignment') ?? 2);
    this.#styles.set(styleName(fields.get('name') ?? ''), {
      italic: isSet(fields.get('italic')),
      bold: isSet(fields.get('bold')),
      underline: isSet(fields.get('underline')),
      // SSA counts otherwise than ASS.
      key: this.#section.includes('+') ? key : keyOfSsa(key),
    });
  }

  get script(): AssScript {
    const width = positive(this.#info.get('playresx'));
    const height = positive(this.#info.get('playresy'));
    return {
      width: width ?? (height === undefined ? DEFAULT_WIDTH : (height * 4) / 3),
      height: height ?? (width === undefined ? DEFAULT_HEIGHT : (width * 3) / 4),
      styles: this.#styles,
      eventFields: this.#eventFields,
      breaksSoftly: this.#info.get('wrapstyle') === '2',
    };
  }
}

/** Of an event too, which names a style with an asterisk where it is not the default. */
export function styleName(name: string): string {
  return name.trim().replace(/^\*/, '');
}

function fieldNames(format: string): string[] {
  return format.split(',', 64).map((name) => name.trim().toLowerCase());
}

/** The values of a line by their fields; the last takes what is left, commas and all. */
export function fieldsOf(line: string, names: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  for (const [i, name] of names.entries()) {
    const comma = i === names.length - 1 ? -1 : line.indexOf(',', at);
    const end = comma === -1 ? line.length : comma;
    fields.set(name, name === 'text' ? line.slice(at, end) : line.slice(at, end).trim());
    if (comma === -1) break;
    at = comma + 1;
  }
  return fields;
}

/** SSA: 1 to 3 at the bottom, with 4 at the top, with 8 in the middle. Also of `\a`. */
export function keyOfSsa(alignment: number): number {
  const column = alignment & 3;
  if (column === 0) return 2;
  if (alignment & 4) return column + 6;
  return alignment & 8 ? column + 3 : column;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && Number(value) !== 0 && !Number.isNaN(Number(value));
}

function positive(value: string | undefined): number | undefined {
  const number = Number(value);
  return number > 0 && number <= 100_000 ? number : undefined;
}
