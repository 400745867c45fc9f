/** The colours that WebVTT has classes for (WebVTT 5.1), such as speakers are told apart by. */

const CLASSES: Readonly<Record<string, string>> = {
  ffffff: 'white',
  '00ff00': 'lime',
  '00ffff': 'cyan',
  ff0000: 'red',
  ffff00: 'yellow',
  ff00ff: 'magenta',
  '0000ff': 'blue',
  '000000': 'black',
};
const NAMES: ReadonlySet<string> = new Set(Object.values(CLASSES));
const COLOUR = /\bcolor\s{0,4}=\s{0,4}["']?#?(\w{3,8})/i;

/** @param attributes of a `font` tag. @returns undefined if there is no class for its colour, or none is said. */
export function colourClass(attributes: string): string | undefined {
  const colour = COLOUR.exec(attributes)?.[1]?.toLowerCase() ?? '';
  if (NAMES.has(colour)) return colour;
  return Object.hasOwn(CLASSES, colour) ? CLASSES[colour] : undefined;
}
