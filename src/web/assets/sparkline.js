// @ts-check

/**
 * The path data of a small line through `values`, the newest at the right edge. Its foot is 0, its height at
 * least 1, so that a quiet line stays flat on the ground.
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
