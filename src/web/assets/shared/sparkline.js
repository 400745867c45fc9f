// @ts-check

/**
 * SVG path data of a sparkline through `values`, the newest at the right edge. The y axis runs from 0 to the highest
 * value but at least 1, so that a line of zeros stays on the baseline.
 * @param {readonly number[]} values
 * @param {number} capacity how many values fill the whole width
 * @param {number} width
 * @param {number} height
 */
export function sparklinePath(values, capacity, width, height) {
  if (values.length === 0) return '';
  const highest = Math.max(1, ...values);
  const step = width / (capacity - 1);
  const first = width - (values.length - 1) * step;
  return values
    .map((value, index) => {
      const x = (first + index * step).toFixed(1);
      return `${index === 0 ? 'M' : 'L'}${x} ${(height - (value / highest) * height).toFixed(1)}`;
    })
    .join('');
}
