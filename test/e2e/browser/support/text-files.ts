/** Files of text for a film of twelve seconds in segments of two, and the cues that a player shows of each. */

/** In ms; the text without markup. */
export interface ShownCue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const cue = (start: number, end: number, text: string): ShownCue => ({ start, end, text });

/** As SubRip writes a time in ms. */
function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 23).replace('.', ',');
}

/** By language. */
export const CUES: Readonly<Record<string, readonly ShownCue[]>> = {
  de: [
    cue(0, 1001, 'Grüße aus Köln & <Bonn>'),
    cue(1500, 4750, 'Über das Ende\nzweier Abschnitte'),
    cue(2250, 3000, 'Zugleich, und länger war der andere'),
    cue(11_000, 11_999, 'Ende 👋🏽'),
  ],
  ar: [cue(500, 2000, 'مرحبا بالعالم'), cue(6000, 7999, 'ثلاثة & أربعة')],
  'zh-Hant': [cue(333, 1666, '你好，世界'), cue(5999, 6001, '第二句')],
  en: [cue(900, 1700, 'Anna: Hello there'), cue(8100, 9200, 'It is 5 < 6 and 7 > 6')],
  // An empty file.
  it: [],
  // Broken: what can be read of it is shown.
  hr: [
    cue(500, 1500, 'Prvi: žuti čaj'),
    cue(4500, 5500, 'À la fenêtre, l’été déjà\nOù êtes-vous ?'),
    cue(4800, 6100, 'Treći, preko'),
  ],
  // Of twenty thousand cues, those of the film.
  sv: Array.from({ length: 60 }, (_, i) => cue(200 * i, 200 * i + 150, `Rad ${i} å & ö`)),
  fr: [cue(700, 2700, 'À la fenêtre, l’été déjà'), cue(3000, 3900, 'Où êtes-vous ?')],
};

export const TEXT_FILES: Readonly<Record<string, string | Uint8Array>> = {
  'de.srt': `1
00:00:00,000 --> 00:00:01,001
Grüße aus <i>Köln</i> & <Bonn>

2
00:00:01,500 --> 00:00:04,750
Über das Ende
zweier Abschnitte

3
00:00:02,250 --> 00:00:03,000
Zugleich, und länger war der andere

4
00:00:11,000 --> 00:00:11,999
Ende 👋🏽
`,
  'ar.vtt': `WEBVTT

00:00.500 --> 00:02.000 align:start
مرحبا بالعالم

00:06.000 --> 00:07.999
ثلاثة &amp; أربعة
`,
  // With a byte order mark, in UTF-16.
  'zh-Hant.srt': Buffer.from(
    '\ufeff1\r\n00:00:00,333 --> 00:00:01,666\r\n你好，世界\r\n\r\n2\r\n00:00:05,999 --> 00:00:06,001\r\n第二句\r\n',
    'utf16le',
  ),
  'en.ass': `[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.90,0:00:01.70,Default,Anna,0,0,0,,{\\an8}Anna: {\\i1}Hello{\\i0} there
Dialogue: 0,0:00:08.10,0:00:09.20,Default,,0,0,0,,It is 5 < 6 and 7 > 6
`,
  'it.srt': '',
  // Times that are none or end before they begin, and lines in two character sets.
  'hr.srt': Buffer.concat([
    Buffer.from(
      '1\n00:00:00,500 --> 00:00:01,500\nPrvi: žuti čaj\n\n2\n00:00:02,500 --> 00:00:02,000\nNatrag\n\n',
    ),
    Buffer.from('garbage\n\n3\n00:00:xx,000 --> 00:00:03,000\nNikad\n\n4\n00:00:04,500 --> 00:00:05,500\n'),
    Buffer.from('\xc0 la fen\xeatre, l\x92\xe9t\xe9 d\xe9j\xe0\nO\xf9 \xeates-vous ?\n\n', 'latin1'),
    Buffer.from('5\n00:00:04,800 --> 00:00:06,100\nTreći, preko\n'),
  ]),
  'sv.srt': Array.from(
    { length: 20_000 },
    (_, i) => `${timeOf(200 * i)} --> ${timeOf(200 * i + 150)}\nRad ${i} å & ö\n`,
  ).join('\n'),
  // In Windows-1252.
  'fr.srt': Buffer.from(
    '1\n00:00:00,700 --> 00:00:02,700\n\xc0 la fen\xeatre, l\x92\xe9t\xe9 d\xe9j\xe0\n\n2\n00:00:03,000 --> 00:00:03,900\nO\xf9 \xeates-vous ?\n',
    'latin1',
  ),
};

/** Text within masters, as `SubRip`, from which ffmpeg makes other kinds. */
export const EMBEDDED_TEXT =
  '1\n00:00:00,750 --> 00:00:01,999\nDrinnen & <i>über</i> das\n\n2\n00:00:03,501 --> 00:00:06,250\nEnde 你好 👋\n';
/** The cues that a player shows of it. */
export const EMBEDDED_CUES: readonly ShownCue[] = [
  cue(750, 1999, 'Drinnen & über das'),
  cue(3501, 6250, 'Ende 你好 👋'),
];
