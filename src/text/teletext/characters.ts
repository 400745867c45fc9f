/** Character sets of teletext (ETSI EN 300 706 15): which codes of seven bits mean which characters. */

/** Codes 0x20 to 0x7f. */
type CharacterSet = readonly string[];

const FIRST_CODE = 0x20;
const ASCII = Array.from({ length: 0x60 }, (_, i) => String.fromCharCode(FIRST_CODE + i));
const BLOCK = '■';

/** Codes whose characters national options replace (table 36). */
const NATIONAL_CODES = [0x23, 0x24, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x7b, 0x7c, 0x7d, 0x7e];

/** @param national the characters of `NATIONAL_CODES`. */
function latin(national: string): CharacterSet {
  const characters = [...ASCII.slice(0, -1), BLOCK];
  for (const [i, character] of [...national].entries())
    characters[NATIONAL_CODES[i]! - FIRST_CODE] = character;
  return characters;
}

/** @param letters of the codes 0x40 to 0x7e. @param others by code. */
function alphabet(letters: string, others: Readonly<Record<number, string>> = {}): CharacterSet {
  const characters = [...ASCII.slice(0, 0x20), ...letters, BLOCK];
  for (const [code, character] of Object.entries(others)) characters[Number(code) - FIRST_CODE] = character;
  return characters;
}

const NO_OPTION = latin('#¤@[\\]^_`{¦}~');
const ENGLISH = latin('£$@←½→↑#—¼‖¾÷');
const GERMAN = latin('#$§ÄÖÜ^_°äöüß');
const SWEDISH = latin('#¤ÉÄÖÅÜ_éäöåü');
const ITALIAN = latin('£$é°ç→↑#ùàòèì');
const FRENCH = latin('éïàëêùî#èâôûç');
const IBERIAN = latin('ç$¡áéíóú¿üñèà');
const CZECH = latin('#ůčťžýířéáěúš');
const POLISH = latin('#ńąŻŚŁćóężśłź');
const TURKISH = latin('₺ğİŞÖÇÜĞışöçü');
const SERBIAN = latin('#ËČĆŽĐŠëčćžđš');
const ROMANIAN = latin('#¤ŢÂŞĂÎıţâşăî');
const ESTONIAN = latin('#õŠÄÖŽÜÕšäöžü');
const BALTIC = latin('#$ŠėęŽčūšąųžį');
const SERBIAN_CYRILLIC = alphabet('ЧАБЦДЕФГХИЈКЛМНОПЌРСТУВЃЉЊЗЋЖЂШЏчабцдефгхијклмнопќрстувѓљњзћжђш');
const RUSSIAN = alphabet('ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЪЗШЭЩЧЫюабцдефгхийклмнопярстужвьъзшэщч', { 38: 'ы' });
const UKRAINIAN = alphabet('ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬІЗШЄЩЧЇюабцдефгхийклмнопярстужвьізшєщч', { 38: 'ї' });
const GREEK = alphabet('ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡʹΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ', {
  60: '«',
  62: '»',
});
/** Arabic and Hebrew are sent as they look, from the left to the right, and are not read. */
const UNREAD: CharacterSet = ASCII.map((character) => (/[@-~]/.test(character) ? '\ufffd' : character));

/** By region, which X/28 and M/29 say, then by the national option of the page's header (table 32). */
const REGIONS: Readonly<Record<number, readonly (CharacterSet | undefined)[]>> = {
  0: [ENGLISH, GERMAN, SWEDISH, ITALIAN, FRENCH, IBERIAN, CZECH],
  1: [POLISH, GERMAN, SWEDISH, ITALIAN, FRENCH, undefined, CZECH],
  2: [ENGLISH, GERMAN, SWEDISH, ITALIAN, FRENCH, IBERIAN, TURKISH],
  3: [undefined, undefined, undefined, undefined, undefined, SERBIAN, undefined, ROMANIAN],
  4: [SERBIAN_CYRILLIC, GERMAN, ESTONIAN, BALTIC, RUSSIAN, UKRAINIAN, CZECH],
  6: [undefined, undefined, undefined, undefined, undefined, undefined, TURKISH, GREEK],
  8: [ENGLISH, undefined, undefined, undefined, FRENCH, undefined, undefined, UNREAD],
  10: [undefined, undefined, undefined, undefined, undefined, UNREAD, undefined, UNREAD],
};

/** @param region 0 to 15. @param option C12 to C14, the first the highest. */
export function characterSet(region: number, option: number): CharacterSet {
  return (REGIONS[region] ?? REGIONS[0]!)[option] ?? NO_OPTION;
}

export function characterOf(set: CharacterSet, code: number): string {
  return set[code - FIRST_CODE] ?? ' ';
}

/** Regions of languages that are not written with the characters of region 0: broadcasters hardly ever say which (BCP 47). */
const REGION_OF_LANGUAGE: Readonly<Record<string, number>> = {
  ...{ pl: 1, tr: 2, hr: 3, sl: 3, bs: 3, sr: 3, ro: 3 },
  ...{ et: 4, lv: 4, lt: 4, ru: 4, bg: 4, uk: 4, be: 4, mk: 4, el: 6, ar: 8, fa: 8, he: 10 },
};

/** The region of a text that does not say one. */
export function regionOf(language: string): number {
  return Object.hasOwn(REGION_OF_LANGUAGE, language) ? REGION_OF_LANGUAGE[language]! : 0;
}

/** G2, the supplementary set of Latin (table 37), from 0x20 on; `_` where it has none. */
const SUPPLEMENT = [
  ...' ¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿ ',
  ...'\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0323\u030a\u0327\u0332\u030b\u0328\u030c',
  ...'―¹®©™♪€‰α   ⅛⅜⅝⅞ΩÆĐªĦ ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ■',
];

/** A character of G2. */
export function supplementOf(code: number): string {
  return SUPPLEMENT[code - FIRST_CODE] ?? ' ';
}

/** @param accent 1 to 15, as G2 has them from 0x41 on. */
export function accented(character: string, accent: number): string {
  return `${character}${supplementOf(0x40 + accent)}`.normalize('NFC');
}
