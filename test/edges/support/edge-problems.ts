/** The problems that the edges of cdn/ answer themselves, read from their scripts and templates. */
import { readFileSync } from 'node:fs';

export interface EdgeProblem {
  readonly edge: 'nginx' | 'varnish';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const fileOf = (name: string) => new URL(`../../../cdn/${name}`, import.meta.url);
const textOf = (name: string) => readFileSync(fileOf(name), 'utf8');
const nginxScript = textOf('nginx/problem.js');
const nginxTemplate = textOf('nginx/onplay.conf.template');
const vcl = textOf('varnish/onplay.vcl.template');

/** The part of nginx's request that problem.js uses. */
interface NginxRequest {
  readonly headersOut: Record<string, string>;
  return(status: number, body: string): void;
}
interface ProblemScript {
  send(request: NginxRequest, code: string): void;
}

/** Those of problem.js, and those of nginx's own failures in the template. */
export async function nginxProblems(): Promise<EdgeProblem[]> {
  const { default: script } = (await import(fileOf('nginx/problem.js').href)) as { default: ProblemScript };
  const codes = [...nginxScript.matchAll(/^ {2}(\w+): \[/gm)].map(([, code = '']) => code);
  const ofScript = codes.map((code) => sentBy(script, code));
  const locations = nginxTemplate.matchAll(/location @\w+ \{([^}]*)\breturn (\d{3}) '(.*)';/g);
  const ofTemplate = Array.from(locations, ([, settings = '', status = '', body = '']) => ({
    ...{ edge: 'nginx' as const, status: Number(status), body: JSON.parse(body) as EdgeProblem['body'] },
    headers: {
      ...Object.fromEntries(
        Array.from(
          settings.matchAll(/add_header (\S+) (?:'(.*)'|(\S+)) always;/g),
          ([, name, quoted, plain]) => [name, quoted ?? plain],
        ),
      ),
      'Content-Type': /default_type (\S+);/.exec(settings)?.[1] ?? '',
    },
  }));
  return [...ofScript, ...ofTemplate];
}

function sentBy(script: ProblemScript, code: string): EdgeProblem {
  const headers: Record<string, string> = {};
  const sent: EdgeProblem[] = [];
  script.send(
    {
      headersOut: headers,
      return: (status, body) =>
        void sent.push({ edge: 'nginx', status, headers, body: JSON.parse(body) as EdgeProblem['body'] }),
    },
    code,
  );
  return sent[0]!;
}

/** Those of `synth`, of Varnish's own failures, and of `vcl_backend_error`. */
export function varnishProblems(): EdgeProblem[] {
  const synthesized = vcl.matchAll(/synth\((\d{3}), "(\w+)"\)/g);
  const statuses = new Map(Array.from(synthesized, ([, status, code = '']) => [code, Number(status)]));
  statuses.delete('control');
  // Varnish chooses the status of its own failures: 500 stands for any of them.
  statuses.set('internal_error', 500);
  const headers = headersSetIn('vcl_synth', 'resp');
  const own = Array.from(statuses, ([code, status]) => ({
    ...{ edge: 'varnish' as const, status, headers },
    body: { type: `urn:onplay:problem:${code}`, status, ...wordsOf(code), code },
  }));
  return [...own, unreachable()];
}

/** The branch for the code in `onplay_words`: `elsif (… == "code")`, or the last one, which sets the code. */
function wordsOf(code: string): { title?: string | undefined; detail?: string | undefined } {
  const branch = String.raw`"${code}"\)(?: \{|;)\s+var\.set\("title", "(.*)"\);\s+var\.set\("detail", "(.*)"\);`;
  const [, title, detail] = new RegExp(branch).exec(subroutine('onplay_words')) ?? [];
  return { title, detail };
}

function unreachable(): EdgeProblem {
  const name = 'vcl_backend_error';
  const text = /synthetic\("""(.*)"""\)/.exec(subroutine(name))?.[1] ?? '';
  const status = Number(/set beresp\.status = (\d{3});/.exec(subroutine(name))?.[1]);
  const body = JSON.parse(text) as EdgeProblem['body'];
  return { edge: 'varnish', status, headers: headersSetIn(name, 'beresp'), body };
}

function subroutine(name: string): string {
  return new RegExp(`^sub ${name} \\{$([\\s\\S]*?)^\\}$`, 'm').exec(vcl)?.[1] ?? '';
}

/** The headers that a subroutine sets in every case: the last value of each. */
function headersSetIn(name: string, variable: 'resp' | 'beresp'): Record<string, string> {
  const lines = subroutine(name).matchAll(
    new RegExp(`^  set ${variable}\\.http\\.([\\w-]+) = "(.*)";$`, 'gm'),
  );
  return Object.fromEntries(Array.from(lines, ([, header, value]) => [header, value]));
}

/** Which problems nginx caches: the statuses, as its script and its template have them, and for how long at most. */
export function problemsCachedAtNginx() {
  const numbers = (text: string | undefined) => text?.split(/\D+/).map(Number);
  return {
    ofScript: numbers(/CACHED_PROBLEMS = \[(.*)\]/.exec(textOf('nginx/onplay.js'))?.[1]),
    ofTemplate: numbers(/~\(\?:([\d|]+)\)\$ +1;/.exec(nginxTemplate)?.[1]),
    seconds: Number(/^const SECONDS = (\d+);$/m.exec(textOf('nginx/known-problems.js'))?.[1]),
    inactiveSeconds: Number(/keys_zone=onplay_problems:.* inactive=(\d+)s/.exec(nginxTemplate)?.[1]),
  };
}
