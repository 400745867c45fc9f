/** What a benchmark is, and what comes out of one. Every file in bench/ has one `Bench` as its default export. */

export interface Bench {
  /** As it is called: `./run bench cold`. */
  readonly name: string;
  /** One sentence: what is compared with what. */
  readonly question: string;
  /** The goal, as people say it: `at most 1.0`. */
  readonly goal: string;
  /** Whether `./run bench quick` leaves it out, because it needs a browser. */
  readonly needsBrowser?: boolean;
  run(options: BenchOptions): Promise<Outcome>;
}

export interface BenchOptions {
  /** A version of some ten seconds: fewer pairs, less of everything, the same comparison. */
  readonly quick: boolean;
  /** What was written after the bench's name. */
  readonly args: readonly string[];
  /** Shows where it is; nothing of it is kept. */
  progress(line: string): void;
}

/** Two sides measured in turn in one run: the same place in both lists is one pair. */
export interface Comparison {
  readonly name: string;
  /** `ms`, `s`, `MB/s`, `requests/s`… */
  readonly unit: string;
  /** What Onplay is compared with: `ffmpeg`, `nginx`, `bare Node`. */
  readonly other: string;
  readonly onplay: readonly number[];
  readonly theirs: readonly number[];
}

/** Something measured of Onplay alone; several values where it was measured several times. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** A curve, for benches whose answer is one. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

export interface Outcome {
  readonly comparisons?: readonly Comparison[];
  readonly figures?: readonly Figure[];
  readonly charts?: readonly Chart[];
  /** What the figures rest on where something is modelled and not measured. */
  readonly assumptions?: readonly string[];
  readonly goalMet: boolean;
  /** The last line that is printed, and nothing but the result: `cold ratio 0.97`. */
  readonly summary: string;
}
