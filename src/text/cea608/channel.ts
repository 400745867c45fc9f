/** One channel of captions (ANSI/CTA-608 8): what its codes make of its two memories, as cues. */
import { placeSettings } from '../ass/place.js';
import type { Cue } from '../cue.js';
import { basicCharacter, extendedCharacter, specialCharacter } from './characters.js';
import { COLUMNS, ROWS, Screen, type Style } from './screen.js';

/** Second bytes of the miscellaneous control codes (table 52). */
const CODE = {
  resumeLoading: 0x20,
  backspace: 0x21,
  deleteToEnd: 0x24,
  rollUp2: 0x25,
  rollUp4: 0x27,
  resumeDirect: 0x29,
  textRestart: 0x2a,
  resumeText: 0x2b,
  eraseDisplayed: 0x2c,
  carriageReturn: 0x2d,
  eraseLoaded: 0x2e,
  endOfCaption: 0x2f,
} as const;

/** First bytes, of the first channel of field 1. */
const [MID_ROW, EXTENDED, LAST_EXTENDED, MISCELLANEOUS, OF_FIELD_2, TABS] = [
  0x11, 0x12, 0x13, 0x14, 0x15, 0x17,
];
const FIRST_PREAMBLE = 0x40;
/** The first row of the two of a preamble, from 0, by the lower bits of its first byte (table 53). */
const PREAMBLE_ROWS = [10, 0, 2, 11, 13, 4, 6, 8];
const NEXT_ROW = 0x20;
/** By the number of an attribute; after these, italics. */
const COLOURS = [undefined, 'lime', 'blue', 'cyan', 'red', 'yellow', 'magenta'];
const [ITALIC, FIRST_INDENT, INDENT] = [7, 8, 4];
/** Captions that end above this row are meant for the top of the picture. */
const MIDDLE_ROW = 7;

type Mode = 'pop-on' | 'roll-up' | 'paint-on' | 'text';

export class CaptionChannel {
  readonly #add: (cue: Cue) => void;
  #mode: Mode = 'pop-on';
  #displayed = new Screen();
  #loaded = new Screen();
  #row = ROWS - 1;
  #column = 0;
  #rolled = 2;
  #style: Style = {};
  /** Since when the displayed memory has what it has; undefined while it has nothing. */
  #since: number | undefined;

  constructor(add: (cue: Cue) => void) {
    this.#add = add;
  }

  /** Two bytes of text. */
  characters(first: number, second: number, time: number): void {
    for (const code of [first, second]) if (code >= 0x20) this.#write(basicCharacter(code), time);
  }

  /** @param first as in the first channel of field 1. */
  control(first: number, second: number, time: number): void {
    if (second >= FIRST_PREAMBLE) this.#preamble(first, second);
    else if (first === MISCELLANEOUS || first === OF_FIELD_2) this.#command(second, time);
    else if (first === MID_ROW && second >= 0x30) this.#write(specialCharacter(second), time);
    else if (first === MID_ROW) this.#midRow(second, time);
    else if (first === EXTENDED || first === LAST_EXTENDED) {
      // For decoders that do not know it, what comes before is a character that looks alike.
      this.#column = Math.max(0, this.#column - 1);
      this.#write(extendedCharacter(first, second), time);
    } else if (first === TABS && second > 0x20 && second < 0x24)
      this.#column = Math.min(COLUMNS - 1, this.#column + second - 0x20);
  }

  /** Nothing more comes. */
  end(time: number): void {
    this.#show(time);
  }

  get #screen(): Screen {
    return this.#mode === 'pop-on' ? this.#loaded : this.#displayed;
  }

  #write(character: string, time: number): void {
    if (this.#mode === 'text') return;
    if (this.#mode !== 'pop-on') this.#since ??= time;
    // What is too much for a row takes the place of its last character.
    const column = Math.min(COLUMNS - 1, this.#column);
    this.#screen.set(this.#row, column, { character, style: this.#style });
    this.#column = column + 1;
  }

  #preamble(first: number, second: number): void {
    const row = PREAMBLE_ROWS[first & 7]! + (second & NEXT_ROW ? 1 : 0);
    if (this.#mode === 'roll-up' && row !== this.#row) this.#displayed.moveTo(this.#row, row, this.#rolled);
    this.#row = row;
    const attribute = (second >> 1) & 0x0f;
    this.#column = attribute >= FIRST_INDENT ? (attribute - FIRST_INDENT) * INDENT : 0;
    this.#style = styleOf(attribute, second);
  }

  #midRow(second: number, time: number): void {
    const attribute = (second >> 1) & 7;
    // Italics keep the colour that there was.
    const colour = attribute === ITALIC ? this.#style.colour : undefined;
    this.#style = { ...styleOf(attribute, second), ...(colour && { colour }) };
    this.#write(' ', time);
  }

  #command(code: number, time: number): void {
    if (code === CODE.resumeLoading) this.#mode = 'pop-on';
    else if (code === CODE.resumeDirect) this.#mode = 'paint-on';
    else if (code >= CODE.rollUp2 && code <= CODE.rollUp4) this.#beginRollUp(code, time);
    else if (code === CODE.textRestart || code === CODE.resumeText) this.#mode = 'text';
    else if (code === CODE.eraseDisplayed) {
      this.#show(time);
      this.#displayed.clear();
    } else if (code === CODE.eraseLoaded) this.#loaded.clear();
    else if (code === CODE.endOfCaption) this.#flip(time);
    else if (code === CODE.carriageReturn) this.#carriageReturn(time);
    else if (code === CODE.backspace) {
      this.#column = Math.max(0, this.#column - 1);
      this.#screen.clearRow(this.#row, this.#column);
    } else if (code === CODE.deleteToEnd) this.#screen.clearRow(this.#row, this.#column);
  }

  #beginRollUp(code: number, time: number): void {
    if (this.#mode !== 'roll-up') {
      this.#show(time);
      this.#displayed.clear();
      this.#loaded.clear();
      [this.#row, this.#column] = [ROWS - 1, 0];
    }
    [this.#mode, this.#rolled] = ['roll-up', code - CODE.rollUp2 + 2];
  }

  #carriageReturn(time: number): void {
    if (this.#mode !== 'roll-up') return;
    this.#show(time);
    this.#displayed.rollUp(this.#row, this.#rolled);
    this.#column = 0;
    this.#since = time;
  }

  #flip(time: number): void {
    this.#show(time);
    [this.#displayed, this.#loaded] = [this.#loaded, this.#displayed];
    this.#mode = 'pop-on';
    this.#since = time;
  }

  /** Adds what was displayed up to a time. */
  #show(time: number): void {
    const [start, text] = [this.#since, this.#displayed.text];
    this.#since = undefined;
    if (start === undefined || !text || time <= start) return;
    const { payload, lastRow, lines } = text;
    const settings = lastRow < MIDDLE_ROW ? placeSettings({ key: 8, lines }) : undefined;
    this.#add({ start, end: time, ...(settings && { settings }), payload });
  }
}

function styleOf(attribute: number, second: number): Style {
  const colour = COLOURS[attribute];
  return {
    ...(colour && { colour }),
    ...(attribute === ITALIC && { isItalic: true }),
    ...((second & 1) === 1 && { isUnderlined: true }),
  };
}
