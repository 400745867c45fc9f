/** How cdn/varnish/onplay.vcl.template reads paths and cookies: its own patterns, applied as VCL does, without Varnish. */
import { readFileSync } from 'node:fs';
import type { EdgeMediaPath } from './edge-media-path.js';

const template = readFileSync(new URL('../../../cdn/varnish/onplay.vcl.template', import.meta.url), 'utf8');

type Values = Record<string, string>;

const OPERAND = String.raw`(?:var\.get\("(\w+)"\)|req\.http\.(\w+))`;
const CONDITION = new RegExp(`${OPERAND} (!?~)\\s+"([^"]*)"`, 'g');
const ASSIGNMENT = new RegExp(
  `var\\.set\\("(\\w+)", regsub\\(${OPERAND},\\s+"([^"]*)", "([^"]*)"\\)\\)`,
  'g',
);

/** The body of a subroutine from its beginning, or from `from`, to `to`. */
function statements(subroutine: string, from: string, to: string): string {
  const body = template.slice(template.indexOf(`sub ${subroutine} {`));
  const start = body.indexOf(from);
  const end = body.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`${subroutine} has changed: read it anew here`);
  return body.slice(start, end);
}

const ambiguous = statements('vcl_recv', 'call onplay_read_cookie', 'return (synth(404');
const noMedia = statements('onplay_media', '{', 'return (synth(404');
const parts = statements('onplay_media', 'call onplay_check_method', 'call onplay_check_grant');
const cookie = statements('onplay_read_cookie', '{', 'unset req.http.Cookie');

/** VCL's patterns are those of PCRE, which has `(?i)` for the flag. */
function pattern(text: string): RegExp {
  return text.startsWith('(?i)') ? new RegExp(text.slice(4), 'i') : new RegExp(text);
}

/** Whether one of the conditions of an `if` holds. */
function holdsOne(code: string, values: Values): boolean {
  return [...code.matchAll(CONDITION)].some(([, variable = '', header = '', operator, text = '']) => {
    const isMatch = pattern(text).test(values[variable || header] ?? '');
    return operator === '~' ? isMatch : !isMatch;
  });
}

/** The values after the assignments, in order. */
function assigned(code: string, values: Values): Values {
  const all = { ...values };
  for (const [, target = '', variable = '', header = '', text = '', replacement = ''] of code.matchAll(
    ASSIGNMENT,
  )) {
    all[target] = (all[variable || header] ?? '').replace(pattern(text), replacement.replace('\\1', '$1'));
  }
  return all;
}

export function readPathAtVarnish(path: string): EdgeMediaPath | undefined {
  if (path.length > 8192 || holdsOne(ambiguous, { path }) || holdsOne(noMedia, { path })) return undefined;
  const { grant = '', name = '', asset = '' } = assigned(parts, { path });
  return { grant, name, asset };
}

/** The out-of-path grant in a `Cookie` header. */
export function readCookieAtVarnish(text: string): string | undefined {
  const values = { Cookie: text };
  return holdsOne(cookie, values) ? assigned(cookie, values)['cookie'] : undefined;
}
