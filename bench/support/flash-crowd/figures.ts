/** Figures and charts of modelled crowds. Pure. */
import type { Chart, Curve, Figure } from '../bench.js';
import { waitQuantile, waitsOverTime } from './experience.js';
import type { CrowdNeeds, CrowdOutcome } from './modelled-crowd.js';
import type { ServiceTimes } from './service-times.js';

export interface ModelledCase {
  readonly needs: CrowdNeeds;
  /** By the name of the capacity. */
  readonly outcomes: ReadonlyMap<string, CrowdOutcome>;
}

const GIGABIT = 1e9 / 8;

/** The measured service times of the model. */
export function timeFigures(times: ServiceTimes, sessions: readonly number[]): Figure[] {
  return [
    { name: 'session of a known asset, origin', unit: 'CPU ms', values: sessions.map((cost) => cost * 1000) },
    ...times.renditions.map(({ name, processor }) => figure(`${name}, worker`, 'CPU s per s', processor)),
    figure('cached response, origin', 'CPU µs', times.cachedRequest * 1e6),
    figure('cached response, origin, beside that', 'CPU ms per MB', times.cachedByte * 1e9),
    figure('opening of an asset', 's', times.opening),
  ];
}

/** What one crowd needs, and how it fares with each capacity. */
export function crowdFigures({ needs, outcomes }: ModelledCase): Figure[] {
  const { crowd, peaks } = needs;
  const of = `${crowd.viewers.toLocaleString('en-US')} viewers of ${crowd.name}`;
  return [
    figure(`${of}: sessions at the peak`, 'per s', peaks.sessions),
    figure(`${of}: processors of origins`, '', peaks.originCores),
    figure(`${of}: processors of workers`, '', peaks.encoderCores),
    figure(`${of}: from origins to edges`, 'Gbit/s', peaks.fromOrigins / GIGABIT),
    figure(`${of}: from edges to viewers`, 'Gbit/s', peaks.fromEdges / GIGABIT),
    ...[...outcomes].flatMap(([capacity, { experience }]) => [
      figure(`${of}, ${capacity}: wait to start, p99`, 's', waitQuantile(experience, 0.99)),
      figure(`${of}, ${capacity}: viewers who stall`, '%', 100 * experience.stalled),
    ]),
  ];
}

/** How what is needed grows with the crowd. */
export function needsChart(cases: readonly CrowdNeeds[]): Chart {
  const curves = [...Map.groupBy(cases, ({ crowd }) => crowd.name)].flatMap(([name, sizes]): Curve[] => [
    { name: `workers, ${name}`, points: pointsOf(sizes, ({ peaks }) => peaks.encoderCores) },
    { name: `origins, ${name}`, points: pointsOf(sizes, ({ peaks }) => peaks.originCores) },
  ]);
  return {
    title: 'Processors that a crowd needs at its peak (modelled)',
    xLabel: 'viewers who come within five minutes',
    yLabel: 'processors',
    curves,
  };
}

/** The waits of viewers by when they came, with each capacity. */
export function waitsChart(cases: readonly ModelledCase[]): Chart {
  return {
    title: `Wait for the first segment, 95th percentile, of ${countOf(cases)} viewers (modelled)`,
    xLabel: 'when a viewer came, in seconds since the first',
    yLabel: 'seconds',
    curves: cases.flatMap(({ needs, outcomes }) =>
      [...outcomes].map(([capacity, { experience }]) => ({
        name: `${needs.crowd.name}, ${capacity}`,
        points: waitsOverTime(experience, 0.95),
      })),
    ),
  };
}

function countOf([first]: readonly ModelledCase[]): string {
  return (first?.needs.crowd.viewers ?? 0).toLocaleString('en-US');
}

function pointsOf(cases: readonly CrowdNeeds[], value: (needs: CrowdNeeds) => number): Curve['points'] {
  return cases.map((needs) => [needs.crowd.viewers, value(needs)] as const);
}

function figure(name: string, unit: string, value: number): Figure {
  return { name, unit, values: [value] };
}
