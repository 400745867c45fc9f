// Draws docs/images/rooms.svg: the rooms of src/ in their order, and which of them each one imports. The order is the
// table that the dependency rules are made of (rooms.cjs); the imports are those that dependency-cruiser finds.
//
//     node scripts/draw-rooms.mjs            writes the picture
//     node scripts/draw-rooms.mjs --check    fails when the picture is not what it would write
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { argv, exit, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const { rooms, WITHOUT_HTTP } = createRequire(import.meta.url)('./rooms.cjs');
const root = fileURLToPath(new URL('..', import.meta.url));
const picture = `${root}docs/images/rooms.svg`;

const ROW = 30;
const CELL = 26;
const LEFT = 16;
const TOP = 112;
/** Where the columns of the matrix begin. */
const MATRIX = 640;
const WIDTH = MATRIX + rooms.length * CELL + 24;
const HEIGHT = TOP + rooms.length * ROW + 44;
const DARK = '#1f2933';
const MUTED = '#5b6875';
const ACCENT = '#2457c5';

/** The room of a file of src/; the command's own file counts as `cli`. */
function roomOf(file) {
  return /^src\/([^/.]+)/.exec(file)?.[1];
}

/** Every `from to` of rooms, as the source imports it. */
function imports() {
  const json = execFileSync(
    `${root}node_modules/.bin/depcruise`,
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  const used = new Set();
  for (const { source, dependencies } of JSON.parse(json).modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [roomOf(source), roomOf(resolved)];
      if (from && to && from !== to) used.add(`${from} ${to}`);
    }
  }
  return used;
}

function text(x, y, words, more = '') {
  return `<text x="${x}" y="${y}" ${more}>${words.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
}

function row({ name, says }, place, used) {
  const y = TOP + place * ROW;
  const middle = y + ROW / 2;
  const cells = rooms.map((other, column) => {
    const x = MATRIX + column * CELL + CELL / 2;
    if (column === place)
      return `<rect x="${x - 9}" y="${middle - 9}" width="18" height="18" rx="4" fill="${DARK}"/>`;
    if (used.has(`${name} ${other.name}`)) return `<circle cx="${x}" cy="${middle}" r="6" fill="${ACCENT}"/>`;
    return column > place ? `<circle cx="${x}" cy="${middle}" r="1.5" fill="#c3ccd5"/>` : '';
  });
  return [
    place % 2 === 0 ? `<rect x="0" y="${y}" width="${WIDTH}" height="${ROW}" fill="#f4f6f8"/>` : '',
    WITHOUT_HTTP.includes(name) ? `<rect x="0" y="${y}" width="5" height="${ROW}" fill="${ACCENT}"/>` : '',
    text(LEFT, middle + 5, name, `font-weight="600" fill="${DARK}"`),
    text(LEFT + 112, middle + 5, says, `fill="${MUTED}" font-size="13"`),
    ...cells,
  ].join('');
}

function header({ name }, column) {
  const x = MATRIX + column * CELL + CELL / 2 + 5;
  return text(x, TOP - 10, name, `transform="rotate(-60 ${x} ${TOP - 10})" font-size="13" fill="${DARK}"`);
}

function draw() {
  const used = imports();
  const legend =
    'A dot: the room of the row imports the index.ts of the room of the column. Nothing stands left of the diagonal: no room imports one above it.';
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="15" role="img" aria-label="The rooms of src/ and what each imports">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 44, 'The rooms of src/', `font-size="20" font-weight="600" fill="${DARK}"`),
    text(
      LEFT,
      68,
      'A blue bar: also linked by what only encodes; no HTTP, no keys.',
      `font-size="13" fill="${MUTED}"`,
    ),
    ...rooms.map(header),
    ...rooms.map((room, place) => row(room, place, used)),
    text(LEFT, HEIGHT - 16, legend, `font-size="12" fill="${MUTED}"`),
    '</svg>',
  ].join('\n')}\n`;
}

const drawn = draw();
if (argv[2] !== '--check') writeFileSync(picture, drawn);
else if (readFileSync(picture, 'utf8') !== drawn) {
  stderr.write('docs/images/rooms.svg is not what the source is: run `node scripts/draw-rooms.mjs`.\n');
  exit(1);
}
