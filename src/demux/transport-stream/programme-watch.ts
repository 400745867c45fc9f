/** Follows the tables of a programme through a file: in recordings that were joined, its streams change their PIDs. */
import {
  PAT_PID,
  type ProgramMap,
  pidOf,
  readPat,
  readPmt,
  SectionAssembler,
} from '../../transport-stream/index.js';

/** Called with a map of the programme that differs from the one before. @param offset in the file. */
type OnMap = (map: ProgramMap, offset: number) => void;

export class ProgrammeWatch {
  readonly #programNumber: number;
  readonly #onMap: OnMap;
  readonly #pat = new SectionAssembler();
  #pmtPid: number | undefined;
  /** Other programmes may have their maps on the same PID. */
  #followed: number | undefined;
  #pmt = new SectionAssembler();
  #lastMap: Uint8Array = new Uint8Array();

  constructor(programNumber: number, onMap: OnMap) {
    this.#programNumber = programNumber;
    this.#onMap = onMap;
  }

  packet(bytes: Uint8Array, at: number, base: number): void {
    const pid = pidOf(bytes, at);
    if (pid === PAT_PID) this.#readPat(bytes, at);
    else if (pid === this.#pmtPid) this.#readPmt(bytes, at, base);
  }

  /** The programme by its number; where that is gone, the first one: another channel was recorded before. */
  #readPat(bytes: Uint8Array, at: number): void {
    for (const section of this.#pat.push(bytes, at)) {
      const entries = readPat(section) ?? [];
      const found = entries.find(({ programNumber }) => programNumber === this.#programNumber) ?? entries[0];
      if (!found) continue;
      this.#followed = found.programNumber;
      if (found.pmtPid === this.#pmtPid) continue;
      this.#pmtPid = found.pmtPid;
      this.#pmt = new SectionAssembler();
    }
  }

  #readPmt(bytes: Uint8Array, at: number, base: number): void {
    for (const section of this.#pmt.push(bytes, at)) {
      if (Buffer.compare(section, this.#lastMap) === 0) continue;
      const map = readPmt(section);
      if (!map || map.programNumber !== this.#followed) continue;
      this.#lastMap = section;
      this.#onMap(map, base + at);
    }
  }
}
