/** The background, fonts and colours of all plots. */
import { type Attributes, element, escapeText, label } from './svg-elements.js';

/** In pixels; the text column of a page on GitHub is a little wider. */
export const PLOT_WIDTH = 800;

/** Colours with enough contrast on the background below, also for readers with red-green colour blindness; used in this order. */
export const SERIES_COLOURS = ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#bf3989', '#57606a'] as const;

export const INK = '#1f2328';
export const FAINT_INK = '#57606a';
export const GRID = '#e4e8ec';
const PAPER = '#ffffff';
const BORDER = '#d0d7de';
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

/** Approximate width of a letter at this font size; SVG does not lay out text. */
export const FONT_SIZE = 13;
export const LETTER_WIDTH = 7;

/**
 * A complete SVG file. It includes a background, because the page that shows it may be dark.
 * @param height in pixels.
 * @param title shown above the plot, and its accessible name.
 */
export function plotDocument(height: number, title: string, children: readonly string[]): string {
  const size = { width: PLOT_WIDTH, height, viewBox: `0 0 ${PLOT_WIDTH} ${height}` };
  const font = { 'font-family': FONT, 'font-size': FONT_SIZE, fill: INK };
  const root: Attributes = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', ...font };
  const paper = { x: 0.5, y: 0.5, width: PLOT_WIDTH - 1, height: height - 1, rx: 8 };
  return `${element(
    'svg',
    root,
    element('title', {}, escapeText(title)),
    element('rect', { ...paper, fill: PAPER, stroke: BORDER }),
    label(20, 30, shortened(title, PLOT_WIDTH - 40, TITLE_LETTER_WIDTH), TITLE),
    ...children,
  )}\n`;
}

const TITLE = { 'font-size': 15, 'font-weight': 600 };
const TITLE_LETTER_WIDTH = 8;

/** The text, truncated with an ellipsis if wider than the given number of pixels. */
export function shortened(text: string, width: number, letterWidth = LETTER_WIDTH): string {
  const most = Math.max(1, Math.floor(width / letterWidth));
  return [...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`;
}
