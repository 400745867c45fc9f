/** A log whose lines a test can read. */
import { Writable } from 'node:stream';
import { pino } from 'pino';

export function recordedLog() {
  const lines: string[] = [];
  const write = (line: Buffer, _encoding: string, done: () => void) => {
    lines.push(line.toString());
    done();
  };
  return { lines, log: pino({ level: 'trace' }, new Writable({ write })) };
}
